import Foundation

/// What a rank does between polls that find nothing to do.
///
/// Polling without a pause notices a message soonest. But where ranks outnumber cores, one that never sleeps takes time from
/// those it waits for, and has used up its own share of the core when its message comes: eight ranks on two cores trained
/// half as fast. So a rank that has found nothing for a while sleeps a little between polls.
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
      // Ranks that share a core must let each other work.
      sched_yield()
    }
    lastPoll = .now
  }
}
