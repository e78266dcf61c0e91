import Basics
import Foundation
import Synchronization

/// A thread beside the one that computes and talks MPI. It exchanges heartbeats with the other ranks by datagrams, and
/// ends the process, resumable, when another rank is lost or holds this one up for too long: Open MPI would wait for ever.
///
/// It makes no MPI call. Every rank listens on one UDP port, on as few interfaces as can be; datagrams without the job's token
/// are dropped.
final class Watchdog: Sendable {
  private enum State {
    case judging
    /// The ranks are about to part, so that silence is no fault.
    case beating
    case ended
  }

  /// Time between two beats.
  private static let interval = Duration.milliseconds(250)
  /// A pause of the thread itself after which it trusts nobody's silence.
  private static let ownPause = Duration.seconds(2)

  private let rank: Int
  private let board: ActivityBoard
  private let socket: DatagramSocket?
  private let token: UInt64
  /// Where the other ranks listen.
  private let destinations: [(address: UInt32, port: UInt16)]
  /// Looked at before this rank beats and judges again: more than the ranks send, so that a flood cannot keep it from that.
  private let datagramsPerRound: Int
  private let status: StatusFile?
  private let state: Mutex<State>
  private let watch: Mutex<PeerWatch>

  /// - Parameters:
  ///   - socket: nil where there is nobody to hear from.
  ///   - hosts: of each rank.
  init(
    rank: Int, board: ActivityBoard, socket: DatagramSocket?, token: UInt64, hosts: [HostAddresses],
    silenceLimit: Duration?, status: StatusFile?
  ) {
    self.rank = rank
    self.board = board
    self.socket = socket
    self.token = token
    self.status = rank == 0 ? status : nil
    destinations = hosts.indices.filter { $0 != rank }.compactMap { other in
      hosts[rank].address(of: hosts[other]).map { ($0, hosts[other].port) }
    }
    datagramsPerRound = 1000 + 8 * hosts.count
    state = Mutex(silenceLimit == nil ? .beating : .judging)
    watch = Mutex(
      PeerWatch(rank: rank, hosts: hosts.map(\.name), silenceLimit: silenceLimit ?? .seconds(0), now: .now))
  }

  func start() {
    let thread = Thread { self.run() }
    thread.name = "watchdog"
    thread.start()
  }

  /// The ranks are about to part: from now on nobody is judged, while others still hear this rank.
  func stopJudging() {
    state.withLock { if case .judging = $0 { $0 = .beating } }
  }

  func end() {
    state.withLock { $0 = .ended }
  }

  private func run() {
    var count = 0
    var lastRound = ContinuousClock.now
    while true {
      let current = state.withLock { $0 }
      if case .ended = current { return }
      let now = ContinuousClock.now
      if now - lastRound > Self.ownPause { watch.withLock { $0.forgive(now: now) } }
      lastRound = now
      count += 1
      let activity = board.current
      beat(count, activity, now: now)
      var isJudging = false
      if case .judging = current { isJudging = true }
      listen(now: now, tells: isJudging)
      if isJudging, let warning = watch.withLock({ $0.complaint(now: now) }) { tell("warning: \(warning)") }
      if isJudging, let verdict = watch.withLock({ $0.verdict(activity, now: now) }) {
        endProcess(because: verdict)
      }
      Thread.sleep(forTimeInterval: 0.001 * Double(Self.interval / .milliseconds(1)))
    }
  }

  private func beat(_ count: Int, _ activity: Activity, now: ContinuousClock.Instant) {
    let datagram = Heartbeat(rank: rank, count: count, activity, now: now).datagram(token: token)
    for (address, port) in destinations { socket?.send(datagram, to: address, port: port) }
    status?.write(count: count, step: activity.step)
  }

  /// - Parameter tells: whether a rank's silence that is over is worth a warning.
  private func listen(now: ContinuousClock.Instant, tells: Bool) {
    for _ in 0..<datagramsPerRound {
      // One byte more than a beat has, so that longer datagrams are seen to be none.
      guard let bytes = socket?.receive(limit: Heartbeat.byteCount + 1) else { return }
      guard let beat = Heartbeat(datagram: bytes, token: token) else { continue }
      guard let warning = watch.withLock({ $0.hear(beat, now: now) }), tells else { continue }
      tell("warning: \(warning)")
    }
  }

  private func tell(_ line: String) {
    let text = Array((line + "\n").utf8)
    _ = write(STDERR_FILENO, text, text.count)
  }

  private func endProcess(because verdict: StallVerdict) -> Never {
    tell(verdict.diagnosis.rendered)
    // Without exit handlers: the thread that computes is still inside MPI.
    _exit(ExitCode.resumable.rawValue)
  }
}
