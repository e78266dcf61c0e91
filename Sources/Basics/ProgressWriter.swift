import Synchronization

/// Draws a progress line on a console, at most ten times a second and only on a terminal.
package final class ProgressWriter: Sendable {
  private let console: Console
  private let now: @Sendable () -> ContinuousClock.Instant
  private let start: ContinuousClock.Instant
  private let lastDrawing = Mutex<ContinuousClock.Instant?>(nil)

  /// Starts measuring time now; the clock must be monotonic.
  package init(
    console: Console = .standardError,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
  ) {
    self.console = console
    self.now = now
    start = now()
  }

  /// Draws the line, unless it was last drawn less than a tenth of a second ago.
  ///
  /// `line` gets the time since this writer was created, and is called only if its result is drawn.
  package func update(_ line: (Duration) -> ProgressLine) {
    guard console.isTerminal else { return }
    let moment = now()
    let due = lastDrawing.withLock { last in
      if let last, moment - last < .milliseconds(100) { return false }
      last = moment
      return true
    }
    // Leaves one column free: some terminals wrap a line that fills the last column.
    if due { console.drawProgress(line(moment - start).rendered(width: console.width - 1)) }
  }

  /// Wipes the line.
  package func finish() {
    console.drawProgress("")
  }
}
