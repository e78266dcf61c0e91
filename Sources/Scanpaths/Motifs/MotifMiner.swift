import Basics

/// Which label patterns count as motifs.
public struct MotifSettings: ValidatedConfiguration, Equatable {
  /// The shortest pattern, in labels.
  public var minimumLength = 2
  /// The longest pattern, in labels.
  public var maximumLength = 4
  /// The fewest occurrences.
  public var minimumSupport = 5
  /// Whether patterns stay out that lie inside a longer one with the same number of occurrences.
  public var closedOnly = true
  /// Whether visits of one token in a row count as one, so that a refixation is no transition **(ours)**.
  public var mergesRefixations = false

  /// Two to four labels, at least five occurrences, closed patterns only.
  public init() {}

  /// Checks the settings.
  ///
  /// - Throws: `InvalidSetting` for lengths that exclude every pattern or exceed six, and for no support.
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
  /// Occurrences over all scanpaths; they may overlap.
  public var count: Int
  /// Participants in whose scanpaths it occurs.
  public var participants: Int
  /// Methods in whose scanpaths it occurs.
  public var methods: Int
  /// How many times more frequent the pattern is than it would be if each label were drawn on its own with the
  /// frequency it has among all visits.
  public var lift: Double
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
  /// The motifs, the most frequent first and equally frequent ones by length and labels; none for invalid settings.
  ///
  /// - Complexity: O(visits × lengths) and the sorting of the motifs.
  public static func motifs(in corpus: ScanpathSet, settings: MotifSettings = MotifSettings()) -> [Motif] {
    guard settings.minimumLength >= 1, settings.minimumLength <= settings.maximumLength,
      settings.maximumLength <= LabelNGram.maximumLength
    else { return [] }
    let occurrences = Occurrences(
      in: corpus, lengths: settings.minimumLength...settings.maximumLength, merging: settings.mergesRefixations)
    var frequent = occurrences.patterns.filter { $0.value.count >= settings.minimumSupport }
    if settings.closedOnly { frequent = closed(frequent) }
    return frequent.map { pattern, found in
      Motif(
        labels: pattern, count: found.count, participants: found.participants.count, methods: found.methods.count,
        lift: occurrences.lift(of: pattern, count: found.count))
    }.sorted { ($1.count, $0.labels) < ($0.count, $1.labels) }
  }

  /// Without the patterns that a longer one contains as often as they occur.
  ///
  /// It is enough to look one label further: a pattern occurs at least as often as any that contains it, so between two
  /// of equal support all lengths have that support.
  private static func closed(_ patterns: [LabelNGram: Occurrences.Found]) -> [LabelNGram: Occurrences.Found] {
    var covered: Set<LabelNGram> = []
    for (pattern, found) in patterns where pattern.length > 1 {
      for part in [pattern.prefix, pattern.suffix] where patterns[part]?.count == found.count { covered.insert(part) }
    }
    return patterns.filter { !covered.contains($0.key) }
  }
}

/// What a corpus holds of each pattern.
private struct Occurrences {
  struct Found {
    var count = 0
    var participants: Set<Int> = []
    var methods: Set<Int> = []
  }

  var patterns: [LabelNGram: Found] = [:]
  private var visitsOfLabel = [Int](repeating: 0, count: 32)
  private var visits = 0
  /// How many places each length has over all scanpaths.
  private var placesOfLength: [Int: Int] = [:]

  init(in corpus: ScanpathSet, lengths: ClosedRange<Int>, merging: Bool) {
    var participants: [String: Int] = [:]
    for index in corpus.scanpaths.indices {
      let participant = participants[corpus.scanpaths[index].participant] ?? participants.count
      participants[corpus.scanpaths[index].participant] = participant
      let ids = corpus.labelIDs(ofScanpath: index, mergingRefixations: merging)
      visits += ids.count
      for id in ids { visitsOfLabel[Int(id)] += 1 }
      for length in lengths where length <= ids.count {
        placesOfLength[length, default: 0] += ids.count - length + 1
        for start in 0...ids.count - length {
          patterns[LabelNGram(ids, at: start, length: length), default: Found()]
            .add(participant: participant, method: corpus.codeOfScanpath[index])
        }
      }
    }
  }

  func lift(of pattern: LabelNGram, count: Int) -> Double {
    let expected = pattern.ids.reduce(Double(placesOfLength[pattern.length] ?? 0)) {
      $0 * Double(visitsOfLabel[Int($1)]) / Double(max(1, visits))
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
