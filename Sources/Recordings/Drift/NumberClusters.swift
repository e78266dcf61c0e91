/// k-means of numbers, solved exactly.
///
/// In one dimension every cluster is a run of the sorted numbers, so dynamic programming finds the clusters with the
/// least sum of squared distances from their means (Wang and Song, "Ckmeans.1d.dp", The R Journal 3/2, 2011). There is
/// no random start, and repeated random starts can only approach this result.
enum NumberClusters {
  /// The indices of the numbers in each cluster, smallest numbers first; fewer clusters than asked for when there are
  /// fewer distinct numbers. Equal numbers are always in the same cluster.
  ///
  /// - Complexity: O(n log n + count · d log d) for n numbers, d of them distinct.
  static func best(of numbers: [Double], count: Int) -> [[Int]] {
    let order = numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }
    let distinct = Distinct(numbers, order)
    let count = min(count, distinct.values.count)
    guard count > 0 else { return [] }
    let ends = distinct.ends(count)
    return zip([0] + ends, ends).map { first, last in
      order[distinct.firstRanks[first]..<distinct.firstRanks[last]].map(\.self)
    }
  }

  /// The distinct numbers in ascending order, with sums that give the cost of every run of them.
  private struct Distinct {
    var values: [Double] = []
    /// The rank, among all numbers, of the first number with each value; one more for the end.
    var firstRanks: [Int] = []
    private var weights = [0.0]
    private var sums = [0.0]
    private var squares = [0.0]

    init(_ numbers: [Double], _ order: [Int]) {
      for (rank, index) in order.enumerated() where values.last != numbers[index] {
        values.append(numbers[index])
        firstRanks.append(rank)
      }
      firstRanks.append(order.count)
      // Sums around the middle number lose less to rounding than sums around 0.
      let middle = values.isEmpty ? 0 : values[values.count / 2]
      for place in values.indices {
        let weight = Double(firstRanks[place + 1] - firstRanks[place])
        let value = values[place] - middle
        weights.append(weights[place] + weight)
        sums.append(sums[place] + weight * value)
        squares.append(squares[place] + weight * value * value)
      }
    }

    /// The sum of squared distances of the values `first..<last` from their mean.
    private func cost(_ first: Int, _ last: Int) -> Double {
      let sum = sums[last] - sums[first]
      return max(0, squares[last] - squares[first] - sum * sum / (weights[last] - weights[first]))
    }

    /// The end of each of `count` clusters.
    func ends(_ count: Int) -> [Int] {
      var least = (0...values.count).map { $0 == 0 ? 0 : cost(0, $0) }
      var starts: [[Int]] = []
      for clusters in 1..<max(count, 1) {
        var next = [Double](repeating: .infinity, count: values.count + 1)
        var start = [Int](repeating: 0, count: values.count + 1)
        fill(&next, &start, from: least, clusters + 1...values.count, clusters...values.count)
        starts.append(start)
        least = next
      }
      var ends = [values.count]
      for start in starts.reversed() { ends.append(start[ends[ends.count - 1]]) }
      return ends.reversed()
    }

    /// Computes the costs of the prefixes in `lengths` with one more cluster. The best start of the last cluster grows
    /// with the length, so the one in the middle bounds the search on both sides.
    private func fill(
      _ next: inout [Double], _ start: inout [Int], from least: [Double], _ lengths: ClosedRange<Int>,
      _ choices: ClosedRange<Int>
    ) {
      let length = (lengths.lowerBound + lengths.upperBound) / 2
      for first in choices.lowerBound...min(choices.upperBound, length - 1) {
        let sum = least[first] + cost(first, length)
        if sum < next[length] { (next[length], start[length]) = (sum, first) }
      }
      if lengths.lowerBound < length {
        fill(&next, &start, from: least, lengths.lowerBound...length - 1, choices.lowerBound...start[length])
      }
      if length < lengths.upperBound {
        fill(&next, &start, from: least, length + 1...lengths.upperBound, start[length]...choices.upperBound)
      }
    }
  }
}
