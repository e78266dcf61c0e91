import Basics
import GazeSamples
import Recordings
import TestSupport
import Testing

@testable import Importers

struct NumberTests {
  private static func report(_ durations: [String], x: [String], separator: String = "\t") -> String {
    let heading = [
      "RECORDING_SESSION_LABEL", "TRIAL_INDEX", "CURRENT_FIX_X", "CURRENT_FIX_Y", "CURRENT_FIX_DURATION", "stimulus",
    ]
    let rows = zip(durations, x).map { ["S1", "1", $0.1, "60", $0.0, "A"].joined(separator: separator) }
    return ([heading.joined(separator: separator)] + rows).joined(separator: "\n") + "\n"
  }

  private func durations(
    _ durations: [String], x: [String], separator: String = "\t", _ decimal: DecimalSeparator? = nil
  ) throws -> [Double] {
    try Imported(Self.report(durations, x: x, separator: separator)) { $0.decimalSeparator = decimal }.trials
      .flatMap { $0.fixations.map(\.duration) }
  }

  @Test func otherNumbersTellHowOneIsMeant() throws {
    #expect(try durations(["1,200"], x: ["400.5"]) == [1200])
    #expect(try durations(["1,200"], x: ["400,5"]) == [1.2])
    #expect(try durations(["1.200"], x: ["400,5"]) == [1200])
    #expect(try durations(["1.200"], x: ["400.5"]) == [1.2])
    #expect(try durations(["1.200"], x: ["400"]) == [1.2], "a fraction, where nothing else is written with a comma")
    #expect(try durations(["1.234,5", "1.200"], x: ["400", "401"]) == [1234.5, 1200])
    #expect(try durations(["1,234.5", "1,200"], x: ["400", "401"]) == [1234.5, 1200])
    #expect(try durations(["1,234,567", "1,200"], x: ["400", "401"]) == [1_234_567, 1200])
    #expect(
      try durations(["1 234,5", "1\u{A0}234", "1\u{202F}234,25"], x: ["4", "5", "6"]) == [1234.5, 1234, 1234.25])
    #expect(try durations(["1'234.5"], x: ["4"]) == [1234.5])
    #expect(try durations(["1200", "0,200"], x: ["4", "5"]) == [1200, 0.2], "no thousands begin with 0")
    #expect(try durations(["1,200", "300"], x: ["400.5", "12"], separator: ";") == [1200, 300])
  }

  @Test func aColumnsOwnNumbersDecideFirst() throws {
    #expect(try durations(["1,200", "2,5"], x: ["400.5", "401.5"]) == [1.2, 2.5])
  }

  @Test func theEvidenceMayComeLater() throws {
    var (late, x) = (["1,200"], ["400"])
    for _ in 0..<20_100 { late.append("200"); x.append("300") }
    late.append("150.5")
    x.append("12")
    let found = try durations(late, x: x)
    #expect(found.first == 1200 && found.last == 150.5 && found.count == 20_102)
  }

  @Test func whatCannotBeToldIsRefusedUntilItIsDeclared() throws {
    let error = #expect(throws: DataLineError.self) { try durations(["1,200"], x: ["400"]) }
    #expect(error?.problem.contains("1200.0") == true && error?.problem.contains("1.2") == true)
    #expect(error?.remedy.contains("decimal_separator") == true)
    #expect(try durations(["1,200"], x: ["400"], .point) == [1200])
    #expect(try durations(["1,200"], x: ["400"], .comma) == [1.2])
    #expect(try durations(["1.200"], x: ["400"], .comma) == [1200])
  }

  @Test func whatIsNoNumberIsCounted() throws {
    let imported = try Imported(Self.report(["12,34,5", "1.2.3", "200", "1,20.5"], x: ["1", "2", "3", "4"])) {
      $0.maximumFaultyShare = 1
    }
    #expect(imported.report.exclusions[.unreadableNumber] == 3 && imported.trials[0].fixations.count == 1)
  }

  @Test(arguments: ["0", "7", "-12", "1400.5", "0.1", "123456789012345", "99999.99999", "-0.000001", "1234567.890625"])
  func shortNumbersAreReadExactly(_ text: String) throws {
    let value = try #require(NumberField.plainValue(of: Array(text.utf8)[...]))
    #expect(value.bitPattern == Double(text)?.bitPattern)
  }

  @Test func longNumbersAreReadToo() {
    for text in ["132223104000000000", "0.12345678901234567", "1e3", "-1.5E-3"] {
      #expect(NumberField.plainValue(of: Array(text.utf8)[...]) == Double(text))
    }
    for text in ["", "-", ".", "1-2", "nan", "inf", "1,5", "--1"] {
      #expect(NumberField.plainValue(of: Array(text.utf8)[...]) == nil)
    }
  }
}
