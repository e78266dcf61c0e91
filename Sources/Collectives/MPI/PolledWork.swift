/// Work that proceeds only when polled.
protocol PolledWork: AnyObject {
  /// Does a bounded amount of work; returns whether everything is done.
  func advance() throws -> Bool
}
