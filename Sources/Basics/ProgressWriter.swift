import Synchronization

/// Draws a progress line on a console, at most ten times a second and only where a person watches.
package final class ProgressWriter: Sendable {
  private let console: Console
  private let now: @Sendable () -> ContinuousClock.Instant
  private let start: ContinuousClock.Instant
  private let lastDrawing = Mutex<ContinuousClock.Instant?>(nil)

  /// The clock is monotonic; work begins now.
  package init(
    console: Console = .standardError,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { ContinuousClock().now }
  ) {
    self.console = console
    self.now = now
    start = now()
  }

  /// Draws the line, unless the last drawing is less than a tenth of a second old.
  ///
  /// `line` is given the time since this writer was made, and is called only when its result is drawn.
  package func update(_ line: (Duration) -> ProgressLine) {
    guard console.isTerminal else { return }
    let moment = now()
    let due = lastDrawing.withLock { last in
      if let last, moment - last < .milliseconds(100) { return false }
      last = moment
      return true
    }
    // One column stays free: a terminal whose last column is written may break the line.
    if due { console.drawProgress(line(moment - start).rendered(width: console.width - 1)) }
  }

  /// Wipes the line.
  package func finish() {
    console.drawProgress("")
  }
}
