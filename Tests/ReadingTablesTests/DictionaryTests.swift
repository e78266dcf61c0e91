import Basics
import Foundation
import Recordings
import TestSupport
import Testing

@testable import ReadingTables

/// docs/gaze-tables.md has every column of every table, as the program describes it, and no other.
struct DictionaryTests {
  /// The rows of the page's tables below each heading of the second level, in order.
  private static func page() throws -> [String: [[String]]] {
    var sections: [String: [[String]]] = [:]
    var heading = ""
    for line in try String(contentsOfFile: PackageFolder.path("docs/gaze-tables.md"), encoding: .utf8)
      .split(separator: "\n")
    {
      if line.hasPrefix("## ") { heading = String(line.dropFirst(3)) }
      guard line.hasPrefix("| ") else { continue }
      let cells = line.replacing("\\|", with: "\u{0}").split(separator: "|", omittingEmptySubsequences: false)
      sections[heading, default: []].append(
        cells.dropFirst().dropLast().map {
          $0.trimmingCharacters(in: .whitespaces).replacing("\u{0}", with: "|")
        })
    }
    return sections
  }

  /// The headings of the tables, by the beginning of their names.
  private static let headings = [
    "fixations": "Fixations", "saccades": "Saccades", "aoi": "Areas of interest", "transitions_": "Transitions",
    "similarity": "Similarity", "quality": "Quality", "measures_": "Measures of reading", "means_": "Means",
    "columns": "Columns",
  ]

  private static func cells(_ column: ColumnDescription) -> [String] {
    ["`\(column.name)`", column.kind.rawValue, column.unit, column.meaning, column.missing]
  }

  @Test func everyColumnIsOnThePageAndNoOther() throws {
    let page = try Self.page()
    var covered: Set<String> = []
    for (name, heading) in Self.headings {
      let entries = TableCatalogue.entries.filter {
        $0.table == name || name.hasSuffix("_") && $0.table.hasPrefix(name)
      }
      covered.formUnion(entries.map(\.table))
      let expected = Set(entries.flatMap { $0.columns.map(Self.cells) })
      let stated = (page[heading] ?? []).filter { $0.count == 5 && $0[0] != "column" }
      for row in expected.subtracting(stated) { Issue.record("\(heading) lacks | \(row.joined(separator: " | ")) |") }
      for row in Set(stated).subtracting(expected) {
        Issue.record("\(heading) has | \(row.joined(separator: " | ")) |")
      }
      #expect(stated.count == Set(stated.map { $0[0] }).count, "\(heading) describes a column twice")
    }
    #expect(covered == Set(TableCatalogue.entries.map(\.table)))
  }

  /// Tables of one kind share a section; it says which columns only some of them have.
  @Test func thePageSaysWhichTableHasWhichColumns() throws {
    let page = try Self.page()
    for kind in ["transitions_", "measures_", "means_"] {
      let entries = TableCatalogue.entries.filter { $0.table.hasPrefix(kind) }
      let names = entries.map { Set($0.columns.map(\.name)) }
      let common = names.dropFirst().reduce(names[0]) { $0.intersection($1) }
      let rows = page[Self.headings[kind] ?? ""] ?? []
      for entry in entries {
        let own = entry.columns.filter { !common.contains($0.name) && $0.bound == nil }.map { "`\($0.name)`" }
        let hasBounds = entry.columns.contains { $0.bound != nil }
        let row =
          ["`\(entry.table)`", own.joined(separator: ", ")] + (kind == "means_" ? [hasBounds ? "yes" : "no"] : [])
        #expect(rows.contains(row), "the page lacks | \(row.joined(separator: " | ")) |")
      }
    }
    let overview = Set((page[""] ?? []).filter { $0.count == 2 && $0[0] != "table" })
    #expect(overview == Set(TableCatalogue.entries.map { ["`\($0.table)`", $0.row] }))
  }

  @Test func namesAreInSnakeCaseAndEndWithTheirUnit() {
    for entry in TableCatalogue.entries {
      #expect(Set(entry.columns.map(\.name)).count == entry.columns.count, "\(entry.table)")
      for column in entry.columns {
        #expect(column.name.wholeMatch(of: /[a-z][a-z0-9]*(_[a-z0-9]+)*/) != nil, "\(column.name)")
        let endings = ["ms", "px", "deg", "hz"]
        let ending = endings.first { column.name.hasSuffix("_\($0)") }
        #expect(ending == (column.unit.isEmpty ? nil : column.unit.lowercased()), "\(entry.table) \(column.name)")
      }
    }
  }

  @Test func thePageHasEveryThresholdWithItsDefault() throws {
    let stated = Set(
      (try Self.page()["Quality"] ?? []).filter { $0.count == 3 && $0[0] != "threshold" }.map { $0[0...1] })
    let expected = Mirror(reflecting: QualityThresholds()).children.map { child in
      let value = "\(child.value)"
      return [
        "`\(ConfigurationKey.key(ofProperty: child.label ?? ""))`",
        value.hasSuffix(".0") ? String(value.dropLast(2)) : value,
      ]
    }
    #expect(stated == Set(expected.map { $0[0...1] }))
  }

  /// Each entry is that of the table which is written under its name.
  @Test func aTableThatIsWrittenIsTheOneDescribed() throws {
    let set = try ReadingSet(try TrialFile.read(GoldenFolder().path("trials.jsonl")))
    var header = ""
    FixationTable.definition.write(FixationTable.rows(set), as: .csv) { line in
      if header.isEmpty { header = line }
    }
    let entry = try #require(TableCatalogue.entries.first { $0.table == "fixations" })
    #expect(header == entry.columns.map(\.name).joined(separator: ",") + "\r\n")
  }
}
