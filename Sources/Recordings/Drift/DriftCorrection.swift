import Basics

/// Moves fixations to the heights of the lines that were read.
package struct DriftCorrection: Sendable {
  package let settings: DriftSettings

  package init(_ settings: DriftSettings) {
    self.settings = settings
  }

  /// The line of every fixation, as an index into `text.lines`.
  ///
  /// - Parameter points: fixations in chronological order.
  /// - Returns: one number for each point; empty when the text has no lines.
  package func lines(of points: [ScreenPoint], in text: TextLines) -> [Int] {
    guard !text.lines.isEmpty else { return [] }
    guard !points.isEmpty else { return [] }
    switch settings.algorithm {
    case .attach: return points.map { text.nearest(to: $0.y) }
    case .chain: return LineAssignment.chain(points, text, settings)
    case .cluster: return LineAssignment.cluster(points, text)
    case .compare: return LineAssignment.compare(points, text, settings)
    case .merge: return RunMerging(settings).lines(of: points, in: text)
    case .regress: return DriftFit.regress(points, text, settings)
    case .segment: return LineAssignment.segment(points, text)
    case .slice: return Slicing.lines(of: points, in: text, settings)
    case .split: return LineAssignment.split(points, text)
    case .stretch: return DriftFit.stretch(points, text, settings)
    case .warp: return LineAssignment.warp(points, text)
    }
  }

  /// Moves the trial's fixations to the heights of their lines and keeps where they were in `rawPosition`.
  ///
  /// Lines are those of the trial's boxes; fixations without a position or too far from the text do not move. An earlier
  /// drift correction is undone first. Boxes and tokens of fixations are left as they are; the position in a source file
  /// is dropped from those that move. A trial without boxes or positions is counted under its own reason and keeps its
  /// fixations.
  ///
  /// - Returns: the line of every fixation, nil for those that did not move; nil if the trial cannot be corrected.
  /// - Throws: an error if the settings have no JSON form.
  @discardableResult
  package func apply(to trial: inout ReadingTrial) throws -> [Int?]? {
    trial.undoDriftCorrection()
    let text = TextLines(boxes: trial.boxes)
    guard let reading = NearFixations(trial, text, margin: settings.textMargin) else {
      trial.exclusions.add(.driftNotCorrected, at: trial.provenance.place)
      let reason = trial.boxes.isEmpty ? "the trial has no boxes" : "no fixation has a position"
      trial.notes.append("\(ReadingTrial.driftNote)not corrected: \(reason)")
      return nil
    }
    var lines = [Int?](repeating: nil, count: trial.fixations.count)
    var shift = DriftShift()
    var dropped = 0
    for ((index, point), line) in zip(reading.fixations, self.lines(of: reading.fixations.map(\.point), in: text)) {
      lines[index] = line
      let height = text.lines[line].y
      shift.add((height - point.y) / text.spacing)
      guard height != point.y else { continue }
      trial.fixations[index].rawPosition = point
      trial.fixations[index].position?.y = height
      if trial.fixations[index].source != nil { dropped += 1 }
      trial.fixations[index].source = nil
    }
    let share = "\(reading.fixations.count) of \(trial.fixations.count)"
    trial.notes.append(
      "\(ReadingTrial.driftNote)of \(share) fixations corrected, by \(shift.words), with "
        + (try JSONLines.line(settings)))
    if dropped > 0 {
      trial.notes.append("\(ReadingTrial.driftNote)correction moved \(dropped) fixations off their source positions")
    }
    return lines
  }
}

/// The fixations of a trial that are near enough to the text to be assigned to its lines.
struct NearFixations {
  /// Index in the trial and position.
  let fixations: [(index: Int, point: ScreenPoint)]

  /// Nil without boxes, or if no fixation has a position.
  init?(_ trial: ReadingTrial, _ text: TextLines, margin: Double) {
    guard let bounds = text.bounds, trial.fixations.contains(where: { $0.position != nil }) else { return nil }
    fixations = trial.fixations.enumerated().compactMap { index, fixation in
      guard let position = fixation.position, bounds.distance(to: position) <= margin else { return nil }
      return (index, position)
    }
  }
}

extension ReadingTrial {
  /// How the notes of a drift correction begin.
  static let driftNote = "vertical drift "

  /// Puts fixations back where they were before a drift correction, and removes what it noted.
  package mutating func undoDriftCorrection() {
    for index in fixations.indices {
      guard let raw = fixations[index].rawPosition else { continue }
      fixations[index].position = raw
      fixations[index].rawPosition = nil
    }
    notes.removeAll { $0.hasPrefix(Self.driftNote) }
    exclusions.remove(.driftNotCorrected)
  }
}
