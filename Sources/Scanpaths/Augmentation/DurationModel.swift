import Basics
import Foundation

/// Log-normal distributions of the durations of events, one for each label **(ours)**.
package struct DurationModel: Sendable, Equatable, Codable {
  /// The normal distribution of the natural logarithm of a duration in milliseconds.
  package struct LogNormal: Sendable, Equatable, Codable {
    package var mean: Double
    package var standardDeviation: Double
  }

  private struct Entry: Codable, Sendable, Equatable {
    var label: SemanticLabel
    var distribution: LogNormal
  }

  /// The distribution of all events together, for rare labels.
  package let overall: LogNormal
  private let entries: [Entry]
  /// The shortest and longest duration seen; drawn durations stay in this range.
  package let minimumMilliseconds: Double
  package let maximumMilliseconds: Double

  /// Labels with fewer events use the distribution of all events.
  static let fewestVisits = 5

  /// The assumption without data: a median of 250 ms, and nine of ten events between 100 and 600 ms.
  package static let typical = DurationModel(
    overall: LogNormal(mean: log(250), standardDeviation: 0.55), minimumMilliseconds: 60, maximumMilliseconds: 3000)

  private init(overall: LogNormal, minimumMilliseconds: Double, maximumMilliseconds: Double) {
    self.overall = overall
    entries = []
    self.minimumMilliseconds = minimumMilliseconds
    self.maximumMilliseconds = maximumMilliseconds
  }

  /// Fits the moments of the logarithms, ignoring events of unknown duration (0). Nil if no duration is known.
  package init?(corpus: ScanpathSet) {
    var logarithms: [SemanticLabel: [Double]] = [:]
    for index in corpus.scanpaths.indices {
      let tokens = corpus.code(ofScanpath: index).tokens
      for event in corpus.events[index] where event.durationMilliseconds > 0 {
        logarithms[tokens[event.token].label, default: []].append(log(event.durationMilliseconds))
      }
    }
    // A fixed order keeps the sums the same down to the last digit.
    let all = SemanticLabel.allCases.flatMap { logarithms[$0] ?? [] }
    guard let shortest = all.min(), let longest = all.max() else { return nil }
    overall = Self.fit(all)
    entries = SemanticLabel.allCases.compactMap { label in
      guard let values = logarithms[label], values.count >= Self.fewestVisits else { return nil }
      return Entry(label: label, distribution: Self.fit(values))
    }
    minimumMilliseconds = exp(shortest)
    maximumMilliseconds = exp(longest)
  }

  package func distribution(of label: SemanticLabel) -> LogNormal {
    entries.first { $0.label == label }?.distribution ?? overall
  }

  /// Draws a duration in milliseconds.
  package func sample(for label: SemanticLabel, from stream: inout RandomStream) -> Double {
    let distribution = distribution(of: label)
    let duration = exp(distribution.mean + distribution.standardDeviation * stream.normal())
    return min(max(duration, minimumMilliseconds), maximumMilliseconds)
  }

  private static func fit(_ values: [Double]) -> LogNormal {
    let mean = values.reduce(0, +) / Double(values.count)
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return LogNormal(mean: mean, standardDeviation: (squares / Double(max(1, values.count - 1))).squareRoot())
  }
}
