import Basics
import Foundation
import Statistics

/// Percentile bootstrap of means: values are resampled with replacement.
struct Resampling {
  var rounds: Int
  var confidence: Double
  var seed: UInt64

  /// How often each of `count` things is drawn in a round. The draws depend only on the seed and the round, so
  /// everything computed over the same things is resampled alike and differences are paired.
  func multiplicities(of count: Int, round: Int) -> [Double] {
    var stream = RandomStream(seed: seed, purpose: .bootstrap, round)
    var drawn = [Double](repeating: 0, count: count)
    for _ in 0..<count { drawn[Int(stream.next().multipliedFullWidth(by: UInt64(count)).high)] += 1 }
    return drawn
  }

  /// The mean and interval of each column over the things that have a value in it; nil for a column without values.
  ///
  /// A round that draws none of a column's values is left out of its distribution.
  ///
  /// - Parameter columns: for each column, the values of the things, nil where a thing has none.
  /// - Complexity: O(rounds · columns · things).
  func intervals(_ columns: [[Double?]], things: Int) -> [MeanInterval?] {
    let present = columns.map { column in column.map { $0 == nil ? 0.0 : 1 } }
    let values = columns.map { column in column.map { $0 ?? 0 } }
    let isFull = present.map { !$0.contains(0) }
    var means = [[Double]](repeating: [], count: columns.count)
    for round in 0..<(things > 0 ? rounds : 0) {
      let drawn = multiplicities(of: things, round: round)
      for column in columns.indices {
        let count = isFull[column] ? Double(things) : Self.product(drawn, present[column])
        if count > 0 { means[column].append(Self.product(drawn, values[column]) / count) }
      }
    }
    return columns.indices.map { column in
      let found = columns[column].compactMap { $0 }
      guard !found.isEmpty else { return nil }
      let mean = found.reduce(0, +) / Double(found.count)
      let sorted = means[column].sorted()
      return MeanInterval(
        mean: mean, lower: Descriptive.quantile((1 - confidence) / 2, ofSorted: sorted) ?? mean,
        upper: Descriptive.quantile((1 + confidence) / 2, ofSorted: sorted) ?? mean, count: found.count)
    }
  }

  private static func product(_ first: [Double], _ second: [Double]) -> Double {
    var sums = SIMD4<Double>.zero
    let whole = first.count & ~3
    for place in stride(from: 0, to: whole, by: 4) {
      let one = SIMD4<Double>(first[place], first[place + 1], first[place + 2], first[place + 3])
      let other = SIMD4<Double>(second[place], second[place + 1], second[place + 2], second[place + 3])
      sums += one * other
    }
    var sum: Double = sums.sum()
    for place in whole..<first.count { sum += first[place] * second[place] }
    return sum
  }
}

/// A mean with its bootstrap interval.
package struct MeanInterval: Sendable, Equatable, Codable {
  package var mean: Double
  package var lower: Double
  package var upper: Double
  /// The number of values in the mean.
  package var count: Int
}

extension MeanInterval {
  /// Mean and interval to three decimals.
  var text: String {
    func rounded(_ value: Double) -> String { String(format: "%.3f", value) }
    return "\(rounded(mean)) [\(rounded(lower)), \(rounded(upper))]"
  }
}
