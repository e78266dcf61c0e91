import Basics
import Foundation

/// How long visits of each label last: log-normal distributions **(ours)**.
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

  /// Of all visits together, for labels seen too rarely.
  package let overall: LogNormal
  private let entries: [Entry]
  /// The shortest and longest duration seen; no drawn one leaves this range.
  package let minimumMilliseconds: Double
  package let maximumMilliseconds: Double

  /// Labels with fewer visits take the distribution of all visits.
  static let fewestVisits = 5

  /// What is assumed without data: a median of 250 ms, and nine of ten visits between 100 and 600 ms.
  package static let typical = DurationModel(
    overall: LogNormal(mean: log(250), standardDeviation: 0.55), minimumMilliseconds: 60, maximumMilliseconds: 3000)

  private init(overall: LogNormal, minimumMilliseconds: Double, maximumMilliseconds: Double) {
    self.overall = overall
    entries = []
    self.minimumMilliseconds = minimumMilliseconds
    self.maximumMilliseconds = maximumMilliseconds
  }

  /// Fitted by the moments of the logarithms; visits of unknown duration, 0, are left out. Nil when none is known.
  package init?(corpus: ScanpathSet) {
    var logarithms: [SemanticLabel: [Double]] = [:]
    for index in corpus.scanpaths.indices {
      let tokens = corpus.code(ofScanpath: index).tokens
      for visit in corpus.scanpaths[index].visits where visit.durationMilliseconds > 0 {
        logarithms[tokens[visit.token].label, default: []].append(log(visit.durationMilliseconds))
      }
    }
    // One fixed order, so that the sums and with them the last digits never change.
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

  /// A duration in milliseconds.
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
