/// Judges from the other ranks' heartbeats whether this rank is waiting in vain, and for whom.
struct PeerWatch {
  private struct Peer {
    var last: Heartbeat?
    var heardAt: ContinuousClock.Instant
  }

  /// Eight beats.
  private static let notableSilence = Duration.seconds(2)
  /// The time within which each rank's first beat should arrive.
  private static let firstWords = Duration.seconds(10)

  private let rank: Int
  private let hosts: [String]
  private let silenceLimit: Duration
  private var peers: [Peer]
  /// When to warn about ranks never heard from; nil after the warning.
  private var complaintDue: ContinuousClock.Instant?

  /// - Parameters:
  ///   - hosts: the host of each rank.
  ///   - silenceLimit: how long a rank may be silent.
  init(rank: Int, hosts: [String], silenceLimit: Duration, now: ContinuousClock.Instant) {
    self.rank = rank
    self.hosts = hosts
    self.silenceLimit = silenceLimit
    peers = hosts.map { _ in Peer(last: nil, heardAt: now) }
    complaintDue = now + Self.firstWords
  }

  /// Records a beat.
  ///
  /// - Returns: a message that the rank is back, if it had been silent long enough to mention.
  @discardableResult
  mutating func hear(_ beat: Heartbeat, now: ContinuousClock.Instant) -> String? {
    guard peers.indices.contains(beat.rank), beat.count > peers[beat.rank].last?.count ?? 0 else { return nil }
    let silence = peers[beat.rank].last == nil ? .zero : now - peers[beat.rank].heardAt
    peers[beat.rank] = Peer(last: beat, heardAt: now)
    guard silence > Self.notableSilence else { return nil }
    let seconds = (10 * (silence / .seconds(1))).rounded() / 10
    return "rank \(beat.rank) on \(hosts[beat.rank]) was not heard of for \(seconds) s and is back"
  }

  /// Restarts the others' silence: this process was paused, so it could not hear them.
  mutating func forgive(now: ContinuousClock.Instant) {
    for index in peers.indices { peers[index].heardAt = now }
  }

  /// The ranks never heard from, which cannot be judged.
  var unheard: [Int] { peers.indices.filter { $0 != rank && peers[$0].last == nil } }

  /// A message about the ranks never heard from; only once.
  mutating func complaint(now: ContinuousClock.Instant) -> String? {
    guard let complaintDue, now >= complaintDue else { return nil }
    self.complaintDue = nil
    guard !unheard.isEmpty else { return nil }
    let names = unheard.map { "rank \($0) on \(hosts[$0])" }.joined(separator: ", ")
    return "no heartbeat of \(names) has come, so nobody sees it stall; does a firewall stop UDP between the hosts?"
  }

  /// The ranks that hold this one up; `nil` if all is well.
  func verdict(_ own: Activity, now: ContinuousClock.Instant) -> StallVerdict? {
    let waitingIn = own.awaited > 0 ? "collective \(own.awaited) (\(own.call.name))" : ""
    let others = peers.indices.filter { $0 != rank }
    let silent = others.compactMap { other -> StallVerdict.Culprit? in
      guard let last = peers[other].last, now - peers[other].heardAt > silenceLimit else { return nil }
      let seconds = Int((now - peers[other].heardAt).components.seconds)
      return StallVerdict.Culprit(rank: other, host: hosts[other], cause: .silent(seconds: seconds), last: last)
    }
    if !silent.isEmpty { return StallVerdict(observer: rank, culprits: silent, waitingIn: waitingIn) }

    guard own.awaited > 0, now - own.since > own.waitingLimit else { return nil }
    let known = others.compactMap { other in peers[other].last.map { (other, $0) } }
    let absent = known.filter { $0.1.sequence < own.awaited }
    let working = known.filter { $0.1.awaited == 0 }
    let held = absent.isEmpty ? working : absent
    // All ranks heard from are waiting, presumably for one of the others.
    guard !held.isEmpty || unheard.isEmpty else { return nil }
    let culprits = (held.isEmpty ? known : held).map { other, last in
      StallVerdict.Culprit(rank: other, host: hosts[other], cause: held.isEmpty ? .network : .busy, last: last)
    }
    return StallVerdict(observer: rank, culprits: culprits, waitingIn: waitingIn)
  }
}
