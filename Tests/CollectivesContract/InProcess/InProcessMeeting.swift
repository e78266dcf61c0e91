import Basics

@testable import Collectives

/// What one rank brings to a collective.
struct InProcessContribution {
  var call: CollectiveCall
  /// Elements to be worked on in place.
  var elements: ElementBuffer?
  /// Bytes to be worked on in place.
  var bytes: UnsafeMutableRawBufferPointer?
  /// A byte string, which may differ in length between ranks.
  var string: [UInt8] = []
}

/// One collective of an in-process group: the place where all ranks' contributions come together.
final class InProcessMeeting {
  let sequence: Int
  var contributions: [Int: InProcessContribution] = [:]
  /// The byte strings of all ranks, in rank order; empty unless the collective is about byte strings.
  private(set) var strings: [[UInt8]] = []
  var isOver = false
  private let size: Int

  init(size: Int, sequence: Int) {
    self.size = size
    self.sequence = sequence
  }

  /// Does the collective for all ranks; called by the last to arrive, while no other thread touches the buffers.
  func hold() throws {
    let all = (0..<size).compactMap { contributions[$0] }
    if let rank = all.firstIndex(where: { $0.call.kind == .failure }) {
      throw AgreedFailure(rank: rank, cause: DiagnosisMessage.decode(all[rank].string))
    }
    try CollectiveCall.checkMatching(all.map(\.call), sequence: sequence)
    let call = all[0].call
    let buffers = all.compactMap(\.elements)
    let slices = RankSlices(of: call.count, ranks: size)
    switch call.kind {
    case .allReduce:
      reduce(buffers, call.operation ?? .sum, into: Array(buffers.indices))
    case .reduceScatter:
      for rank in 0..<size { reduce(buffers.map { $0[slices[rank]] }, call.operation ?? .sum, into: [rank]) }
    case .allGather:
      for rank in 0..<size { share(buffers.map { $0[slices[rank]].bytes }, from: rank) }
    case .broadcast:
      share(all.compactMap(\.bytes), from: call.root)
    case .broadcastBytes, .gatherBytes, .allGatherBytes:
      strings = all.map(\.string)
    case .barrier, .agreement, .makeBuffer, .shutDown, .failure:
      break
    }
  }

  /// Combines `buffers` in rank order and writes the result to those of `receivers`.
  private func reduce(_ buffers: [ElementBuffer], _ operation: ReductionOperation, into receivers: [Int]) {
    let copies = buffers.map { buffer in
      let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: buffer.bytes.count, alignment: 64)
      memory.copyMemory(from: UnsafeRawBufferPointer(buffer.bytes))
      return ElementBuffer(bytes: memory, kind: buffer.kind)
    }
    defer { copies.forEach { $0.bytes.deallocate() } }
    copies.reduceIntoFirst(operation)
    for receiver in receivers { buffers[receiver].bytes.copyMemory(from: UnsafeRawBufferPointer(copies[0].bytes)) }
  }

  private func share(_ buffers: [UnsafeMutableRawBufferPointer], from root: Int) {
    for (rank, buffer) in buffers.enumerated() where rank != root {
      buffer.copyMemory(from: UnsafeRawBufferPointer(buffers[root]))
    }
  }
}
