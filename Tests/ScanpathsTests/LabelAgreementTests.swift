import Basics
import Foundation
import Scanpaths
import TestSupport
import Testing

/// Labels as in recorded data.
@Suite(.enabled(if: SharedData.holds("eyemulator/corpus"), "needs the shared data (FOVEA_DATA)"))
struct LabelAgreementTests {
  /// A corpus, the share of its tokens that found one of ours, and the share of those with our label; `docs/labels.md`
  /// has the figures. The rules were made with the first three; the samples of the training sets only confirm them.
  struct Corpus: CustomTestStringConvertible {
    var name: String
    var aligned: Double
    var agreement: Double

    var testDescription: String { name }
  }

  static let corpora = [
    Corpus(name: "summarization_valid", aligned: 0.959, agreement: 0.984),
    Corpus(name: "translation_valid", aligned: 0.985, agreement: 0.992),
    Corpus(name: "completion_valid_sample", aligned: 0.959, agreement: 0.966),
    Corpus(name: "summarization_train_sample", aligned: 0.984, agreement: 0.978),
    Corpus(name: "translation_train_sample", aligned: 0.990, agreement: 0.988),
    Corpus(name: "completion_train_sample", aligned: 0.954, agreement: 0.964),
  ]

  @Test(arguments: corpora) func labelsAgreeWithEyeMulator(_ corpus: Corpus) throws {
    let labeller = Labeller(.java)
    var agreement = LabelAgreement()
    for (place, row) in try LabelledRow.read(corpus.name).enumerated() {
      agreement.add(row, try labeller.label(row.code, id: "\(place)"))
    }
    #expect(agreement.alignedShare >= corpus.aligned - 0.01, "\(agreement.report)")
    #expect(agreement.agreement >= corpus.agreement - 0.01, "\(agreement.report)")
  }

  /// No labels are recorded for C#, but the same methods in both languages should be labelled alike.
  @Test func labelsAgreeBetweenJavaAndCSharp() throws {
    func tokens(_ file: String, _ labeller: Labeller) throws -> [[LabelledCode.Token]] {
      try TextFile.lines(of: SharedData.path("codexglue/java-cs/\(file)")).map { try labeller.label($0, id: "").tokens }
    }
    var counts = (aligned: 0, agreeing: 0)
    for (java, cSharp) in zip(try tokens("valid.java", Labeller(.java)), try tokens("valid.cs", Labeller(.cSharp))) {
      let pairs = Alignment.longestCommonSubsequence(
        java.map { $0.text.lowercased() }, cSharp.map { $0.text.lowercased() })
      counts.aligned += pairs.count
      counts.agreeing += pairs.count { java[$0].label == cSharp[$1].label }
    }
    #expect(counts.aligned > 8_000)
    #expect(Double(counts.agreeing) / Double(counts.aligned) > 0.926)
  }
}
