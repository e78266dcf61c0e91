/// A collective that has started.
package protocol PendingCollective: AnyObject {
  /// Advances it by a bounded amount of work; returns whether it has completed.
  ///
  /// Every rank must keep polling until its handles have completed; a rank that does not poll holds up the others.
  func test() throws -> Bool

  /// Waits until it has completed. Does nothing the second time.
  func wait() throws
}
