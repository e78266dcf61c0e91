import Basics
import Foundation
import Synchronization

/// A second thread, next to the one that computes and uses MPI. It exchanges heartbeats with the other ranks over UDP,
/// and ends the process, resumable, if another rank is lost or holds this one up for too long: Open MPI would wait
/// forever.
///
/// It makes no MPI call. Every rank listens on one UDP port, on as few interfaces as possible; datagrams without the
/// job's token are dropped.
final class Watchdog: Sendable {
  private enum State {
    case judging
    /// The ranks are about to end, so silence is no fault.
    case beating
    case ended
  }

  /// Time between two beats.
  private static let interval = Duration.milliseconds(250)
  /// After such a pause of this thread, the others' silence means nothing.
  private static let ownPause = Duration.seconds(2)

  private let rank: Int
  private let board: ActivityBoard
  private let socket: DatagramSocket?
  private let token: UInt64
  /// The addresses where the other ranks listen.
  private let destinations: [(address: UInt32, port: UInt16)]
  /// The limit on datagrams read before this rank beats and judges again: more than the ranks send, so that a flood
  /// cannot stop it.
  private let datagramsPerRound: Int
  private let status: StatusFile?
  private let state: Mutex<State>
  private let watch: Mutex<PeerWatch>

  /// - Parameters:
  ///   - socket: nil if there is nobody to hear from.
  ///   - hosts: the addresses of each rank.
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
    OwnThread.require("watchdog") { self.run() }
  }

  /// Stops judging other ranks, which are about to end; they still hear this rank.
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

  /// - Parameter tells: whether to warn about a rank that is back after a silence.
  private func listen(now: ContinuousClock.Instant, tells: Bool) {
    for _ in 0..<datagramsPerRound {
      // One byte more than a beat, to detect longer datagrams.
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
    // Skip exit handlers: the computing thread is still inside MPI.
    _exit(ExitCode.resumable.rawValue)
  }
}
