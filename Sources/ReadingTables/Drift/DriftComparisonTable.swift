import Basics

extension DriftComparisonReport {
  /// The measures of a row in the order of the tables: name in CSV, heading, and whether it is a share.
  private static let columns: [(name: String, heading: String, value: @Sendable (Row) -> Double?, isShare: Bool)] = [
    ("on_box_share", "on a box", { $0.onBoxShare }, true), ("kept_box_share", "box kept", { $0.keptBoxShare }, true),
    ("mean_shift_lines", "mean shift", { $0.meanShift }, false),
    ("signed_mean_shift_lines", "signed", { $0.signedMeanShift }, false),
    ("largest_shift_lines", "largest", { $0.largestShift }, false),
    ("changed_line_share", "line changed", { $0.changedLineShare }, true),
    ("agreement_share", "agreement", { $0.agreementShare }, true),
    ("consensus_share", "consensus", { $0.consensusShare }, true),
  ]

  /// The tables as text: one row for each algorithm, or for each algorithm and trial if there are rows by trial.
  ///
  /// As CSV it is one table with all columns, agreement included; otherwise the agreement of algorithms is a table of
  /// its own.
  package func rendered(_ form: TextTable.Form) -> String {
    if form == .csv { return csv.rendered(.csv) }
    guard byTrial == nil else { return readable.rendered(form) }
    return readable.rendered(form) + "\n\n" + agreement.rendered(form)
  }

  private var readable: TextTable {
    let names = byTrial == nil ? [] : ["participant", "method", "trial"]
    var table = TextTable(header: names + ["algorithm"] + Self.columns.map(\.heading))
    if byTrial == nil { table.header.append("trials over half a line") }
    table.numeric = Set(names.count + 1..<table.header.count)
    func add(_ place: [String], _ rows: [Row], _ counts: Counts) {
      let empty = Array(repeating: "", count: table.header.count - names.count - 2)
      table.rows.append(place + ["as recorded", Self.percent(counts.onBoxShare)] + empty)
      for row in rows {
        let values = Self.columns.map { $0.isShare ? Self.percent($0.value(row)) : $0.value(row)?.decimals() ?? "" }
        table.rows.append(place + [row.algorithm] + values + (byTrial == nil ? ["\(row.doubtfulTrials)"] : []))
      }
    }
    if let byTrial {
      for trial in byTrial { add([trial.participant, trial.method, "\(trial.trial)"], trial.algorithms, trial.counts) }
    } else {
      add([], algorithms, counts)
    }
    return table
  }

  /// The share of fixations that two algorithms assign to the same line.
  private var agreement: TextTable {
    var table = TextTable(header: ["same line"] + algorithms.map(\.algorithm))
    table.numeric = Set(1..<table.header.count)
    table.rows = algorithms.map { row in
      [row.algorithm] + algorithms.map { Self.percent(row.agreement[$0.algorithm]) }
    }
    return table
  }

  private var csv: TextTable {
    let names = byTrial == nil ? [] : ["participant", "method", "trial"]
    var table = TextTable(
      header: names + ["algorithm", "fixations", "fixations_near_text", "on_box_share_as_recorded"]
        + Self.columns.map(\.name) + (byTrial == nil ? ["trials_over_half_a_line"] : [])
        + algorithms.map { "agreement_with_\($0.algorithm)" })
    func cell(_ value: Double?) -> String { value?.decimals(4) ?? "" }
    func add(_ place: [String], _ rows: [Row], _ counts: Counts) {
      let sizes = ["\(counts.fixations)", "\(counts.fixationsNearText)", cell(counts.onBoxShare)]
      for row in rows {
        var cells = place + [row.algorithm] + sizes + Self.columns.map { cell($0.value(row)) }
        if byTrial == nil { cells.append("\(row.doubtfulTrials)") }
        table.rows.append(cells + algorithms.map { cell(row.agreement[$0.algorithm]) })
      }
    }
    if let byTrial {
      for trial in byTrial { add([trial.participant, trial.method, "\(trial.trial)"], trial.algorithms, trial.counts) }
    } else {
      add([], algorithms, counts)
    }
    return table
  }

  static func percent(_ share: Double?) -> String { share.map { "\((100 * $0).decimals(1)) %" } ?? "" }
}
