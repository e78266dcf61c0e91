import Basics
import Foundation
import Syntax
import TestSupport
import Testing

@testable import Scanpaths
@testable import Studies

/// The studies on the recordings of EyeTrans, with a stand-in for the semantic labels.
struct EyeTransStudyTests {
  private static let isPresent = SharedData.holds("eyetrans/methods.jsonl")

  private struct Method: Decodable {
    var method: String
    var code: String
  }

  private struct Recording: Decodable {
    struct Fixation: Decodable {
      var token: String
      var duration_ms: Double
    }
    var participant: String
    var method: String
    var fixations: [Fixation]
  }

  /// A label made of the token's form; good enough for labels that mean something to readers.
  private static func label(_ text: String, role: CodeToken.Role, next: String) -> SemanticLabel {
    if role == .comment { return .comment }
    if role == .text || text.first?.isNumber == true { return .literal }
    switch text {
    case "return": return .return
    case "if", "else", "switch", "case": return .conditionalStatement
    case "for", "while", "do": return .loop
    case "try", "catch", "throw", "throws", "finally": return .exceptionHandling
    case "=": return .assignment
    case "null", "true", "false": return .literal
    case _ where text.first?.isLetter != true: return .operator
    case _ where next == "(": return .functionCall
    case _ where text.first?.isUppercase == true: return .externalClass
    default: return .variable
    }
  }

  private static func labelled(_ method: Method, by parser: SyntaxParser) throws -> LabelledCode {
    let all = try parser.parseFragment(method.code).tokens
    let source = Array(method.code.utf8)
    func text(_ place: Int) -> String {
      all.indices.contains(place) ? String(decoding: source[all[place].bytes], as: UTF8.self) : ""
    }
    let tokens = all.indices.filter { all[$0].role != .punctuation }.map { place in
      LabelledCode.Token(
        text: text(place), label: label(text(place), role: all[place].role, next: text(place + 1)),
        bytes: all[place].bytes, line: Int(all[place].start.line))
    }
    return LabelledCode(id: method.method, language: .java, tokens: tokens)
  }

  /// Each fixation goes to the k-th token that the box's text contains; boxes that match none are passed over.
  private static func scanpath(_ recording: Recording, on code: LabelledCode) -> Scanpath {
    let visits = recording.fixations.compactMap { fixation -> Scanpath.Visit? in
      let parts = fixation.token.split(separator: ".", omittingEmptySubsequences: false)
      let repetition = parts.count > 1 ? Int(parts[parts.count - 1]) : nil
      let text = repetition == nil ? fixation.token : parts.dropLast().joined(separator: ".")
      let wanted = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.last.map(String.init) ?? text
      let places = code.tokens.indices.filter { code.tokens[$0].text == wanted }
      guard let place = places.dropFirst(repetition ?? 0).first ?? places.last else { return nil }
      return .init(token: place, durationMilliseconds: fixation.duration_ms)
    }
    return Scanpath(participant: recording.participant, code: recording.method, visits: visits)
  }

  private static func corpus() throws -> StudyScanpaths {
    let parser = SyntaxParser(.java)
    let methods = try JSONLines.read(Method.self, from: SharedData.path("eyetrans/methods.jsonl"))
    let recordings = try JSONLines.read(Recording.self, from: SharedData.path("eyetrans/scanpaths.jsonl"))
    let codes = try methods.map { try labelled($0, by: parser) }
    let byID = Dictionary(uniqueKeysWithValues: codes.map { ($0.id, $0) })
    return try StudyScanpaths(
      codes: codes,
      scanpaths: recordings.compactMap { recording in byID[recording.method].map { scanpath(recording, on: $0) } },
      sources: Dictionary(uniqueKeysWithValues: methods.map { ($0.method, $0.code) }))
  }

  @Test(.enabled(if: isPresent)) func peopleAreForeseenBetterThanByChance() throws {
    let corpus = try Self.corpus()
    #expect(corpus.trials.count + corpus.exclusions.count == 498)
    var result: PredictionStudyResult?
    let predictionTime = try ProcessorTime.measure { result = try PredictionStudy().run(corpus) }
    let found = try #require(result)
    if ProcessInfo.processInfo.environment["FOVEA_SHOW"] != nil {
      print("\(corpus.trials.count) trials, \(corpus.exclusions); prediction \(predictionTime)\n\(found.markdown)")
    }
    for split in StudySplit.allCases {
      let model = try #require(found.row(split, .place, 0, .model))
      let chance = try #require(found.row(split, .place, 0, .random))
      let difference = try #require(
        found.differences.first {
          $0.split == split && $0.reading == .place && $0.radius == 0 && $0.of == .model && $0.against == .random
        })
      #expect(difference.f1.lower ?? 0 > 0 && chance.f1.count == corpus.trials.count)
      #expect(model.f1.count == corpus.trials.count)
      #expect(model.f1.participants == Set(corpus.trials.map(\.participant)).count)
    }
  }

  @Test(.enabled(if: isPresent)) func readersOfAMethodAreAlike() throws {
    let corpus = try Self.corpus()
    var result: SimilarityStudyResult?
    let time = try ProcessorTime.measure { result = try SimilarityStudy().run(corpus) }
    let found = try #require(result)
    if ProcessInfo.processInfo.environment["FOVEA_SHOW"] != nil { print("similarity \(time)\n\(found.markdown)") }
    for measure in ScanpathSimilarity.Measure.allCases {
      let mean = try #require(found.overall[measure.rawValue])
      #expect(mean.lower ?? -1 > 0 && mean.upper ?? 2 < 1)
    }
  }
}
