import Foundation
import Scanpaths
import Statistics

/// A mean over readings with its interval, clustered by participants and methods (`ClusteredInterval`), and with the
/// numbers of both.
package struct MeanInterval: Sendable, Equatable, Codable {
  package var mean: Double
  /// Both nil if the readings cannot support an interval; `reason` says why.
  package var lower: Double?
  package var upper: Double?
  /// The number of readings in the mean.
  package var count: Int
  package var participants: Int
  package var methods: Int
  package var reason: String?

  init(_ interval: ConfidenceInterval, _ clusters: ReadingClusters) {
    mean = interval.estimate
    (lower, upper, reason) = (interval.lower, interval.upper, interval.reason)
    count = clusters.count
    participants = Set(clusters.participants).count
    methods = Set(clusters.methods).count
  }

  /// Mean and interval to three decimals, in one line.
  package var text: String {
    let value = String(format: "%.3f", mean)
    guard let lower, let upper else { return "\(value) [–]" }
    return value + String(format: " [%.3f, %.3f]", lower, upper)
  }

  /// `479 of 23 × 61`: readings, participants and methods.
  var counts: String { "\(count) of \(participants) × \(methods)" }
}

extension MeanInterval {
  /// A sentence below a table on what the brackets are, and why some are empty.
  static func legend(_ intervals: [MeanInterval], confidence: Double) -> String {
    let percent = (confidence * 100).formatted(.number.locale(Locale(identifier: "en_US_POSIX")))
    var text = "In brackets: \(percent) % intervals, clustered by participants and methods; counts are readings of "
    text += "participants × methods.\n"
    for reason in Set(intervals.compactMap(\.reason)).sorted() { text += "[–]: no interval, \(reason).\n" }
    return text
  }
}
