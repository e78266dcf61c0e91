import Basics
import CodeT5
import Corpus
import Foundation

/// The losses of a data set, one per sample.
package struct CorpusLoss: Encodable {
  /// A sample's loss: the mean over its target tokens.
  package struct Example: Encodable {
    package let loss: Double
    package let targetTokens: Int

    package enum CodingKeys: String, CodingKey {
      case loss
      case targetTokens = "target_tokens"
    }
  }

  /// The mean over all target tokens.
  package let loss: Double
  package let targetTokens: Int
  package let examples: [Example]

  package enum CodingKeys: String, CodingKey {
    case loss, examples
    case targetTokens = "target_tokens"
  }

  /// Source and target tokens that the model processes at once; limits memory to about 2 GB for the base shape.
  private static let tokensAtOnce = 4096

  /// - Parameter path: the path of the samples' file, for messages.
  /// - Throws: `LossNotFinite`.
  package init(_ model: CodeT5Model, _ samples: [Sample], path: String) throws {
    let progress = ProgressWriter()
    defer { progress.finish() }
    var examples: [Example] = []
    var sum = 0.0
    for batch in samples.packed(tokens: Self.tokensAtOnce) {
      let packed = PackedBatch(
        sources: batch.map(\.source), targets: batch.map(\.target), samples: batch.map(\.identifier),
        startToken: model.configuration.decoderStartToken)
      var losses = model.losses(packed)[...]
      for sample in batch {
        let total = losses.prefix(sample.target.count).reduce(0) { $0 + Double($1) }
        guard total.isFinite else { throw LossNotFinite(path: path, line: sample.identifier) }
        losses = losses.dropFirst(sample.target.count)
        examples.append(Example(loss: total / Double(sample.target.count), targetTokens: sample.target.count))
        sum += total
      }
      progress.update { elapsed in
        ProgressLine(
          label: "loss", completed: examples.count, total: samples.count, elapsed: elapsed, unit: "examples")
      }
    }
    targetTokens = samples.reduce(0) { $0 + $1.target.count }
    loss = sum / Double(max(1, targetTokens))
    self.examples = examples
  }
}

/// A loss that is infinite or not a number.
package struct LossNotFinite: DiagnosableError {
  package let path: String
  package let line: Int

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the model's loss on this pair is not a finite number", place: "\(path):\(line)",
      remedy: "the model's weights hold NaN or overflow; take an earlier checkpoint")
  }
}

extension [Sample] {
  /// Ranges of consecutive samples with at most `limit` tokens in total; a longer sample gets a range of its own.
  fileprivate func packed(tokens limit: Int) -> [ArraySlice<Sample>] {
    var stretches: [ArraySlice<Sample>] = []
    var start = 0
    var tokens = 0
    for (index, sample) in enumerated() {
      let more = sample.source.count + sample.target.count
      if index > start && tokens + more > limit {
        stretches.append(self[start..<index])
        (start, tokens) = (index, 0)
      }
      tokens += more
    }
    return start < count ? stretches + [self[start...]] : stretches
  }
}
