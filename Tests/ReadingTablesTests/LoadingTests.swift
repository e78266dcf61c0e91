import Basics
import Foundation
import Recordings
import Scanpaths
import TestSupport
import Testing

@testable import ReadingTables

/// pandas, polars and R read every table with the right types and values, as docs/gaze-tables.md says.
struct LoadingTests {
  /// A program that reads tables, and the arguments before the folder and the table.
  enum Reader: String, CaseIterable, Sendable {
    case pandas, polars, baseR

    fileprivate var command: [String] {
      let golden = GoldenFolder()
      let python = ProcessInfo.processInfo.environment["FOVEA_PYTHON"] ?? "python3"
      return switch self {
      case .pandas: [python, golden.path("read_table.py"), "pandas"]
      case .polars: [python, golden.path("read_table.py"), "polars"]
      case .baseR: ["Rscript", "--vanilla", golden.path("read_table.R")]
      }
    }

    /// Whether it is installed.
    var isPresent: Bool {
      let check =
        switch self {
        case .pandas, .polars: [command[0], "-c", "import \(rawValue)"]
        case .baseR: ["Rscript", "--version"]
        }
      return (try? LoadingTests.run(check))?.status == 0
    }
  }

  private static let present = Reader.allCases.filter(\.isPresent)
  static let absent: Comment =
    "no pandas, polars or R: install them, or name a Python that has the first two in FOVEA_PYTHON"

  fileprivate static func run(_ command: [String]) throws -> (status: Int32, output: String, errors: String) {
    let folder = try TemporaryFolder()
    for name in ["output", "errors"] { try folder.file(name, "") }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = command
    process.standardOutput = FileHandle(forWritingAtPath: folder.path("output"))
    process.standardError = FileHandle(forWritingAtPath: folder.path("errors"))
    try process.run()
    process.waitUntilExit()
    return (process.terminationStatus, try folder.read("output"), try folder.read("errors"))
  }

  /// Trials with names and texts that mislead readers of tables.
  private static func trials() throws -> ReadingSet {
    var trials = try TrialFile.read(GoldenFolder().path("trials.jsonl"))
    let code = "String f() { return null + \"a, \\\"b\\\"\\t\"; /* two\nlines */ int NA = 1e5; }"
    let names = ["007", "1e5", "NA", " p,\"q\" ", "-", "é 𝕏\nnew line", "TRUE"]
    for (place, name) in names.enumerated() {
      var trial = ReadingTrial(
        participant: name, method: place == 0 ? "" : name, language: "java", code: code,
        provenance: Provenance(format: .eyeTrans, file: "f", line: place))
      trial.fixations = ["null", "NA", "1e5", "/* two\nlines */"].enumerated().map { place, text in
        Fixation(
          start: place == 1 ? nil : Double(place) / 3, duration: 100.1 + Double(place),
          position: place == 2 ? nil : ScreenPoint(x: 1e4 / 7, y: -1),
          box: BoxReference(text: text, occurrence: 0))
      }
      trials.append(trial)
    }
    return try ReadingSet(trials)
  }

  private static func canonical(_ value: TableValue) -> String {
    switch value {
    case .missing: "-"
    case .text(let text): "t" + text.utf8.map { String(format: "%02x", $0) }.joined()
    case .integer(let number): "i\(number)"
    case .number(let number): String(format: "n%.17g", number)
    case .boolean(let flag): flag ? "b1" : "b0"
    }
  }

  private static func withoutEmptyTexts(_ line: String) -> String {
    line.split(separator: "\t").map { $0 == "t" ? "-" : $0 }.joined(separator: "\t")
  }

  /// Writes a table, and returns what a reader should print of it.
  private static func write<Row>(_ table: TableDefinition<Row>, _ rows: [Row], to folder: TemporaryFolder) throws
    -> [String]
  {
    var text = ""
    table.write(rows, as: .csv) { text += $0 }
    try folder.file("\(table.name).csv", text)
    return table.columns.map { column in
      ([column.description.name, column.description.kind.rawValue] + rows.map { canonical(column.value($0)) })
        .joined(separator: "\t")
    }
  }

  @Test(.enabled(if: !present.isEmpty, absent), arguments: present)
  func tablesArriveAsTheyWereWritten(_ reader: Reader) throws {
    let folder = try TemporaryFolder()
    _ = try Self.write(TableCatalogue.definition, TableCatalogue.rows, to: folder)
    let set = try Self.trials()
    let transitions = TransitionTable(unit: .token)
    let tables = [
      "fixations": try Self.write(FixationTable.definition, FixationTable.rows(set), to: folder),
      "saccades": try Self.write(SaccadeTable.definition, SaccadeTable.rows(set), to: folder),
      "aoi": try Self.write(AreaTable.definition, AreaTable.rows(set), to: folder),
      "quality": try Self.write(QualityTable.definition, QualityTable.rows(set), to: folder),
      "transitions_token": try Self.write(transitions.definition, transitions.rows(set), to: folder),
      "measures_token": try Self.write(
        MeasureTable.definition(.token), MeasureTable.rows(set, unit: .token), to: folder),
      "means_label_per_all": try Self.write(
        MeasureSummary.definition(.label, per: .all), MeasureSummary.rows(set, unit: .label, per: .all), to: folder),
    ]
    for (name, expected) in tables {
      let result = try Self.run(reader.command + [folder.path, name])
      #expect(result.status == 0, "\(reader) \(name): \(result.errors)")
      let found = result.output.split(separator: "\n").map(String.init)
      // pandas and R take an empty text for a missing value, too.
      let expected = reader == .polars ? expected : expected.map(Self.withoutEmptyTexts)
      #expect(found.count == expected.count, "\(reader) \(name)")
      for (one, other) in zip(found, expected) where one != other {
        Issue.record("\(reader) \(name):\n\(one.prefix(600))\nexpected\n\(other.prefix(600))")
      }
    }
  }
}
