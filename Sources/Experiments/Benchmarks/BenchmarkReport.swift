import Foundation

/// What a benchmark measured: one JSON object, or a table for a person.
package protocol BenchmarkReport: Encodable {
  /// The report as aligned rows of text.
  var table: String { get }
}

extension BenchmarkReport {
  /// One line of JSON with keys in snake case, sorted.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// Lays out rows of cells: the first column flush left, the others flush right.
func alignedTable(_ rows: [[String]]) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
  return rows.map { row in
    row.enumerated().map { column, cell in
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      return column == 0 ? cell + padding : padding + cell
    }.joined(separator: "  ")
  }.joined(separator: "\n")
}

/// A number with so many decimals.
func decimal(_ number: Double, _ decimals: Int = 2) -> String {
  String(format: "%.\(decimals)f", number)
}

/// The middle one of some numbers; of an even count the mean of the two middle ones; 0 of none.
func median(_ numbers: [Double]) -> Double {
  guard !numbers.isEmpty else { return 0 }
  let sorted = numbers.sorted()
  return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// The seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double {
  try ContinuousClock().measure(body) / .seconds(1)
}
