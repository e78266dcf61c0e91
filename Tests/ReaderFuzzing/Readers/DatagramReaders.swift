import Basics

@testable import Collectives

extension FuzzedReader {
  /// The watchdog's heartbeats, which anybody may send.
  static func datagramReaders() -> [FuzzedReader] {
    let token: UInt64 = 0x0123_4567_89AB_CDEF
    let now = ContinuousClock.now
    let beats = (0..<3).map { Heartbeat(rank: $0, count: 3, Activity(), now: now).datagram(token: token) }
    return [
      FuzzedReader("heartbeat", seeds: beats.map { ["datagram": $0] }) { folder in
        var watch = PeerWatch(rank: 0, hosts: ["a", "a", "b"], silenceLimit: .seconds(8), now: now)
        guard let beat = Heartbeat(datagram: try TextFile.bytes(of: "\(folder)/datagram"), token: token) else { return }
        watch.hear(beat, now: now)
        let verdict = watch.verdict(Activity(), now: now.advanced(by: .seconds(9)))
        _ = verdict?.diagnosis.rendered
      }
    ]
  }
}
