import Foundation

/// The pause between polls that find nothing to do.
///
/// Polling without a pause notices a message soonest. But if there are more ranks than cores, a rank that never sleeps
/// takes time from those that it waits for, and has used up its own share of the core when its message arrives: eight
/// ranks on two cores trained half as fast. So a rank that has found nothing for a while sleeps briefly between polls.
struct WaitingPace {
  /// A poll that takes longer has moved data.
  private static let idlePoll = Duration.microseconds(20)
  /// How long to poll without sleeping: several times what a short message takes.
  private static let eagerTime = Duration.microseconds(300)
  private static let nap: UInt32 = 50

  private var lastWork = ContinuousClock.now
  private var lastPoll = ContinuousClock.now

  /// Called after each poll.
  mutating func pause() {
    let now = ContinuousClock.now
    if now - lastPoll > Self.idlePoll { lastWork = now }
    if now - lastWork > Self.eagerTime {
      usleep(Self.nap)
    } else {
      // Let ranks that share this core work.
      sched_yield()
    }
    lastPoll = .now
  }
}
