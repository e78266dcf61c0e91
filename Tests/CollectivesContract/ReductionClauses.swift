import Basics
import Collectives

extension Contract {
  /// Counts around powers of two, around small message limits, and none at all.
  static let counts = [0, 1, 2, 3, 6, 7, 8, 14, 64, 1000, 4099]

  static let reductionClauses = [
    ContractClause("all-reduce combines every element of every type by every operation") { communicator in
      for operation in ReductionOperation.allCases where operation != .roundedSum {
        for count in counts {
          try checkAllReduce(Float.self, count: count, operation, communicator) { Float($0) }
          try checkAllReduce(Double.self, count: count, operation, communicator) { Double($0) }
          try checkAllReduce(Int64.self, count: count, operation, communicator) { Int64($0) << 40 }
        }
      }
    },
    ContractClause("all-reduce gives the same bits on all ranks and again") { communicator in
      let original = noise(count: 5003, rank: communicator.rank)
      var first = original
      try communicator.allReduce(&first)
      var second = original
      try communicator.allReduce(&second)
      try require(first.map(\.bitPattern) == second.map(\.bitPattern), "a repeated sum has other bits")
      let ofAllRanks = try communicator.allGather(first.withUnsafeBytes { Array($0) })
      try require(ofAllRanks.allSatisfy { $0 == ofAllRanks[0] }, "ranks have different bits of one sum")
    },
    ContractClause("pairwise sums go in their tree, whatever moves the data") { communicator in
      let size = communicator.size
      guard size & (size - 1) == 0 else { return }
      let all = (0..<size).map { noise(count: 5003, rank: $0) }
      var sums = all
      while sums.count > 1 {
        sums = stride(from: 0, to: sums.count, by: 2).map { pair in zip(sums[pair], sums[pair + 1]).map { $0 + $1 } }
      }
      // In private memory, and where the communicator reduces fastest; two at once must not mix.
      let buffer = try communicator.makeReducibleBuffer(count: 5003)
      _ = buffer.elements.update(fromContentsOf: all[communicator.rank])
      var values = all[communicator.rank]
      try values.withUnsafeMutableBufferPointer { values in
        let halves = [values[..<2000], values[2000...]].map { UnsafeMutableBufferPointer(rebasing: $0) }
        let pending = try halves.map { try communicator.startAllReduce(ElementBuffer($0), .pairwiseSum) }
        for collective in pending.reversed() { try collective.wait() }
      }
      try communicator.allReduce(buffer.elements, .pairwiseSum)
      try require(values.map(\.bitPattern) == sums[0].map(\.bitPattern), "a pairwise sum has other bits")
      try require(buffer.elements.map(\.bitPattern) == sums[0].map(\.bitPattern), "the same of a reducible buffer")
    },
    ContractClause("rounded sums stay within their bound, in the same bits on all ranks, and scattered") {
      communicator in
      let buffer = try communicator.makeReducibleBuffer(count: 5003)
      var values = [Float](repeating: 0, count: 5003)
      try values.withUnsafeMutableBufferPointer { values in
        for elements in [values, buffer.elements] { try checkRoundedSum(elements, communicator) }
      }
      try communicator.barrier()
    },
    ContractClause("all-reduced gives one number of one number a rank") { communicator in
      let size = Int64(communicator.size)
      try requireEqual(try communicator.allReduced(Int64(communicator.rank)), size * (size - 1) / 2, "sum of ranks")
      try requireEqual(try communicator.allReduced(Double(communicator.rank), .maximum), Double(size - 1), "maximum")
    },
    ContractClause("reduce-scatter leaves to each rank its slice of the sum") { communicator in
      for count in counts {
        var values = (0..<count).map { Double($0 + communicator.rank) }
        try values.withUnsafeMutableBufferPointer { try communicator.reduceScatter($0) }
        let slice = RankSlices(of: count, ranks: communicator.size)[communicator.rank]
        let ranks = 0..<communicator.size
        let expected = slice.map { index in ranks.reduce(0.0) { $0 + Double(index + $1) } }
        try requireEqual(Array(values[slice]), expected, "slice \(slice) of \(count)")
      }
    },
    ContractClause("all-gather completes a buffer from the ranks' slices") { communicator in
      for count in counts {
        let slice = RankSlices(of: count, ranks: communicator.size)[communicator.rank]
        var values = [Int64](repeating: -1, count: count)
        for index in slice { values[index] = Int64(index * index) }
        try values.withUnsafeMutableBufferPointer { try communicator.allGather($0) }
        try requireEqual(values, (0..<count).map { Int64($0 * $0) }, "gathered \(count)")
      }
    },
  ]

  private static func checkRoundedSum(
    _ elements: UnsafeMutableBufferPointer<Float>, _ communicator: any Communicator
  ) throws {
    let count = elements.count
    let all = (0..<communicator.size).map { noise(count: count, rank: $0) }
    let sums = (0..<count).map { index in all.reduce(0.0) { $0 + Double($1[index]) } }
    let sizes = (0..<count).map { index in all.reduce(0.0) { $0 + Double(abs($1[index])) } }
    func check(_ range: Range<Int>, _ bound: (Int) -> Double) throws {
      for index in range {
        let error = abs(Double(elements[index]) - sums[index])
        try require(error <= bound(index), "element \(index) is \(elements[index]), not \(sums[index])")
      }
    }
    // Two at once must not mix.
    _ = elements.update(fromContentsOf: all[communicator.rank])
    let halves = [elements[..<2000], elements[2000...]].map { UnsafeMutableBufferPointer(rebasing: $0) }
    let pending = try halves.map { try communicator.startAllReduce(ElementBuffer($0), .roundedSum) }
    for collective in pending.reversed() { try collective.wait() }
    // Half a unit of the last of eight binary digits for each message and for the total; a little for single precision.
    try check(0..<count) { 0x1p-8 * (sizes[$0] + abs(sums[$0])) * 1.01 + 1e-6 }
    let strings = try communicator.allGather(Array(UnsafeRawBufferPointer(elements)))
    try require(strings.allSatisfy { $0 == strings[0] }, "ranks have different bits of one sum")

    _ = elements.update(fromContentsOf: all[communicator.rank])
    try communicator.reduceScatter(elements, .roundedSum)
    let slice = RankSlices(of: count, ranks: communicator.size)[communicator.rank]
    try check(slice) { 0x1p-8 * sizes[$0] * 1.01 + 1e-6 }
  }

  private static func checkAllReduce<Element: ReducibleElement & Comparable & AdditiveArithmetic>(
    _ type: Element.Type, count: Int, _ operation: ReductionOperation, _ communicator: any Communicator,
    make: (Int) -> Element
  ) throws {
    func value(_ index: Int, _ rank: Int) -> Element { make((index + 3) * (rank % 2 == 0 ? rank + 1 : -rank)) }
    var values = (0..<count).map { value($0, communicator.rank) }
    try communicator.allReduce(&values, operation)
    let expected = (0..<count).map { index in
      let all = (0..<communicator.size).map { value(index, $0) }
      return switch operation {
      case .sum, .pairwiseSum, .roundedSum: all.reduce(.zero, +)
      case .maximum: all.max() ?? .zero
      case .minimum: all.min() ?? .zero
      }
    }
    try requireEqual(values, expected, "\(operation) of \(count) \(type)")
  }

  static func noise(count: Int, rank: Int) -> [Float] {
    var random = RandomStream(seed: 7, purpose: .testData, rank)
    return (0..<count).map { _ in Float(random.normal()) }
  }
}
