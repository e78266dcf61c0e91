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

/// The intervals of a study's columns, all over the same readings.
struct ReadingIntervals {
  private let clusters: ReadingClusters
  private let confidence: Double

  init(_ corpus: StudyScanpaths, trials: [Int], confidence: Double) {
    clusters = ReadingClusters(
      participants: trials.map { corpus.trials[$0].participant }, methods: trials.map { corpus.id(ofTrial: $0) })
    self.confidence = confidence
  }

  /// The mean of the readings that have a value; nil if none has.
  func mean(_ column: [Double?]) -> MeanInterval? {
    ClusteredInterval(clusters, confidence: confidence).mean(column).map { interval in
      MeanInterval(interval, clusters.selecting(column.indices.filter { column[$0]?.isFinite == true }))
    }
  }

  /// The mean of first − second over the readings that have both; nil if none has.
  func difference(_ first: [Double?], _ second: [Double?]) -> MeanInterval? {
    mean(zip(first, second).map { one, other in one.flatMap { one in other.map { one - $0 } } })
  }

  /// A statistic of weighted readings, with its interval by the jackknife; nil if that of all readings is undefined.
  func statistic(_ statistic: (_ weights: [Double]) -> Double?) -> MeanInterval? {
    ClusteredInterval(clusters, confidence: confidence).statistic(statistic).map { MeanInterval($0, clusters) }
  }
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
