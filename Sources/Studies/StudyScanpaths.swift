import Basics
import Scanpaths

/// Scanpaths with their methods, checked and laid out for the agreement studies.
package struct StudyScanpaths: Sendable {
  /// A method with the per-token data that the studies look up.
  package struct Method: Sendable {
    package var code: LabelledCode
    /// Each token's index in `SemanticLabel.allCases`.
    package var labels: [Int]
    package var lines: [Int]
    /// The column where each token begins in its line, in bytes from 0.
    package var columns: [Int]

    package var count: Int { labels.count }
  }

  /// One person's reading of one method.
  package struct Trial: Sendable {
    package var participant: String
    /// The index in `methods`.
    package var method: Int
    package var visits: [Scanpath.Visit]
    /// The events of the scanpath, in the corpus's unit: what moves, patterns and similarities are computed from.
    package var events: [GazeEvent]
    /// The tokens looked at, each once, in text order.
    package var attended: [Int]
  }

  /// A scanpath that cannot be scored.
  package struct Exclusion: Sendable, Equatable, Codable {
    package var participant: String
    package var code: String
    package var reason: String
  }

  package let methods: [Method]
  /// Sorted by method and participant, regardless of the input order.
  package let trials: [Trial]
  package let exclusions: [Exclusion]

  /// - Parameters:
  ///   - sources: the methods' texts by id. If one is missing, columns count from the line's first token, so indentation
  ///     is ignored.
  ///   - unit: what counts as one event of a scanpath.
  /// - Throws: `StudyError`.
  package init(
    codes: [LabelledCode], scanpaths: [Scanpath], sources: [String: String] = [:], unit: EventUnit = .merged
  ) throws(StudyError) {
    var places: [String: Int] = [:]
    for (place, code) in codes.enumerated() {
      guard places.updateValue(place, forKey: code.id) == nil else { throw .repeatedCode(id: code.id) }
    }
    methods = codes.map { Method($0, source: sources[$0.id]) }
    var trials: [Trial] = []
    var exclusions: [Exclusion] = []
    // The sort is stable, so a second reading by the same participant stays after the first.
    for path in scanpaths.sorted(by: { ($0.code, $0.participant) < ($1.code, $1.participant) }) {
      guard let place = places[path.code] else {
        throw .unknownCode(participant: path.participant, code: path.code)
      }
      try Self.check(path, tokens: codes[place].tokens.count)
      guard !path.visits.isEmpty else {
        let reason = "no token was looked at"
        exclusions.append(Exclusion(participant: path.participant, code: path.code, reason: reason))
        continue
      }
      trials.append(
        Trial(
          participant: path.participant, method: place, visits: path.visits, events: path.events(unit),
          attended: Set(path.visits.map(\.token)).sorted()))
    }
    self.trials = trials
    self.exclusions = exclusions
  }

  /// The id of a trial's method.
  package func id(ofTrial trial: Int) -> String { methods[trials[trial].method].code.id }

  private static func check(_ path: Scanpath, tokens: Int) throws(StudyError) {
    for (place, visit) in path.visits.enumerated() {
      guard visit.token >= 0, visit.token < tokens else {
        throw .noSuchToken(
          participant: path.participant, code: path.code, visit: place, token: visit.token, tokens: tokens)
      }
      guard visit.durationMilliseconds >= 0, visit.durationMilliseconds.isFinite else {
        throw .impossibleDuration(participant: path.participant, code: path.code, visit: place)
      }
    }
  }
}

extension StudyScanpaths.Method {
  static let labelCount = SemanticLabel.allCases.count

  private static let labelPlaces = Dictionary(
    uniqueKeysWithValues: zip(SemanticLabel.allCases, SemanticLabel.allCases.indices))

  init(_ code: LabelledCode, source: String?) {
    self.code = code
    labels = code.tokens.map { Self.labelPlaces[$0.label] ?? 0 }
    lines = code.tokens.map(\.line)
    columns = Self.columns(of: code.tokens, in: source)
  }

  private static func columns(of tokens: [LabelledCode.Token], in source: String?) -> [Int] {
    var starts: [Int: Int] = [:]
    if let source {
      // The offset of the first byte of each line.
      var line = 0
      starts[0] = 0
      for (offset, byte) in source.utf8.enumerated() where byte == UInt8(ascii: "\n") {
        line += 1
        starts[line] = offset + 1
      }
    } else {
      for token in tokens {
        starts[token.line] = min(starts[token.line] ?? token.bytes.lowerBound, token.bytes.lowerBound)
      }
    }
    return tokens.map { max(0, $0.bytes.lowerBound - (starts[$0.line] ?? $0.bytes.lowerBound)) }
  }
}

/// A mismatch between codes and scanpaths.
package enum StudyError: DiagnosableError, Equatable {
  /// Two codes have the same id.
  case repeatedCode(id: String)
  case unknownCode(participant: String, code: String)
  /// A visit to a token that the code does not have.
  case noSuchToken(participant: String, code: String, visit: Int, token: Int, tokens: Int)
  /// A duration that is negative or not a number.
  case impossibleDuration(participant: String, code: String, visit: Int)

  package var diagnosis: Diagnosis {
    switch self {
    case .repeatedCode(let id):
      Diagnosis(
        .badData, problem: "two methods have the id \"\(id)\"", remedy: "give each method an id of its own")
    case .unknownCode(let participant, let code):
      Diagnosis(
        .badData, problem: "no method has the id \"\(code)\"", place: "scanpath of \(participant)",
        remedy: "import the code of that method too, or leave the scanpath out")
    case .noSuchToken(let participant, let code, let visit, let token, let tokens):
      Diagnosis(
        .badData, problem: "visit \(visit + 1) is to token \(token), but the method has \(tokens) tokens",
        place: "scanpath of \(participant) on \(code)",
        remedy: "import the recording again with the code that was shown")
    case .impossibleDuration(let participant, let code, let visit):
      Diagnosis(
        .badData, problem: "the duration of visit \(visit + 1) is negative or no number",
        place: "scanpath of \(participant) on \(code)", remedy: "check the recording's unit of time")
    }
  }
}
