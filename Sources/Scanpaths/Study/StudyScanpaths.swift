/// Scanpaths with the methods they belong to, checked and laid out for the studies of agreement.
package struct StudyScanpaths: Sendable {
  /// A method with what the studies look up for every token.
  package struct Method: Sendable {
    package var code: LabelledCode
    /// Each token's place in `SemanticLabel.allCases`.
    package var labels: [Int]
    package var lines: [Int]
    /// Where each token begins in its line, in bytes from 0.
    package var columns: [Int]

    package var count: Int { labels.count }
  }

  /// One person's reading of one method.
  package struct Trial: Sendable {
    package var participant: String
    /// The place in `methods`.
    package var method: Int
    package var visits: [Scanpath.Visit]
    /// The tokens looked at, each once, in the order of the text.
    package var attended: [Int]
  }

  /// A scanpath that no score can be given for.
  package struct Exclusion: Sendable, Equatable, Codable {
    package var participant: String
    package var code: String
    package var reason: String
  }

  package let methods: [Method]
  /// By method and participant, whatever the order they were given in.
  package let trials: [Trial]
  package let exclusions: [Exclusion]

  /// - Parameter sources: the methods' texts by their ids. Where one is missing, columns count from the line's first
  ///   token, so that indentation does not count.
  /// - Throws: `StudyError`.
  package init(
    codes: [LabelledCode], scanpaths: [Scanpath], sources: [String: String] = [:]
  ) throws(StudyError) {
    var places: [String: Int] = [:]
    for (place, code) in codes.enumerated() {
      guard places.updateValue(place, forKey: code.id) == nil else { throw .repeatedCode(id: code.id) }
    }
    methods = codes.map { Method($0, source: sources[$0.id]) }
    var trials: [Trial] = []
    var exclusions: [Exclusion] = []
    // The sort is stable, so that a second reading by the same person stays behind the first.
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
          participant: path.participant, method: place, visits: path.visits,
          attended: Set(path.visits.map(\.token)).sorted()))
    }
    self.trials = trials
    self.exclusions = exclusions
  }

  /// The id of the method that a trial was read on.
  func id(ofTrial trial: Int) -> String { methods[trials[trial].method].code.id }

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
      // Line by line, the offset of the first byte.
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
