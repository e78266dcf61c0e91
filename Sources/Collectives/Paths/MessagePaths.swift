/// Single messages between two ranks, to find out which of them arrive; see `PathCheck`.
package protocol MessagePaths: AnyObject {
  var rank: Int { get }
  var size: Int { get }

  /// Gathers a text of less than 200 bytes from every rank, in rank order; a collective.
  ///
  /// - Throws: `CollectiveError.stalled` if it takes longer than `limit`.
  func gatherNames(_ own: String, within limit: Duration) throws -> [String]

  /// Starts to send `byteCount` bytes to `peer`, and to receive as many from it.
  func startExchange(byteCount: Int, with peer: Int) throws -> any MessageExchange

  /// Starts to send a report to rank 0. Reports never meet the messages of exchanges.
  func startReport(_ bytes: [UInt8]) throws

  /// Starts to receive a report of `byteCount` bytes; on rank 0.
  func awaitReport(byteCount: Int, from peer: Int) throws -> any AwaitedReport
}

/// A message to another rank and one of the same size from it.
package protocol MessageExchange: AnyObject {
  /// Whether this rank's message has left. A short one leaves before it arrives.
  var hasSent: Bool { get }
  /// Whether the other rank's message has arrived.
  var hasReceived: Bool { get }

  /// Does a bounded amount of work.
  func advance() throws
}

/// A report that another rank sends to rank 0.
package protocol AwaitedReport: AnyObject {
  /// The report; nil until it has arrived. Does a bounded amount of work.
  func poll() throws -> [UInt8]?
}
