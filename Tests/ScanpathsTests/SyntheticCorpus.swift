import Basics

@testable import Scanpaths

/// Small methods and scanpaths made for a test.
enum SyntheticCorpus {
  /// A method with these labels, one token each, and the lines given, or all on one line.
  static func code(_ id: String = "m", _ labels: [SemanticLabel], lines: [Int] = []) -> LabelledCode {
    LabelledCode(
      id: id, language: .java,
      tokens: labels.enumerated().map { place, label in
        LabelledCode.Token(
          text: "t\(place)", label: label, bytes: place..<place + 1, line: lines.isEmpty ? 0 : lines[place])
      })
  }

  static func path(
    _ tokens: [Int], participant: String = "p", code: String = "m", milliseconds: [Double] = []
  ) -> Scanpath {
    Scanpath(
      participant: participant, code: code,
      visits: tokens.enumerated().map { place, token in
        Scanpath.Visit(token: token, durationMilliseconds: milliseconds.isEmpty ? 200 : milliseconds[place])
      })
  }

  /// Methods of random labels and readers who wander through them, a function of the seed.
  static func random(methods: Int, paths: Int, tokens: Int = 60, visits: Int = 100, seed: UInt64) throws
    -> ScanpathSet
  {
    var stream = RandomStream(seed: seed, purpose: .testData)
    let codes = (0..<methods).map { method in
      var line = 0
      let labels = (0..<tokens).map { _ in SemanticLabel.allCases.randomElement(using: &stream) ?? .loop }
      let lines = (0..<tokens).map { _ in
        line += stream.uniform() < 0.25 ? 1 : 0
        return line
      }
      return code("m\(method)", labels, lines: lines)
    }
    let scanpaths = (0..<paths).map { number in
      var token = Int.random(in: 0..<tokens, using: &stream)
      let visited = (0..<visits).map { _ in
        token = min(tokens - 1, max(0, token + Int.random(in: -6...7, using: &stream)))
        return token
      }
      let milliseconds = visited.map { _ in Double.random(in: 60...900, using: &stream) }
      return path(visited, participant: "p\(number % 27)", code: "m\(number % methods)", milliseconds: milliseconds)
    }
    return try ScanpathSet(codes: codes, scanpaths: scanpaths)
  }
}
