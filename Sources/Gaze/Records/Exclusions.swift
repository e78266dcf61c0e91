/// Why something of a recording is not in what was made of it.
package enum ExclusionReason: String, CaseIterable, Sendable {
  // Rows of a file.
  case cutRow = "cut_row"
  case unreadableNumber = "unreadable_number"
  case unreadableRow = "unreadable_row"
  /// A name in another encoding than UTF-8.
  case notUTF8 = "not_utf8"
  case noCoordinates = "no_coordinates"
  /// The tracker called the sample valid and gave no coordinates; the sample is kept as one that saw no eye.
  case validWithoutCoordinates = "valid_without_coordinates"
  case timeNotIncreasing = "time_not_increasing"
  case timeJump = "time_jump"
  case otherEye = "other_eye"
  case beforeFirstStimulus = "before_first_stimulus"
  case noStimulus = "no_stimulus"
  case impossibleDuration = "impossible_duration"
  // Whole trials.
  case unknownMethod = "unknown_method"
  case noFixations = "no_fixations"
  // Boxes.
  case boxOutsideScreen = "box_outside_screen"
  case emptyBox = "empty_box"
  // Fixations that a filter took out.
  case tooShort = "too_short"
  case tooLong = "too_long"
  case offScreen = "off_screen"
  // Fixations that are kept and have no box or token.
  case noLayout = "no_layout"
  case onNoBox = "on_no_box"
  case unknownBox = "unknown_box"

  /// As a person reads it.
  package var words: String { rawValue.replacing("_", with: " ") }
}

/// Counts by reason, each with the place where it was met first.
package struct Exclusions: Sendable, Equatable {
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

  package init() {}

  package var total: Int { tallies.values.reduce(0) { $0 + $1.count } }
  package var isEmpty: Bool { tallies.isEmpty }

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
