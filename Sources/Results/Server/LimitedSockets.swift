import FlyingFox
import FlyingSocks
import Foundation

/// The library's sockets, with limits on how long each may wait and on how many there are.
struct LimitedSockets: AsyncSocketPool {
  private let sockets: any AsyncSocketPool
  private let book: ConnectionBook

  init(_ book: ConnectionBook) {
    self.book = book
    sockets = HTTPServer.defaultPool()
  }

  func prepare() async throws { try await sockets.prepare() }

  func run() async throws { try await sockets.run() }

  func suspendSocket(_ socket: Socket, untilReadyFor events: Socket.Events) async throws {
    if Self.isListening(socket) {
      try await sockets.suspendSocket(socket, untilReadyFor: events)
    } else if events.contains(.write) {
      book.noteProgress(of: socket)
      try await suspend(socket, events, until: .now + .seconds(book.limits.progressSeconds))
      book.noteProgress(of: socket)
    } else if let deadline = try book.requestDeadline(of: socket) {
      try await suspend(socket, events, until: deadline)
    } else {
      refuse(socket)
      throw SocketError.disconnected
    }
  }

  private func suspend(
    _ socket: Socket, _ events: Socket.Events, until deadline: ContinuousClock.Instant
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await sockets.suspendSocket(socket, untilReadyFor: events) }
      group.addTask {
        try await Task.sleep(until: deadline, clock: .continuous)
        throw SocketError.timeout(message: "the client is too slow")
      }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  /// Answers a client that has not asked yet. A client that does not take the few bytes at once goes without.
  private func refuse(_ socket: Socket) {
    let page = ServedPage.tooManyConnections(book.limits.connections)
    let body = page.body.bytes
    let head = """
      HTTP/1.1 \(page.status.rawValue) \(page.status.phrase)\r
      Content-Type: \(page.contentType)\r
      Content-Length: \(body.count)\r
      Retry-After: \(ServedPage.retrySeconds)\r
      Connection: close\r
      \r\n
      """
    let message = Array(head.utf8) + body
    _ = send(socket.file.rawValue, message, message.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
  }

  private static func isListening(_ socket: Socket) -> Bool {
    var value: Int32 = 0
    var size = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(socket.file.rawValue, SOL_SOCKET, SO_ACCEPTCONN, &value, &size) == 0 && value != 0
  }
}
