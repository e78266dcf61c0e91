import Basics

/// How far fixations were moved, in line spacings; downwards is positive.
package struct DriftShift: Sendable, Equatable {
  /// From this mean on, fixations have typically left the line that they were nearest to.
  package static let doubtful = 0.5

  package private(set) var count = 0
  private var sum = 0.0
  private var absoluteSum = 0.0
  /// The largest distance in either direction.
  package private(set) var largest = 0.0

  package init() {}

  package mutating func add(_ lines: Double) {
    count += 1
    sum += lines
    absoluteSum += abs(lines)
    largest = max(largest, abs(lines))
  }

  package mutating func add(_ other: DriftShift) {
    count += other.count
    sum += other.sum
    absoluteSum += other.absoluteSum
    largest = max(largest, other.largest)
  }

  /// The mean distance, whatever the direction; nil without fixations.
  package var mean: Double? { count > 0 ? absoluteSum / Double(count) : nil }
  /// The mean movement, in which up and down cancel; nil without fixations.
  package var signedMean: Double? { count > 0 ? sum / Double(count) : nil }
  /// Whether the mean distance exceeds half a line.
  package var isDoubtful: Bool { mean.map { $0 > Self.doubtful } ?? false }

  /// `0.31 lines on average, 1.20 at most`.
  package var words: String { "\((mean ?? 0).decimals()) lines on average, \(largest.decimals()) at most" }
}
