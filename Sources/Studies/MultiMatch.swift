import Foundation
import Scanpaths

/// The five similarities of two scanpaths after Dewhurst et al., "It depends on how you look at it: Scanpath comparison
/// in multiple dimensions with MultiMatch" (Behavior Research Methods 44, 2012); each from 0 to 1.
///
/// A scanpath is its sequence of saccades, as vectors. Two scanpaths are aligned along the cheapest path through the
/// matrix of the differences |u − v| of all their vectors, and every measure is one minus the median over the aligned
/// pairs.
///
/// Simplified here **(ours)**: a position is where a token begins, in columns and lines, so a line counts as much as a
/// column; the screen is the method's text; only consecutive stays at one position are merged, while MultiMatch also
/// merges short saccades and saccades of nearly the same direction, by thresholds in degrees of visual angle.
package struct MultiMatch: Sendable, Equatable {
  /// From |u − v|, over twice the diagonal.
  package var shape: Double
  /// From the angle between u and v, over π.
  package var direction: Double
  /// From the difference of the amplitudes, over the diagonal.
  package var length: Double
  /// From the distance between the start points of the saccades, over the diagonal.
  package var position: Double
  /// From the difference of the stays before the saccades, over the longer one.
  package var duration: Double

  /// - Parameter diagonal: the diagonal of the field that contains the points; it is extended if points are outside.
  /// - Returns: nil when a scanpath has no saccade.
  /// - Complexity: O(first · second) time and memory.
  package init?(_ first: [ScanpathPoint], _ second: [ScanpathPoint], diagonal: Double) {
    var (one, other) = (Saccade.path(of: first), Saccade.path(of: second))
    guard !one.isEmpty, !other.isEmpty else { return nil }
    // If two paths are equally cheap, the choice must not depend on the order of the scanpaths.
    if other.lexicographicallyPrecedes(one, by: { $0.precedes($1) }) { swap(&one, &other) }
    let extent = Self.extent(of: first + second)
    let field = max(diagonal.isFinite ? diagonal : 0, extent)
    let pairs = Self.alignment(one, other).map { (one[$0.0], other[$0.1]) }
    shape = Self.likeness(pairs.map { $0.difference(to: $1) / (2 * field) })
    direction = Self.likeness(pairs.map { $0.angle(to: $1) / .pi })
    length = Self.likeness(pairs.map { abs($0.amplitude - $1.amplitude) / field })
    position = Self.likeness(pairs.map { hypot($0.column - $1.column, $0.line - $1.line) / field })
    duration = Self.likeness(
      pairs.map { pair in
        let longer = max(pair.0.duration, pair.1.duration)
        return longer > 0 ? abs(pair.0.duration - pair.1.duration) / longer : 0
      })
  }

  package static func diagonal(width: Double, height: Double) -> Double { hypot(width, height) }

  private static func extent(of points: [ScanpathPoint]) -> Double {
    let (columns, lines) = (points.map(\.column), points.map(\.line))
    return diagonal(
      width: (columns.max() ?? 0) - (columns.min() ?? 0), height: (lines.max() ?? 0) - (lines.min() ?? 0))
  }

  private static func likeness(_ differences: [Double]) -> Double {
    let sorted = differences.sorted()
    let middle = sorted.count / 2
    let median = sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    return min(max(1 - median, 0), 1)
  }

  /// The pairs along the cheapest path from the first vectors to the last ones, where each step advances in one
  /// sequence, the other or both. The matrix has no cycles, so one sweep finds the same path as Dijkstra's algorithm.
  private static func alignment(_ first: [Saccade], _ second: [Saccade]) -> [(Int, Int)] {
    let width = second.count
    var costs = [Double](repeating: 0, count: first.count * width)
    for row in first.indices {
      for column in second.indices {
        var before = row == 0 && column == 0 ? 0 : Double.infinity
        if row > 0 { before = min(before, costs[(row - 1) * width + column]) }
        if column > 0 { before = min(before, costs[row * width + column - 1]) }
        if row > 0, column > 0 { before = min(before, costs[(row - 1) * width + column - 1]) }
        costs[row * width + column] = before + first[row].difference(to: second[column])
      }
    }
    var (row, column) = (first.count - 1, width - 1)
    var pairs = [(row, column)]
    while row > 0 || column > 0 {
      let both = row > 0 && column > 0 ? costs[(row - 1) * width + column - 1] : .infinity
      let up = row > 0 ? costs[(row - 1) * width + column] : .infinity
      let left = column > 0 ? costs[row * width + column - 1] : .infinity
      if both <= min(up, left) {
        (row, column) = (row - 1, column - 1)
      } else if up <= left {
        row -= 1
      } else {
        column -= 1
      }
      pairs.append((row, column))
    }
    return pairs
  }
}

/// A saccade, with its start point and the time the gaze had stayed there.
private struct Saccade {
  var column: Double
  var line: Double
  var duration: Double
  var right: Double
  var down: Double

  var amplitude: Double { hypot(right, down) }

  func difference(to other: Saccade) -> Double {
    let (across, along) = (right - other.right, down - other.down)
    return (across * across + along * along).squareRoot()
  }

  /// The angle, from 0 to π.
  func angle(to other: Saccade) -> Double {
    abs(atan2(right * other.down - down * other.right, right * other.right + down * other.down))
  }

  func precedes(_ other: Saccade) -> Bool {
    (column, line, duration, right, down) < (other.column, other.line, other.duration, other.right, other.down)
  }

  static func path(of points: [ScanpathPoint]) -> [Saccade] {
    var stays: [ScanpathPoint] = []
    for point in points {
      if let last = stays.last, last.column == point.column, last.line == point.line {
        stays[stays.count - 1].durationMilliseconds += point.durationMilliseconds
      } else {
        stays.append(point)
      }
    }
    return zip(stays, stays.dropFirst()).map { from, to in
      Saccade(
        column: from.column, line: from.line, duration: from.durationMilliseconds, right: to.column - from.column,
        down: to.line - from.line)
    }
  }
}

/// A stay of the gaze in the text: the column and line where a token begins, and the duration.
package struct ScanpathPoint: Sendable, Equatable {
  package var column: Double
  package var line: Double
  package var durationMilliseconds: Double

  package init(column: Double, line: Double, durationMilliseconds: Double) {
    self.column = column
    self.line = line
    self.durationMilliseconds = durationMilliseconds
  }

  /// The points of a scanpath, one for each event.
  static func path(of events: [GazeEvent], in method: StudyScanpaths.Method) -> [ScanpathPoint] {
    events.map {
      ScanpathPoint(
        column: Double(method.columns[$0.token]), line: Double(method.lines[$0.token]),
        durationMilliseconds: $0.durationMilliseconds)
    }
  }
}
