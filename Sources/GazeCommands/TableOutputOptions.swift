import ArgumentParser
import Basics
import CommandOptions
import Programs
import ReadingTables
import Recordings

/// Where a table goes, and in which form.
struct TableOutputOptions: ParsableArguments {
  @Option(help: ArgumentHelp("csv, tsv or jsonl (default: as the output's name ends, else csv).", valueName: "form"))
  var format: TableForm?

  @Option(help: ArgumentHelp("The file to write, whole or not at all (default: standard output).", valueName: "file"))
  var output: String?

  /// Refuses an output that is an input, before anything is computed.
  ///
  /// - Throws: `OutputConflict`.
  func check(inputs: [String]) throws { try OutputConflict.check(output, inputs: inputs) }

  func validate() throws { try OutputEnding.checkTable(output, isFormGiven: format != nil) }

  func write<Row>(_ table: TableDefinition<Row>, _ rows: some Sequence<Row>) throws {
    let form = format ?? output.flatMap { TableForm(ofFile: $0) } ?? .csv
    guard let output else {
      let standard = StandardOutput()
      try table.write(rows, as: form) { try standard.write($0) }
      return try standard.flush()
    }
    try AtomicFile.write(to: output) { file in
      var pending: [UInt8] = []
      try table.write(rows, as: form) { line in
        pending.append(contentsOf: line.utf8)
        guard pending.count >= 1 << 16 else { return }
        try file.append(pending)
        pending.removeAll(keepingCapacity: true)
      }
      try file.append(pending)
    }
  }
}

extension TableForm: ExpressibleByArgument {}

extension TrialOptions {
  /// The chosen trials of the file for tables, also those without code.
  func readings() throws -> ReadingSet { try ReadingSet(read()) }
}

/// No trial has what a table is about.
struct NothingToTabulate: DiagnosableError, Equatable {
  var path: String
  /// `fixation on a box`.
  var what: String
  var remedy: String

  var diagnosis: Diagnosis {
    Diagnosis(.badData, problem: "no trial has a \(what)", place: path, remedy: remedy)
  }
}

extension NothingToTabulate {
  /// No trial has a fixation on such a unit.
  init(path: String, unit: ReadingUnit) {
    self.path = path
    what = "fixation on a \(unit == .label ? "labelled token" : unit.rawValue)"
    remedy =
      unit == .box
      ? "import the recordings with --boxes or --interest-areas"
      : "import the recordings with --code, and with --boxes or --interest-areas where they need them"
  }
}
