import Basics
import Collectives

extension Contract {
  static let pendingClauses = [
    ContractClause("many all-reduces may be pending and be waited for in any order") { communicator in
      try checkManyPending(communicator, elements: privateFloats(count: 4000)) { pending in
        // Each rank waits in an order of its own.
        for index in pending.indices {
          try pending[(index * 7 + communicator.rank * 3) % pending.count].wait()
        }
      }
    },
    ContractClause("pending all-reduces complete by polling alone") { communicator in
      try checkManyPending(communicator, elements: privateFloats(count: 4000)) { pending in
        var open = pending
        while !open.isEmpty { open = try open.filter { try !$0.test() } }
        for handle in pending { try handle.wait() }
      }
    },
    ContractClause("other collectives may come between the start and the end of all-reduces") { communicator in
      try checkManyPending(communicator, elements: privateFloats(count: 4000)) { pending in
        try requireEqual(
          try communicator.allReduced(Int64(1)), Int64(communicator.size), "a sum while others are pending")
        try communicator.barrier()
        _ = try communicator.allGather(bytes(of: communicator.rank, length: communicator.rank))
        try communicator.progress()
        for handle in pending.reversed() { try handle.wait() }
      }
    },
    ContractClause("a reducible buffer starts as zeros and is reduced like any other memory") { communicator in
      let buffer = try communicator.makeReducibleBuffer(count: 4000)
      try requireEqual(buffer.elements.count, 4000, "count")
      try require(buffer.elements.allSatisfy { $0 == 0 }, "the buffer is not zeroed")
      for _ in 0..<3 {
        try checkManyPending(communicator, elements: buffer) { pending in
          for handle in pending { try handle.wait() }
        }
      }
      try communicator.reduceScatter(buffer.elements)
      try communicator.allGather(buffer.elements)
      try communicator.barrier()
    },
    ContractClause("scattered sums and gathers may be pending together, in private memory and in reducible buffers") {
      communicator in
      for buffer in [try privateFloats(count: 4001), try communicator.makeReducibleBuffer(count: 4001)] {
        try checkShardedSum(communicator, buffer.elements)
      }
      try communicator.barrier()
    },
    ContractClause("a reducible buffer gives the sum in the same bits as private memory or in rank order") {
      communicator in
      let buffer = try communicator.makeReducibleBuffer(count: 3001)
      let own = noise(count: 3001, rank: communicator.rank)
      _ = buffer.elements.update(fromContentsOf: own)
      try communicator.allReduce(buffer.elements)
      let strings = try communicator.allGather(Array(UnsafeRawBufferPointer(buffer.elements)))
      try require(strings.allSatisfy { $0 == strings[0] }, "ranks have different bits of one sum")
      let expected = (0..<communicator.size).map { noise(count: 3001, rank: $0) }
      for (index, value) in buffer.elements.enumerated() {
        let sum = expected.reduce(Float(0)) { $0 + $1[index] }
        try require(abs(value - sum) <= 1e-5, "element \(index): expected \(sum), got \(value)")
      }
      try communicator.barrier()
    },
    ContractClause("reducible buffers of no elements and of many sizes live side by side") { communicator in
      let buffers = try [0, 1, 5, 100_000].map { try communicator.makeReducibleBuffer(count: $0) }
      for buffer in buffers { buffer.elements.update(repeating: Float(communicator.rank + 1)) }
      let pending = try buffers.map { try communicator.startAllReduce($0.elements) }
      for handle in pending.reversed() { try handle.wait() }
      let sum = Float(communicator.size * (communicator.size + 1) / 2)
      for buffer in buffers {
        try require(buffer.elements.allSatisfy { $0 == sum }, "sums of \(buffer.elements.count) elements are wrong")
      }
      try communicator.barrier()
    },
  ]

  /// Sums slices of unequal length as a sharded optimiser does: a reduce-scatter of each, work on the own slice, an
  /// all-gather of each.
  private static func checkShardedSum(
    _ communicator: any Communicator, _ elements: UnsafeMutableBufferPointer<Float>
  ) throws {
    let parts = [3000..<4001, 2999..<3000, 700..<2999, 0..<700]
    func buffers() -> [ElementBuffer] {
      parts.map { ElementBuffer(UnsafeMutableBufferPointer(rebasing: elements[$0])) }
    }
    for round in 1...3 {
      for index in elements.indices { elements[index] = Float(index * (communicator.rank + round)) }
      let sums = try buffers().map { try communicator.startReduceScatter($0, .sum) }
      for pending in sums.reversed() { try pending.wait() }
      for part in parts {
        let own = RankSlices(of: part.count, ranks: communicator.size)[communicator.rank]
        for index in own { elements[part.lowerBound + index] += 1 }
      }
      let gathers = try buffers().map { try communicator.startAllGather($0) }
      for pending in gathers.reversed() { try pending.wait() }
      let size = communicator.size
      let factor = size * (size - 1) / 2 + size * round
      for (index, value) in elements.enumerated() {
        try require(value == Float(index * factor) + 1, "element \(index) in round \(round) is \(value)")
      }
    }
  }

  private static func privateFloats(count: Int) throws -> ReducibleBuffer {
    try SoloCommunicator().makeReducibleBuffer(count: count)
  }

  /// Starts all-reduces of slices of unequal length from the end of `elements` to its beginning, as a backward pass
  /// does, then checks the sums.
  private static func checkManyPending(
    _ communicator: any Communicator, elements buffer: ReducibleBuffer,
    finish: ([any PendingCollective]) throws -> Void
  ) throws {
    let elements = buffer.elements
    for index in elements.indices { elements[index] = Float(index * (communicator.rank + 1)) }
    var pending: [any PendingCollective] = []
    var end = elements.count
    while end > 0 {
      let start = max(0, end - 1 - pending.count * 17)
      pending.append(try communicator.startAllReduce(UnsafeMutableBufferPointer(rebasing: elements[start..<end])))
      end = start
    }
    try finish(pending)
    let factor = communicator.size * (communicator.size + 1) / 2
    for (index, value) in elements.enumerated() {
      try require(value == Float(index * factor), "element \(index): expected \(index * factor), got \(value)")
    }
  }
}
