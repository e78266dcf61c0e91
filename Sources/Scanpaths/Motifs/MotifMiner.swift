import Basics

/// Criteria for the label patterns that count as motifs.
public struct MotifSettings: ValidatedConfiguration, Equatable {
  /// The shortest pattern, in labels.
  public var minimumLength = 2
  /// The longest pattern, in labels.
  public var maximumLength = 4
  /// The fewest occurrences.
  public var minimumSupport = 5
  /// Whether to drop patterns contained in a longer one with the same number of occurrences.
  public var closedOnly = true
  /// Whether looking at the same token again counts as a repetition of its label. If not, consecutive events on the same
  /// token are one. If so, refixations are events of their own, also where the corpus merges them.
  public var keepsRepeats = false

  /// Two to four labels, at least five occurrences, closed patterns only, without staying on a token.
  public init() {}

  /// Checks the settings.
  ///
  /// - Throws: `InvalidSetting` for lengths that exclude every pattern or exceed six, and for a support below 1.
  public func validate() throws {
    try require(minimumLength >= 2, "minimumLength", "a motif has at least 2 labels, not \(minimumLength)")
    try require(
      maximumLength >= minimumLength && maximumLength <= LabelNGram.maximumLength, "maximumLength",
      "must be at least minimum_length (\(minimumLength)) and at most \(LabelNGram.maximumLength), not \(maximumLength)"
    )
    try require(minimumSupport >= 1, "minimumSupport", "must be 1 or more, not \(minimumSupport)")
  }
}

/// A label pattern that readers repeat.
public struct Motif: Sendable, Equatable, Codable {
  /// The pattern.
  public var labels: LabelNGram
  /// Occurrences in all scanpaths; they may overlap.
  public var count: Int
  /// The number of participants whose scanpaths contain it.
  public var participants: Int
  /// The number of methods whose scanpaths contain it.
  public var methods: Int
  /// How many times more frequent the pattern is than if, within each method, the token of each event were drawn
  /// independently with its frequency in that method's readings. Methods of different labels therefore make no lift. Draws
  /// that stay on a token are left out unless the count has them.
  public var lift: Double
  /// Occurrences if every token of a fixation counted as an event of its own (`EventUnit.tokens`), to compare with
  /// figures from before version 0.3.
  public var countPerToken: Int
}

/// Finds the motifs of a corpus: label n-grams with enough support (docs/method.md, section 3).
///
/// ```swift
/// import Scanpaths
///
/// func printMotifs(of corpus: ScanpathSet) {
///   var settings = MotifSettings()
///   settings.minimumSupport = 10
///   for motif in MotifMiner.motifs(in: corpus, settings: settings) {
///     print(motif.count, motif.labels.labels.map(\.rawValue), motif.lift)
///   }
/// }
/// ```
public enum MotifMiner {
  /// The motifs, the most frequent first, ties by length and labels; empty for invalid settings.
  ///
  /// The events are those of the corpus, in its unit; staying on a token is no motif unless the settings keep repeats.
  ///
  /// - Complexity: O(visits × lengths) and O(motifs × methods), and the sorting of the motifs.
  public static func motifs(in corpus: ScanpathSet, settings: MotifSettings = MotifSettings()) -> [Motif] {
    guard settings.minimumLength >= 1, settings.minimumLength <= settings.maximumLength,
      settings.maximumLength <= LabelNGram.maximumLength
    else { return [] }
    let lengths = settings.minimumLength...settings.maximumLength
    let occurrences = Occurrences(in: corpus, lengths: lengths, keepsRepeats: settings.keepsRepeats)
    let perToken = NGramCounts(ofIDs: corpus.counting(.tokens).labelSequences(), lengths: lengths)
    var frequent = occurrences.patterns.filter { $0.value.count >= settings.minimumSupport }
    if settings.closedOnly { frequent = closed(frequent) }
    return frequent.map { pattern, found in
      Motif(
        labels: pattern, count: found.count, participants: found.participants.count, methods: found.methods.count,
        lift: occurrences.lift(of: pattern, count: found.count), countPerToken: perToken.counts[pattern] ?? 0)
    }.sorted { ($1.count, $0.labels) < ($0.count, $1.labels) }
  }

  /// Removes the patterns that a longer one contains as often as they occur.
  ///
  /// One more label is enough to check: a pattern occurs at least as often as any pattern that contains it, so all
  /// lengths between two patterns of equal support have that support too.
  private static func closed(_ patterns: [LabelNGram: Occurrences.Found]) -> [LabelNGram: Occurrences.Found] {
    var covered: Set<LabelNGram> = []
    for (pattern, found) in patterns where pattern.length > 1 {
      for part in [pattern.prefix, pattern.suffix] where patterns[part]?.count == found.count { covered.insert(part) }
    }
    return patterns.filter { !covered.contains($0.key) }
  }
}

/// The occurrences of each pattern in a corpus.
private struct Occurrences {
  struct Found {
    var count = 0
    var participants: Set<Int> = []
    var methods: Set<Int> = []
  }

  private(set) var patterns: [LabelNGram: Found] = [:]
  /// For each method, the positions for each length in its readings.
  private var places: [[Int]]
  private var chances: [MethodChance] = []

  init(in corpus: ScanpathSet, lengths: ClosedRange<Int>, keepsRepeats: Bool) {
    places = corpus.codes.map { _ in [Int](repeating: 0, count: LabelNGram.maximumLength + 1) }
    var events = corpus.labelIDs.map { [Int](repeating: 0, count: $0.count) }
    var participants: [String: Int] = [:]
    for index in corpus.scanpaths.indices {
      let participant = participants[corpus.scanpaths[index].participant] ?? participants.count
      participants[corpus.scanpaths[index].participant] = participant
      let method = corpus.codeOfScanpath[index]
      let tokens = Self.tokens(ofScanpath: index, of: corpus, keepsRepeats: keepsRepeats)
      for token in tokens { events[method][token] += 1 }
      let ids = tokens.map { corpus.labelIDs[method][$0] }
      for length in lengths where length <= ids.count {
        places[method][length] += ids.count - length + 1
        for start in 0...ids.count - length {
          patterns[LabelNGram(ids, at: start, length: length), default: Found()]
            .add(participant: participant, method: method)
        }
      }
    }
    chances = zip(events, corpus.labelIDs).map {
      MethodChance(events: $0, labels: $1, keepsRepeats: keepsRepeats, longest: lengths.upperBound)
    }
  }

  /// The token of each event, in order.
  private static func tokens(ofScanpath index: Int, of corpus: ScanpathSet, keepsRepeats: Bool) -> [Int] {
    let isMerged = corpus.unit == .merged
    guard keepsRepeats else {
      let tokens = corpus.events[index].map(\.token)
      return isMerged ? tokens : tokens.indices.filter { $0 == 0 || tokens[$0] != tokens[$0 - 1] }.map { tokens[$0] }
    }
    return (isMerged ? corpus.scanpaths[index].events(.fixations) : corpus.events[index]).map(\.token)
  }

  /// - Complexity: O(methods).
  func lift(of pattern: LabelNGram, count: Int) -> Double {
    let (runs, length) = (MethodChance.runs(of: pattern.ids), pattern.length)
    var expected = 0.0
    for method in places.indices where places[method][length] > 0 {
      expected += Double(places[method][length]) * chances[method].probability(of: runs, length: length)
    }
    return expected > 0 ? Double(count) / expected : 0
  }
}

extension Occurrences.Found {
  fileprivate mutating func add(participant: Int, method: Int) {
    count += 1
    participants.insert(participant)
    methods.insert(method)
  }
}
