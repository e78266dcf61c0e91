import CMPI

/// An all-reduce between hosts that sums in a fixed tree: neighbouring ranks in pairs, then pairs of pairs, and so on.
///
/// In each of log2 *n* rounds a rank exchanges its whole buffer with the rank whose number differs in that round's bit,
/// and adds what it receives. Addition commutes, so both get the same bits.
///
/// Bytes moved: log2 *n* · *N* sent by each rank, for *n* > 2 more than in other all-reduces: the price of the fixed
/// order.
final class PairwiseReduction: PolledWork {
  private let elements: ElementBuffer
  private let rank: Int
  private let size: Int
  private let order: MessageOrder
  private let makeRequests: () -> MPIRequests
  private let number: Int
  /// The partner's data; allocated only during this reduction's exchanges.
  private var received = ByteStorage(count: 0)
  /// The bit of the current round.
  private var bit = 1
  private var exchange: MPIRequests?

  /// - Parameter size: a power of two.
  init(_ elements: ElementBuffer, rank: Int, size: Int, order: MessageOrder, makeRequests: @escaping () -> MPIRequests)
  {
    self.elements = elements
    self.rank = rank
    self.size = size
    self.order = order
    self.makeRequests = makeRequests
    number = order.takeNumber()
  }

  func advance() throws -> Bool {
    guard order.isTurn(of: number) else { return order.finished >= number }
    if received.bytes.count != elements.bytes.count { received = ByteStorage(count: elements.bytes.count) }
    while bit < size {
      guard let exchange else {
        exchange = try begin(with: rank ^ bit)
        continue
      }
      guard try exchange.advance() else { return false }
      elements.accumulate(ElementBuffer(bytes: received.bytes, kind: elements.kind), .sum)
      self.exchange = nil
      bit <<= 1
    }
    order.finished = number
    received = ByteStorage(count: 0)
    return true
  }

  private func begin(with partner: Int) throws -> MPIRequests {
    let requests = makeRequests()
    try requests.addReceive(received.bytes, from: partner, channel: CMPI_PAIRS)
    try requests.addSend(elements.bytes, to: partner, channel: CMPI_PAIRS)
    return requests
  }
}
