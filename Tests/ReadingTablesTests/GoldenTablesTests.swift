import Basics
import Foundation
import Recordings
import Scanpaths
import TestSupport
import Testing

@testable import ReadingTables

/// The tables of made-up trials against those that `Golden/make_measures.py` computed from the definitions.
struct GoldenTablesTests {
  private static let golden = GoldenFolder()

  /// A table as another program would read it: for each row, its cells by column.
  private static func cells<Row>(_ table: TableDefinition<Row>, _ rows: [Row]) -> [[String: TableValue]] {
    rows.map { row in
      Dictionary(uniqueKeysWithValues: table.columns.map { ($0.description.name, $0.value(row)) })
    }
  }

  private static func tables(_ set: ReadingSet) -> [String: [[String: TableValue]]] {
    var tables = [
      "saccades": cells(SaccadeTable.definition, SaccadeTable.rows(set)),
      "aoi": cells(AreaTable.definition, AreaTable.rows(set)),
    ]
    for unit in ReadingUnit.allCases {
      let transitions = TransitionTable(unit: unit)
      tables["transitions_\(unit.rawValue)"] = cells(transitions.definition, transitions.rows(set))
      if unit != .label {
        tables["measures_\(unit.rawValue)"] = cells(MeasureTable.definition(unit), MeasureTable.rows(set, unit: unit))
      }
      for group in SummaryGroup.allCases where unit == .label || group != .trial {
        tables["means_\(unit.rawValue)_per_\(group.rawValue)"] = cells(
          MeasureSummary.definition(unit, per: group), MeasureSummary.rows(set, unit: unit, per: group))
      }
    }
    return tables
  }

  @Test func everyCellIsThatOfTheIndependentProgram() throws {
    let tables = Self.tables(try ReadingSet(try TrialFile.read(Self.golden.path("trials.jsonl"))))
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.golden.path("tables"))
    #expect(Set(files) == Set(tables.keys.map { "\($0).csv" }))
    for (name, rows) in tables {
      let expected = try DelimitedRows(path: Self.golden.path("tables/\(name).csv"))
      #expect(expected.rows.count == rows.count, "\(name)")
      // The rows may be in another order, but no two have the same key.
      var left = rows
      for row in expected.rows {
        let cells = Dictionary(uniqueKeysWithValues: zip(expected.header, row))
        guard let place = left.firstIndex(where: { Self.agree($0, cells) }) else {
          Issue.record("\(name) has no row \(cells)")
          continue
        }
        left.remove(at: place)
      }
    }
  }

  private static func agree(_ row: [String: TableValue], _ cells: [String: String]) -> Bool {
    cells.allSatisfy { name, cell in
      switch row[name] {
      case .none: false
      case .missing: cell.isEmpty
      case .text(let text): text == cell
      case .integer(let number): Double(cell) == Double(number)
      case .boolean(let flag): cell == "\(flag)"
      case .number(let number): Double(cell).map { abs($0 - number) <= 1e-8 * max(1, abs(number)) } ?? false
      }
    }
  }

  /// The golden tables would not notice a column that they lack.
  @Test func theGoldenTablesHaveTheMeasures() throws {
    let names = try DelimitedRows(path: Self.golden.path("tables/measures_token.csv")).header
    let missing = MeasureColumns.all.map(\.description.name).filter { !names.contains($0) }
    #expect(missing.isEmpty, "\(missing)")
    let means = try DelimitedRows(path: Self.golden.path("tables/means_label_per_all.csv")).header
    #expect(
      MeasureSummary.definition(.label, per: .all).descriptions.map(\.name).filter { !means.contains($0) }.isEmpty)
  }
}

/// A file of delimited text, read by RFC 4180 and nothing else.
struct DelimitedRows {
  private(set) var header: [String] = []
  private(set) var rows: [[String]] = []

  init(path: String) throws { self.init(try String(contentsOfFile: path, encoding: .utf8)) }

  init(_ text: String, separator: Character = ",") {
    var (cell, row, isQuoted) = ("", [String](), false)
    let characters = Array(text.unicodeScalars)
    var place = 0
    while place < characters.count {
      let scalar = characters[place]
      if isQuoted {
        if scalar == "\"", place + 1 < characters.count, characters[place + 1] == "\"" {
          cell.unicodeScalars.append(scalar)
          place += 1
        } else if scalar == "\"" {
          isQuoted = false
        } else {
          cell.unicodeScalars.append(scalar)
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if Character(scalar) == separator {
        row.append(cell)
        cell = ""
      } else if scalar == "\n" {
        rows.append(row + [cell])
        (row, cell) = ([], "")
      } else if scalar != "\r" {
        cell.unicodeScalars.append(scalar)
      }
      place += 1
    }
    if !rows.isEmpty { header = rows.removeFirst() }
  }
}
