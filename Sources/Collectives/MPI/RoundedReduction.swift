import CMPI

/// A sum of floats between hosts whose messages are rounded to bfloat16.
///
/// Each rank sends every other rank that one's slice, rounded; adds to its own slice, which is not rounded, what it
/// receives, in single precision and in the order of the ranks; and, unless the sum is scattered, rounds the total of its
/// slice and sends it to all, so that all ranks have the same bits.
///
/// Error of an element: at most 2⁻⁸ of the sum of the magnitudes that are added, and 2⁻⁸ of the total.
///
/// Bytes moved: (*n*−1)/*n* · *N* sent by each rank, half of an all-reduce; half of that if scattered. *N* counts four
/// bytes an element.
final class RoundedReduction: PolledWork {
  private enum Phase {
    case waiting
    case collecting(MPIRequests)
    case distributing(MPIRequests)
  }

  private let elements: UnsafeMutableBufferPointer<Float>
  private let rank: Int
  private let isScattered: Bool
  private let slices: RankSlices
  private let order: MessageOrder
  private let makeRequests: () -> MPIRequests
  private let number: Int
  private var phase = Phase.waiting
  /// Rounded elements to send and received ones; allocated only during this reduction's exchanges.
  private var sent = ByteStorage(count: 0)
  private var received = ByteStorage(count: 0)

  init(
    _ elements: ElementBuffer, rank: Int, size: Int, isScattered: Bool, order: MessageOrder,
    makeRequests: @escaping () -> MPIRequests
  ) {
    self.elements = elements.bytes.assumingMemoryBound(to: Float.self)
    self.rank = rank
    self.isScattered = isScattered
    slices = RankSlices(of: elements.count, ranks: size)
    self.order = order
    self.makeRequests = makeRequests
    number = order.takeNumber()
  }

  func advance() throws -> Bool {
    guard order.isTurn(of: number) else { return order.finished >= number }
    switch phase {
    case .waiting:
      phase = .collecting(try collect())
      return false
    case .collecting(let requests):
      guard try requests.advance() else { return false }
      addReceived()
      guard !isScattered else { break }
      phase = .distributing(try distribute())
      return false
    case .distributing(let requests):
      guard try requests.advance() else { return false }
      for owner in others { BFloat16.widen(part(received, slices[owner]), into: elements[slices[owner]]) }
    }
    order.finished = number
    (sent, received) = (ByteStorage(count: 0), ByteStorage(count: 0))
    return true
  }

  private var others: [Int] { (0..<slices.ranks).filter { $0 != rank } }

  /// Sends each rank its slice, and receives this rank's slice from each.
  private func collect() throws -> MPIRequests {
    sent = ByteStorage(count: elements.count * BFloat16.width)
    let own = slices[rank].count
    received = ByteStorage(count: own * slices.ranks * BFloat16.width)
    let requests = makeRequests()
    for other in others {
      try requests.addReceive(part(received, other * own..<(other + 1) * own).raw, from: other, channel: CMPI_ROUNDED)
    }
    for other in others {
      let rounded = part(sent, slices[other])
      BFloat16.round(elements[slices[other]], into: rounded)
      try requests.addSend(rounded.raw, to: other, channel: CMPI_ROUNDED)
    }
    return requests
  }

  private func addReceived() {
    let own = elements[slices[rank]]
    for other in others {
      BFloat16.add(part(received, other * own.count..<(other + 1) * own.count), to: own)
    }
  }

  /// Rounds the own slice and exchanges it for those of the others.
  private func distribute() throws -> MPIRequests {
    received = ByteStorage(count: elements.count * BFloat16.width)
    let rounded = part(sent, slices[rank])
    BFloat16.round(elements[slices[rank]], into: rounded)
    BFloat16.widen(rounded, into: elements[slices[rank]])
    let requests = makeRequests()
    for other in others {
      try requests.addReceive(part(received, slices[other]).raw, from: other, channel: CMPI_ROUNDED)
      try requests.addSend(rounded.raw, to: other, channel: CMPI_ROUNDED)
    }
    return requests
  }

  private func part(_ storage: ByteStorage, _ range: Range<Int>) -> UnsafeMutableBufferPointer<UInt16> {
    UnsafeMutableBufferPointer(rebasing: storage.bytes.assumingMemoryBound(to: UInt16.self)[range])
  }
}

extension UnsafeMutableBufferPointer<UInt16> {
  fileprivate var raw: UnsafeMutableRawBufferPointer { UnsafeMutableRawBufferPointer(self) }
}
