import Basics
import Foundation
import Statistics

/// The result of a benchmark, as one JSON object or as a readable table.
protocol BenchmarkReport: Encodable {
  /// The report as rows of aligned text.
  var table: String { get }
}

extension BenchmarkReport {
  /// One line of JSON with sorted keys in snake case.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// The median; 0 for an empty array.
func median(_ numbers: [Double]) -> Double { Descriptive.median(numbers) ?? 0 }

/// The seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double { try ContinuousClock().measure(body).seconds }
