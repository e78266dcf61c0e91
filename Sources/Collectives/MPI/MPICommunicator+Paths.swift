import CMPI

extension MPICommunicator: MessagePaths {
  package func gatherNames(_ own: String, within limit: Duration) throws -> [String] {
    try queue.limitingWaits(to: limit) { try allGather(Array(own.utf8)) }.map { String(decoding: $0, as: UTF8.self) }
  }

  package func startExchange(byteCount: Int, with peer: Int) throws -> any MessageExchange {
    let exchange = MPIMessages(sending: queue.makeRequests(), receiving: queue.makeRequests())
    try exchange.send(ByteStorage(zeros: byteCount), to: peer, channel: CMPI_DATA)
    try exchange.receive(byteCount, from: peer, channel: CMPI_DATA)
    return exchange
  }

  package func startReport(_ bytes: [UInt8]) throws {
    try MPIMessages(sending: queue.makeRequests(), receiving: queue.makeRequests())
      .send(ByteStorage(bytes), to: 0, channel: CMPI_CONTROL)
  }

  package func awaitReport(byteCount: Int, from peer: Int) throws -> any AwaitedReport {
    let report = MPIMessages(sending: queue.makeRequests(), receiving: queue.makeRequests())
    try report.receive(byteCount, from: peer, channel: CMPI_CONTROL)
    return report
  }
}

/// A message sent, a message received, or both.
///
/// MPI may still use the memory of a message that never arrives, so that memory is never freed.
private final class MPIMessages: MessageExchange, AwaitedReport {
  private(set) var hasSent = false
  private(set) var hasReceived = false
  private let sending: MPIRequests
  private let receiving: MPIRequests
  private var sent: Unmanaged<ByteStorage>?
  private var received: Unmanaged<ByteStorage>?
  private var arrived: ByteStorage?

  init(sending: MPIRequests, receiving: MPIRequests) {
    self.sending = sending
    self.receiving = receiving
  }

  func send(_ message: ByteStorage, to peer: Int, channel: cmpi_channel) throws {
    sent = .passRetained(message)
    try sending.addSend(message.bytes, to: peer, channel: channel)
  }

  func receive(_ byteCount: Int, from peer: Int, channel: cmpi_channel) throws {
    let storage = ByteStorage(zeros: byteCount)
    received = .passRetained(storage)
    try receiving.addReceive(storage.bytes, from: peer, channel: channel)
  }

  func advance() throws {
    if !hasSent, try sending.advance() {
      hasSent = true
      sent?.release()
      sent = nil
    }
    if !hasReceived, try receiving.advance() {
      hasReceived = true
      arrived = received?.takeRetainedValue()
      received = nil
    }
  }

  func poll() throws -> [UInt8]? {
    try advance()
    return arrived?.array
  }
}
