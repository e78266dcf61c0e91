import Scanpaths

/// How often the eyes went from one unit to another, in each trial.
package struct TransitionTable: Sendable {
  package struct Row: Sendable {
    package let reading: Reading
    package let from: End
    package let to: End
    package let count: Int
    /// The transitions of the trial that leave `from`.
    package let leaving: Int
  }

  /// Where a transition begins or ends: a label's place in `SemanticLabel.allCases`, a line's number, or the index of a
  /// token or box.
  package struct End: Hashable, Sendable {
    package var number: Int
    package var text: String
  }

  package let unit: ReadingUnit
  package let events: EventUnit

  /// - Parameter events: what counts as one event. Boxes have none of `tokens`, which are treated like `fixations`.
  package init(unit: ReadingUnit, events: EventUnit = .merged) {
    self.unit = unit
    self.events = events
  }

  /// By the trials, then by where the transitions begin and end.
  package func rows(_ set: ReadingSet) -> [Row] { set.readings.flatMap(rows(of:)) }

  private func rows(of reading: Reading) -> [Row] {
    struct Pair: Hashable {
      var from: End
      var to: End
    }
    let ends = ends(of: reading)
    var counts: [Pair: Int] = [:]
    var leaving: [End: Int] = [:]
    for (from, to) in zip(ends, ends.dropFirst()) {
      counts[Pair(from: from, to: to), default: 0] += 1
      leaving[from, default: 0] += 1
    }
    return counts.sorted {
      ($0.key.from.number, $0.key.to.number) < ($1.key.from.number, $1.key.to.number)
    }.map { pair, count in
      Row(reading: reading, from: pair.from, to: pair.to, count: count, leaving: leaving[pair.from] ?? count)
    }
  }

  /// The units that the eyes were on, in order. Fixations on none are passed over.
  private func ends(of reading: Reading) -> [End] {
    if unit == .box {
      let boxes = reading.places.compactMap(\.box)
      let kept = boxes.indices.filter { events != .merged || $0 == 0 || boxes[$0] != boxes[$0 - 1] }
      return kept.map { End(number: boxes[$0], text: reading.boxes.boxes[boxes[$0]].reference.text) }
    }
    guard unit != .label || reading.code != nil else { return [] }
    return reading.scanpath.events(events).map { event in
      let token = reading.trial.tokens[event.token]
      switch unit {
      case .label:
        let label = reading.code?.tokens[event.token].label
        let number = label.flatMap { SemanticLabel.allCases.firstIndex(of: $0) }
        return End(number: number ?? 0, text: label?.rawValue ?? "")
      case .line: return End(number: token.line, text: "")
      case .token, .box: return End(number: event.token, text: token.text)
      }
    }
  }

  package var definition: TableDefinition<Row> {
    TableDefinition(
      "transitions_\(unit.rawValue)", row: "one pair of \(unit == .label ? "labels" : unit.observations) of one trial",
      columns: MeasureColumns.trial(\.reading) + ends + Self.counts)
  }

  private var ends: [TableColumn<Row>] {
    switch unit {
    case .label:
      [
        .text("from_label", "The label of the token that the eyes left.") { $0.from.text },
        .text("to_label", "The label of the token that they came to.") { $0.to.text },
      ]
    case .line:
      [
        .integer("from_line", "The line that the eyes left, counted from 1.") { $0.from.number },
        .integer("to_line", "The line that they came to; the same one for a movement within it.") { $0.to.number },
      ]
    case .token, .box:
      [
        .integer("from_\(unit.rawValue)", "The \(unit.rawValue) that the eyes left, counted from 0.") {
          $0.from.number
        },
        .text("from_text", "Its text.") { $0.from.text },
        .integer("to_\(unit.rawValue)", "The \(unit.rawValue) that they came to.") { $0.to.number },
        .text("to_text", "Its text.") { $0.to.text },
      ]
    }
  }

  private static let counts: [TableColumn<Row>] = [
    .integer("count", "How often the eyes went this way; pairs that do not occur have no row.") { $0.count },
    .number("share_of_leaving", "The share of this in the trial's transitions that leave the same place.") {
      Double($0.count) / Double($0.leaving)
    },
  ]
}
