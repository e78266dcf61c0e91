import Recordings

/// Counts the fixation of repeated rows once: some exports write a row twice, or one for each overlapping area.
enum RepeatedRows {
  /// Removes the rows whose fixation has the start, duration, position and source of an earlier row.
  ///
  /// Rows without a start stay, because two fixations can be equal in everything else.
  ///
  /// - Parameters:
  ///   - rows: the rows of one trial and one eye, in the order of time.
  ///   - place: the `file:line` of a row.
  ///   - exclusions: counts the removed rows.
  static func remove<Row>(
    from rows: inout [Row], fixation: (Row) -> Fixation, place: (Row) -> String, _ exclusions: inout Exclusions
  ) {
    var current: Double?
    var together: [Fixation] = []
    rows.removeAll { row in
      let fixation = fixation(row)
      guard let start = fixation.start else { return false }
      if start != current { (current, together) = (start, []) }
      let isRepeated = together.contains {
        $0.duration == fixation.duration && $0.position == fixation.position && $0.source == fixation.source
      }
      if isRepeated { exclusions.add(.repeatedRow, at: place(row)) } else { together.append(fixation) }
      return isRepeated
    }
  }
}
