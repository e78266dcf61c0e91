/// Counts of what was left out, by reason, each with its first occurrence.
public struct Exclusions: Sendable, Equatable {
  package struct Tally: Sendable, Equatable {
    package var count: Int
    /// `file:line`; empty if unknown.
    package var firstPlace: String

    package init(count: Int, firstPlace: String) {
      self.count = count
      self.firstPlace = firstPlace
    }
  }

  package private(set) var tallies: [ExclusionReason: Tally] = [:]

  /// Creates an empty count.
  public init() {}

  /// The total of all reasons.
  public var total: Int { tallies.values.reduce(0) { $0 + $1.count } }
  /// Whether nothing was left out.
  public var isEmpty: Bool { tallies.isEmpty }

  /// The count for each reason, by its name in trial files, such as `too_short` (docs/gaze-formats.md).
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

  /// Removes a reason before a recount.
  package mutating func remove(_ reason: ExclusionReason) { tallies[reason] = nil }

  package mutating func add(_ other: Exclusions) {
    for (reason, tally) in other.tallies { add(reason, tally.count, at: tally.firstPlace) }
  }

  /// The reasons with their tallies in the order of `ExclusionReason`.
  package var sorted: [(reason: ExclusionReason, tally: Tally)] {
    ExclusionReason.allCases.compactMap { reason in tallies[reason].map { (reason, $0) } }
  }
}
