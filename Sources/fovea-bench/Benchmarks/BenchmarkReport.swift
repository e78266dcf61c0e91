import Basics
import Foundation

/// What a benchmark measured: one JSON object, or a table for a person.
protocol BenchmarkReport: Encodable {
  /// The report as aligned rows of text.
  var table: String { get }
}

extension BenchmarkReport {
  /// One line of JSON with keys in snake case, sorted.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// The median; 0 of no numbers.
func median(_ numbers: [Double]) -> Double { Statistics.median(numbers) ?? 0 }

/// The seconds that `body` takes.
func seconds(_ body: () throws -> Void) rethrows -> Double { try ContinuousClock().measure(body).seconds }
