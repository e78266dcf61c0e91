import FlyingFox
import FlyingSocks
import Synchronization

/// The connections of the live view that are open, and since when each owes its next request.
///
/// The library does not tell when it closes a connection. So an entry counts only while its descriptor still leads to the
/// same client.
final class ConnectionBook: Sendable {
  typealias Client = HTTPRequest.Address

  private struct Entry {
    var client: Client
    var since: ContinuousClock.Instant
  }

  let limits: ServerLimits
  private let entries = Mutex<[Socket.FileDescriptor: Entry]>([:])

  init(_ limits: ServerLimits) { self.limits = limits }

  /// When the client must have sent its next request; nil if there are too many connections for it.
  ///
  /// - Throws: `SocketError.disconnected` if the client is gone.
  func requestDeadline(of socket: Socket) throws -> ContinuousClock.Instant? {
    guard let client = Self.client(of: socket) else { throw SocketError.disconnected }
    return entries.withLock { entries in
      if let known = entries[socket.file], known.client == client {
        return known.since + .seconds(limits.requestSeconds)
      }
      Self.forgetClosed(&entries)
      guard entries.count < limits.connections else { return nil }
      entries[socket.file] = Entry(client: client, since: .now)
      return .now + .seconds(limits.requestSeconds)
    }
  }

  /// Notes that a response is on its way: the time for the next request begins when it has been sent.
  func noteProgress(of socket: Socket) {
    guard let client = Self.client(of: socket) else { return }
    entries.withLock { $0[socket.file] = Entry(client: client, since: .now) }
  }

  /// Notes a client's request; returns whether it is to be answered, rather than refused for lack of room.
  func admit(_ client: Client?) -> Bool {
    entries.withLock { entries in
      if let file = entries.first(where: { $0.value.client == client })?.key {
        entries[file]?.since = .now
        return true
      }
      Self.forgetClosed(&entries)
      return entries.count < limits.connections
    }
  }

  private static func forgetClosed(_ entries: inout [Socket.FileDescriptor: Entry]) {
    entries = entries.filter { client(of: Socket(file: $0.key)) == $0.value.client }
  }

  private static func client(of socket: Socket) -> Client? {
    (try? socket.remotePeer()).map(Client.make)
  }
}
