/// Counts of what is missing, by reason, each with the place where it was met first.
public struct Exclusions: Sendable, Equatable {
  package struct Tally: Sendable, Equatable {
    package var count: Int
    /// `file:line`; empty when there is none.
    package var firstPlace: String

    package init(count: Int, firstPlace: String) {
      self.count = count
      self.firstPlace = firstPlace
    }
  }

  package private(set) var tallies: [ExclusionReason: Tally] = [:]

  /// Nothing excluded.
  public init() {}

  /// How much is missing in all.
  public var total: Int { tallies.values.reduce(0) { $0 + $1.count } }
  /// Whether nothing is missing.
  public var isEmpty: Bool { tallies.isEmpty }

  /// How much is missing for each reason, by its name in trial files, such as `too_short` (docs/gaze-formats.md).
  public var counts: [String: Int] {
    Dictionary(uniqueKeysWithValues: tallies.map { ($0.key.rawValue, $0.value.count) })
  }

  package subscript(reason: ExclusionReason) -> Int { tallies[reason]?.count ?? 0 }

  package mutating func add(_ reason: ExclusionReason, _ count: Int = 1, at place: @autoclosure () -> String = "") {
    guard count > 0 else { return }
    if tallies[reason] == nil {
      tallies[reason] = Tally(count: count, firstPlace: place())
    } else {
      tallies[reason]?.count += count
    }
  }

  /// Forgets a reason, before what it counts is counted anew.
  package mutating func remove(_ reason: ExclusionReason) { tallies[reason] = nil }

  package mutating func add(_ other: Exclusions) {
    for (reason, tally) in other.tallies { add(reason, tally.count, at: tally.firstPlace) }
  }

  /// The reasons with their tallies in the order of `ExclusionReason`.
  package var sorted: [(reason: ExclusionReason, tally: Tally)] {
    ExclusionReason.allCases.compactMap { reason in tallies[reason].map { (reason, $0) } }
  }
}
