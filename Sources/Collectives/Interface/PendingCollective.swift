/// A collective that has begun.
package protocol PendingCollective: AnyObject {
  /// Advances it by a bounded amount of work and tells whether it has completed.
  ///
  /// Every rank must go on polling until its handles have completed; a rank that does not poll holds up the others.
  func test() throws -> Bool

  /// Returns when it has completed. Does nothing the second time.
  func wait() throws
}
