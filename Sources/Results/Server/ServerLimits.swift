import Foundation

/// What the live view grants its clients.
package struct ServerLimits: Sendable {
  /// The connections at the same time; further ones get 503.
  package var connections: Int
  /// The seconds within which a request must be complete, from the connection or the last response on.
  package var requestSeconds = 30.0
  /// The seconds within which a client must take something of a response.
  package var progressSeconds = 30.0

  package init(connections: Int? = nil) {
    self.connections = connections ?? Self.affordableConnections
  }

  /// Each connection needs a descriptor for itself and perhaps one for a file.
  private static var affordableConnections: Int {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return 64 }
    return max(4, min(64, (Int(clamping: limit.rlim_cur) - 32) / 2))
  }
}
