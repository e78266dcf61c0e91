import Basics
import Foundation

/// How often simulated intervals contained the truth, in percent.
struct CoverageReport: BenchmarkReport {
  struct Row: Encodable {
    var method: String
    /// What was simulated.
    var situation: String
    /// For each number of units.
    var percent: [Double]
    /// The experiments behind each number.
    var experiments: Int
  }

  /// The numbers of seeds or splits.
  var seeds: [Int]
  var rows: [Row]
  /// The size of the simulated study.
  var participants: Int
  var methods: Int
  var readings: Int
  var studyRows: [Row]
  /// The share of experiments in which the sign-flip test gave p ≤ 0.05.
  var signFlips: Row

  var table: String {
    func text(_ value: Double) -> String { value.decimals(1) }
    let first = TextTable(
      header: ["interval", "simulated"] + seeds.map { "\($0)" },
      rows: rows.map { [$0.method, $0.situation] + $0.percent.map(text) }, numeric: Set(2..<(2 + seeds.count)))
    let second = TextTable(
      header: ["interval"] + (studyRows.first?.situations ?? []),
      rows: studyRows.map { [$0.method] + $0.percent.map(text) },
      numeric: Set(1..<(1 + (studyRows.first?.percent.count ?? 1))))
    let third = TextTable(
      header: ["test", "simulated"] + seeds.map { "\($0)" },
      rows: [[signFlips.method, signFlips.situation] + signFlips.percent.map(text)],
      numeric: Set(2..<(2 + seeds.count)))
    return [
      "95 % intervals that contain the truth, in percent, by the number of seeds:", first.rendered(.markdown), "",
      "The same for \(readings) readings by \(participants) participants of \(methods) methods, by what varies:",
      second.rendered(.markdown), "", "p ≤ 0.05 without an effect, in percent, by the number of seeds:",
      third.rendered(.markdown),
    ].joined(separator: "\n")
  }
}

extension CoverageReport.Row {
  /// The parts of `situation` that belong to each number.
  fileprivate var situations: [String] { situation.components(separatedBy: "; ") }
}
