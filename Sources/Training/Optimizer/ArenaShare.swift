/// The parameters that one rank's optimiser updates: ranges of the arena in ascending order.
package struct ArenaShare: Sendable, Equatable {
  package let ranges: [Range<Int>]
  /// Where the numbers of each range begin if they are stored one range after another.
  let starts: [Int]
  /// The number of parameters.
  package let count: Int

  /// - Parameter ranges: ascending, without overlap.
  package init(_ ranges: [Range<Int>]) {
    self.ranges = ranges.filter { !$0.isEmpty }
    var starts: [Int] = []
    count = self.ranges.reduce(0) { sum, range in
      starts.append(sum)
      return sum + range.count
    }
    self.starts = starts
  }

  /// All parameters of an arena.
  package init(all count: Int) { self.init([0..<count]) }

  /// The parts of `range` that are in the share, each with the place where its numbers are stored.
  func parts(of range: Range<Int>) -> [(part: Range<Int>, start: Int)] {
    guard !range.isEmpty else { return [] }
    // The first range that ends behind the beginning, by bisection.
    var (low, high) = (0, ranges.count)
    while low < high {
      let middle = (low + high) / 2
      if ranges[middle].upperBound <= range.lowerBound { low = middle + 1 } else { high = middle }
    }
    return ranges[low...].indices.prefix { ranges[$0].lowerBound < range.upperBound }.map { index in
      let part = ranges[index].clamped(to: range)
      return (part, starts[index] + part.lowerBound - ranges[index].lowerBound)
    }
  }
}
