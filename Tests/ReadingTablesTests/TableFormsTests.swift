import Basics
import Foundation
import Testing

@testable import ReadingTables

struct TableFormsTests {
  private struct Row: Sendable {
    var text: String?
    var number: Double?
    var count: Int?
    var flag: Bool?
  }

  private static let table = TableDefinition<Row>(
    "made_up", row: "one row",
    columns: [
      .text("text", "A text.") { $0.text }, .number("time_ms", unit: "ms", "A number.") { $0.number },
      .integer("count", "A count.") { $0.count }, .boolean("flag", "A flag.") { $0.flag },
    ])

  private static func written(_ rows: [Row], _ form: TableForm) -> String {
    var text = ""
    table.write(rows, as: form) { text += $0 }
    return text
  }

  @Test func cellsAreQuotedAfterRFC4180() {
    let rows = [
      Row(text: "a,b", number: 1, count: 2, flag: true), Row(text: "say \"x\"", number: 0.1),
      Row(text: "two\r\nlines", count: -3, flag: false), Row(text: ""), Row(), Row(text: "=1+1"), Row(text: "a\tb"),
    ]
    #expect(
      Self.written(rows, .csv)
        == "text,time_ms,count,flag\r\n\"a,b\",1.0,2,true\r\n\"say \"\"x\"\"\",0.1,,\r\n\"two\r\nlines\",,-3,false\r\n"
        + "\"\",,,\r\n,,,\r\n=1+1,,,\r\na\tb,,,\r\n")
    #expect(
      Self.written([rows[0], rows[6], rows[2]], .tsv)
        == "text\ttime_ms\tcount\tflag\na,b\t1.0\t2\ttrue\n\"a\tb\"\t\t\t\n\"two\r\nlines\"\t\t-3\tfalse\n")
  }

  @Test func linesOfJSONHaveTheColumnsInOrderAndNulls() throws {
    let hostile = "\u{1}\u{7f} \"\\\n\r\t é 𝕏 </script>"
    let text = Self.written(
      [Row(text: hostile, number: .infinity, count: 7), Row(number: -1e-300, flag: true)], .jsonl)
    let lines = text.split(separator: "\n")
    #expect(lines.count == 2 && lines[1] == "{\"text\":null,\"time_ms\":-1e-300,\"count\":null,\"flag\":true}")
    let parsed = try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any]
    #expect(parsed?["text"] as? String == hostile && parsed?["time_ms"] is NSNull && parsed?["count"] as? Int == 7)
  }

  @Test func theFormFollowsTheFilesName() {
    #expect(TableForm(ofFile: "a/b.TSV") == .tsv && TableForm(ofFile: "x.jsonl") == .jsonl)
    #expect(TableForm(ofFile: "table.txt") == nil && TableForm(ofFile: "csv") == nil)
  }

  @Test func boundsAreNamedBesideTheirMean() {
    let time = ColumnDescription(name: "total_time_ms", kind: .number, unit: "ms", meaning: "")
    let share = ColumnDescription(name: "fixated_share", kind: .number, meaning: "")
    #expect(ColumnDescription.bound(.lower, of: time).name == "total_time_lower_ms")
    #expect(ColumnDescription.bound(.upper, of: share).name == "fixated_share_upper")
  }
}
