/// The lengths of some samples, in ascending order.
struct LengthDistribution: Sendable, Equatable {
  private let sorted: [Int]

  init(_ lengths: [Int]) { sorted = lengths.sorted() }

  var count: Int { sorted.count }
  var largest: Int { sorted.last ?? 0 }

  /// The smallest length that at least this share of the samples does not exceed.
  func quantile(_ share: Double) -> Int {
    guard !sorted.isEmpty else { return 0 }
    let place = Int((share * Double(sorted.count)).rounded(.up)) - 1
    return sorted[min(max(place, 0), sorted.count - 1)]
  }

  /// The share of the samples that are longer.
  func share(above limit: Int) -> Double {
    guard !sorted.isEmpty else { return 0 }
    var (low, high) = (0, sorted.count)
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle] <= limit { low = middle + 1 } else { high = middle }
    }
    return Double(sorted.count - low) / Double(sorted.count)
  }

  /// The cumulative distribution at some 60 lengths: the share of samples that are at most so long.
  var curve: [(length: Int, share: Double)] {
    guard !sorted.isEmpty else { return [] }
    let places = Set((0...60).map { $0 * (sorted.count - 1) / 60 })
    return places.sorted().map { (sorted[$0], 1 - share(above: sorted[$0])) }
  }
}
