import Basics
import Syntax

@testable import Scanpaths
@testable import Studies

/// Made-up methods and readers of whom it is known what they look at.
enum SmallWorld {
  /// A method of the given lines of labels; every token takes four bytes and a space.
  static func code(_ id: String, _ lines: [[SemanticLabel]]) -> LabelledCode {
    var offset = 0
    var tokens: [LabelledCode.Token] = []
    for (line, labels) in lines.enumerated() {
      for label in labels {
        tokens.append(.init(text: "word", label: label, bytes: offset..<offset + 4, line: line))
        offset += 5
      }
    }
    return LabelledCode(id: id, language: .java, tokens: tokens)
  }

  static func path(_ participant: String, _ code: String, _ tokens: [Int], milliseconds: Double = 200) -> Scanpath {
    Scanpath(
      participant: participant, code: code,
      visits: tokens.map { .init(token: $0, durationMilliseconds: milliseconds) })
  }

  /// Methods of ten lines of four tokens, three of whose 40 tokens are `return`, at drawn places.
  static func methods(_ count: Int, seed: UInt64 = 1) -> [LabelledCode] {
    let others: [SemanticLabel] = [.variable, .literal, .operator, .functionCall, .parameter, .argument]
    return (0..<count).map { method in
      var stream = RandomStream(seed: seed, purpose: .testData, method)
      let returns = Set((0..<10).shuffled(using: &stream).prefix(3))
      return code(
        "method\(method)",
        (0..<10).map { line in
          (0..<4).map { column in
            returns.contains(line) && column == 0 ? .return : others[Int(stream.next() % UInt64(others.count))]
          }
        })
    }
  }

  /// Readers who look at every `return` and at nothing else.
  static func returnReaders(_ codes: [LabelledCode], participants: Int) -> [Scanpath] {
    codes.flatMap { code in
      let returns = code.tokens.indices.filter { code.tokens[$0].label == .return }
      return (0..<participants).map { path("reader\($0)", code.id, returns) }
    }
  }

  /// Readers who look at drawn tokens.
  static func wanderers(_ codes: [LabelledCode], participants: Int, visits: Int = 12) -> [Scanpath] {
    codes.enumerated().flatMap { place, code in
      (0..<participants).map { participant in
        var stream = RandomStream(seed: 9, purpose: .testData, place, participant)
        let tokens = (0..<visits).map { _ in Int(stream.next() % UInt64(code.tokens.count)) }
        return path("reader\(participant)", code.id, tokens)
      }
    }
  }
}

extension PredictionStudyResult {
  func row(
    _ split: StudySplit, _ reading: AttentionReading, _ radius: Int, _ predictor: AttentionPredictor
  ) -> Row? {
    rows.first {
      $0.split == split && $0.reading == reading && $0.radius == radius && $0.predictor == predictor
    }
  }
}
