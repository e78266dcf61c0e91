/// Writes exports of Tobii Pro Lab: three fixations of 250, 400 and 250 ms at 120 Hz on two stimuli, 50 ms of saccade
/// after each. The third is on the second stimulus.
struct ProLabTable {
  /// A sample, in milliseconds and pixels.
  struct Row {
    var time: Double
    var kind: String
    var number: Int
    var x: Double
    var y: Double
    var duration: Double
    var stimulus: String
  }

  static let interval = 1000.0 / 120

  var columns: [(heading: String, value: (Row) -> String)]
  var delimiter = "\t"
  /// Rows to insert after the sample with this number.
  var inserted: [Int: String] = [:]
  var rows: [Row]

  /// The columns that a usual export has, and pixels of the screen.
  init(
    time: String = "Recording timestamp [ms]", milliseconds: Double = 1, duration: String? = "Gaze event duration [ms]"
  ) {
    func number(_ value: Double) -> String { String((value * 1000).rounded() / 1000) }
    columns = [
      (time, { number($0.time * milliseconds) }), ("Participant name", { _ in "P1" }),
      ("Recording name", { _ in "R1" }),
      ("Presented Stimulus name", { $0.stimulus }), ("Gaze point left X [DACS px]", { number($0.x) }),
      ("Gaze point left Y [DACS px]", { number($0.y) }), ("Gaze point right X [DACS px]", { number($0.x + 2) }),
      ("Gaze point right Y [DACS px]", { number($0.y) }), ("Validity left", { _ in "Valid" }),
      ("Validity right", { _ in "Valid" }), ("Eye movement type", { $0.kind }),
      ("Eye movement type index", { String($0.number) }),
      ("Fixation point X [DACS px]", { $0.kind == "Fixation" ? number($0.x) : "" }),
      ("Fixation point Y [DACS px]", { $0.kind == "Fixation" ? number($0.y) : "" }),
    ]
    if let duration { columns.insert((duration, { $0.kind == "Fixation" ? number($0.duration) : "" }), at: 11) }
    rows = []
    let fixations = [(250.0, 400.0, 300.0, "A"), (400, 700, 320, "A"), (250, 500, 340, "B")]
    for (place, (duration, x, y, stimulus)) in fixations.enumerated() {
      let samples = Int((duration / Self.interval).rounded())
      for index in 0..<samples + 6 {
        let isFixation = index < samples
        rows.append(
          Row(
            time: Double(rows.count) * Self.interval, kind: isFixation ? "Fixation" : "Saccade",
            number: 2 * place + (isFixation ? 1 : 2), x: x, y: y, duration: isFixation ? duration : 50,
            stimulus: stimulus))
      }
    }
  }

  func removing(_ headings: String...) -> ProLabTable {
    var table = self
    table.columns.removeAll { column in headings.contains { column.heading.hasPrefix($0) } }
    return table
  }

  func renaming(_ heading: String, to name: String) -> ProLabTable { changing(heading, to: name) { $0 } }

  func changing(_ heading: String, to name: String, _ change: @escaping (String) -> String) -> ProLabTable {
    var table = self
    for index in columns.indices where columns[index].heading.hasPrefix(heading) {
      let value = columns[index].value
      table.columns[index] = (columns[index].heading.replacing(heading, with: name), { change(value($0)) })
    }
    return table
  }

  var text: String {
    var lines = [columns.map(\.heading).joined(separator: delimiter)]
    for (index, row) in rows.enumerated() {
      lines.append(columns.map { $0.value(row) }.joined(separator: delimiter))
      if let extra = inserted[index] { lines.append(extra) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A row whose only values are those of the columns with these beginnings.
  func blankRow(_ values: [String: String]) -> String {
    columns.map { column in values.first { column.heading.hasPrefix($0.key) }?.value ?? "" }.joined(
      separator: delimiter)
  }
}
