import Foundation
import Tensors

/// The inspector of debug mode: checks every operation's output for NaN and infinity and keeps statistics of each
/// output.
package final class DebugInspector: TensorInspector {
  package struct Statistics: Sendable, Equatable {
    package var name: String
    package var rows: Int
    package var columns: Int
    package var mean: Double
    package var rootMeanSquare: Double
    package var largest: Double
  }

  package struct BadOutput: Sendable, Equatable {
    package var operation: String
    package var row: Int
    package var column: Int
  }

  /// In the order of the step.
  package private(set) var statistics: [Statistics] = []
  /// The first output of the step that was not finite.
  package private(set) var firstBad: BadOutput?

  package init() {}

  package func beginStep() {
    statistics = []
    firstBad = nil
  }

  package func inspect(_ name: @autoclosure () -> String, _ output: Matrix) {
    if firstBad == nil, let place = output.firstNonFinite {
      firstBad = BadOutput(operation: name(), row: place.row, column: place.column)
    }
    var sum = 0.0
    var squares = 0.0
    var largest: Float = 0
    for row in 0..<output.rows {
      for value in UnsafeBufferPointer(start: output.row(row), count: output.columns) {
        sum += Double(value)
        squares += Double(value) * Double(value)
        largest = max(largest, abs(value))
      }
    }
    let count = Double(max(output.count, 1))
    statistics.append(
      Statistics(
        name: name(), rows: output.rows, columns: output.columns, mean: sum / count,
        rootMeanSquare: (squares / count).squareRoot(), largest: Double(largest)))
  }

  /// The statistics as a readable table.
  package var table: String {
    let width = statistics.map(\.name.count).max() ?? 0
    return statistics.map { line in
      let shape = "[\(line.rows), \(line.columns)]"
      let name = line.name.padding(toLength: width, withPad: " ", startingAt: 0)
      let numbers = String(format: "mean %+.3e  rms %.3e  max %.3e", line.mean, line.rootMeanSquare, line.largest)
      return "\(name)  \(shape.padding(toLength: 16, withPad: " ", startingAt: 0)) \(numbers)"
    }.joined(separator: "\n")
  }
}
