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
    case .split: return LineAssignment.split(points, text)
    case .stretch: return DriftFit.stretch(points, text, settings)
    case .warp: return LineAssignment.warp(points, text)
    }
  }

  /// Moves the trial's fixations to the heights of their lines.
  ///
  /// Lines are those of the trial's boxes; fixations without a position or too far from the text do not move.
  /// - Returns: the line of every fixation, nil for those that did not move.
  /// - Throws: `DriftFailure` when the trial has no boxes.
  @discardableResult
  package func apply(to trial: inout ReadingTrial) throws -> [Int?] {
    let text = TextLines(boxes: trial.boxes)
    guard let bounds = text.bounds else { throw DriftFailure(place: trial.provenance.place) }
    let reading = trial.fixations.indices.filter { index in
      trial.fixations[index].position.map { bounds.distance(to: $0) <= settings.textMargin } ?? false
    }
    let points = reading.compactMap { trial.fixations[$0].position }
    var lines = [Int?](repeating: nil, count: trial.fixations.count)
    for (index, line) in zip(reading, self.lines(of: points, in: text)) {
      lines[index] = line
      trial.fixations[index].position?.y = text.lines[line].y
    }
    let share = "\(reading.count) of \(trial.fixations.count)"
    trial.notes.append("vertical drift of \(share) fixations corrected with \(try JSONLines.line(settings))")
    return lines
  }
}

/// Drift cannot be corrected because the lines of the text are unknown.
package struct DriftFailure: DiagnosableError, Equatable {
  package var place: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "drift correction needs the boxes of the text, and the trial has none", place: place,
      remedy: "give the file of boxes or interest areas, or leave drift out of the settings")
  }
}
