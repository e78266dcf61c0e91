import Basics
import Foundation

/// Sends messages of growing size both ways between all hosts, before a run relies on them.
///
/// A path can pass the short messages with which ranks meet and drop longer ones, for example where a switch has a
/// smaller MTU than the hosts. TCP then repeats the long message forever, and the run hangs.
///
/// The lowest rank of each host speaks for it. Each pair goes through the sizes at its own pace, so that one pair that is
/// stuck does not hold up the others.
package struct PathCheck {
  /// Bytes of the messages before every run on several hosts.
  package static let usualSizes = [1 << 10, 1 << 16, 1 << 20]
  /// The limit for these.
  package static let usualLimit = Duration.seconds(60)
  /// The limit for the ranks' names, which all ranks send, also those that share a host: some may still be starting.
  private static let startLimit = Duration.seconds(300)
  /// The largest message of a thorough check.
  private static let largeSize = 1 << 24
  /// With more hosts, the large messages would take much memory and time.
  private static let mostHostsForLarge = 8

  /// Looks in a row that must find nothing, some 50 µs apart, before a limit counts.
  private static let leastLooks = 10_000

  /// The outcome on rank 0; on other ranks it may lack what they did not take part in.
  package struct Outcome: Sendable, Equatable {
    /// The sizes that were tried, in bytes; empty if all ranks share a host.
    package var sizes: [Int] = []
    /// The host of each rank.
    package var hosts: [String]
    package var faults: [PathFault] = []
  }

  private let paths: any MessagePaths
  private let sizes: [Int]
  private let limit: Duration
  private let startLimit: Duration

  /// - Parameters:
  ///   - sizes: the messages' bytes, ascending; nil for all, as `fovea doctor` sends them.
  ///   - limit: how long nothing may arrive.
  ///   - startLimit: how long a rank's name may take.
  package init(
    _ paths: any MessagePaths, sizes: [Int]? = nil, limit: Duration, startLimit: Duration = startLimit
  ) {
    self.startLimit = startLimit
    self.paths = paths
    self.sizes = sizes ?? Self.usualSizes + [Self.largeSize]
    self.limit = limit
  }

  /// Checks the paths before a run. Every rank calls this.
  ///
  /// - Throws: `PathsFailed` on rank 0, which then has to end the job, since what is stuck stays in the way of all later
  ///   messages; `RanksUnreachable` if not even short messages pass.
  package static func beforeRun(_ communicator: any Communicator) throws {
    guard let paths = communicator as? any MessagePaths else { return }
    let outcome = try PathCheck(paths, sizes: usualSizes, limit: usualLimit).run()
    guard outcome.faults.isEmpty || communicator.rank != 0 else {
      throw PathsFailed(
        faults: outcome.faults, hosts: outcome.hosts, seconds: Int(usualLimit.components.seconds))
    }
  }

  /// Exchanges the messages; every rank calls it.
  ///
  /// - Throws: `RanksUnreachable` if the ranks cannot even tell each other their names.
  package func run() throws -> Outcome {
    let own = HostAddresses(filter: nil)
    let digest = Array(own.identity.utf8).withUnsafeBytes { Digest.sha256(of: $0) }
    let names: [String]
    do {
      // The name is for messages, the digest tells hosts of the same name apart.
      names = try paths.gatherNames("\(digest.prefix(16)) \(own.name)", within: startLimit)
    } catch CollectiveError.stalled {
      throw RanksUnreachable(seconds: Int(startLimit.components.seconds))
    }
    let speakers = names.indices.filter { names[..<$0].firstIndex(of: names[$0]) == nil }
    let hosts = names.map { $0.split(separator: " ").dropFirst().joined(separator: " ") }
    guard speakers.count > 1 else { return Outcome(hosts: hosts) }
    let sizes = speakers.count > Self.mostHostsForLarge ? sizes.filter { $0 < Self.largeSize } : sizes
    guard speakers.contains(paths.rank) else { return Outcome(sizes: sizes, hosts: hosts) }
    var faults = try exchange(with: speakers.filter { $0 != paths.rank }, sizes)
    if paths.rank == 0 {
      faults += try reports(from: speakers, sizes, own: faults)
      faults = Self.smallest(faults)
    } else {
      try paths.startReport(PathReport.bytes(of: faults, sizes: sizes, speakers: speakers, reporter: paths.rank))
    }
    return Outcome(sizes: sizes, hosts: hosts, faults: faults)
  }

  /// A pair's way through the sizes.
  private struct Walk {
    var peer: Int
    /// The index of the size under way.
    var index = 0
    var exchange: (any MessageExchange)?
  }

  /// Goes through the sizes with all peers at once, until all have passed or nothing has arrived for the limit.
  private func exchange(with peers: [Int], _ sizes: [Int]) throws -> [PathFault] {
    var walks = peers.map { Walk(peer: $0) }
    var lastArrival = ContinuousClock.now
    var looks = 0
    while walks.contains(where: { $0.index < sizes.count }) {
      var hasArrivals = false
      for place in walks.indices where walks[place].index < sizes.count {
        let exchange =
          try walks[place].exchange
          ?? paths.startExchange(byteCount: sizes[walks[place].index], with: walks[place].peer)
        walks[place].exchange = exchange
        try exchange.advance()
        guard exchange.hasSent && exchange.hasReceived else { continue }
        walks[place].index += 1
        walks[place].exchange = nil
        hasArrivals = true
      }
      looks += 1
      if hasArrivals { (lastArrival, looks) = (.now, 0) }
      // Judging only after many looks that found nothing: this process itself may have been paused.
      if looks > Self.leastLooks, ContinuousClock.now - lastArrival > limit { break }
      usleep(50)
    }
    return walks.filter { $0.index < sizes.count }.map { walk in
      // A message that has not arrived here is certain; one that has not left is so only if the other has arrived.
      let isOutward = walk.exchange?.hasReceived ?? false
      return PathFault(
        sender: isOutward ? paths.rank : walk.peer, receiver: isOutward ? walk.peer : paths.rank,
        byteCount: sizes[walk.index])
    }
  }

  /// What the others report to rank 0. A rank that cannot report is a fault of its path, unless that is known already.
  private func reports(from speakers: [Int], _ sizes: [Int], own: [PathFault]) throws -> [PathFault] {
    let blocked = Set(own.flatMap { [$0.sender, $0.receiver] })
    var awaited: [Int: any AwaitedReport] = [:]
    for peer in speakers where peer != 0 {
      awaited[peer] = try paths.awaitReport(byteCount: speakers.count, from: peer)
    }
    var faults: [PathFault] = []
    var lastArrival = ContinuousClock.now
    var looks = 0
    while !awaited.isEmpty {
      looks += 1
      for (peer, report) in awaited {
        guard let bytes = try report.poll() else { continue }
        faults += PathReport.faults(in: bytes, sizes: sizes, speakers: speakers, reporter: peer)
        awaited[peer] = nil
        (lastArrival, looks) = (.now, 0)
      }
      // Others begin to wait, and give up, a little later than this rank.
      let grace = min(limit, .seconds(5))
      let pause = awaited.keys.allSatisfy(blocked.contains) ? grace : limit + grace
      if looks > Self.leastLooks, ContinuousClock.now - lastArrival > pause { break }
      usleep(50)
    }
    return faults
      + awaited.keys.filter { !blocked.contains($0) }.map {
        PathFault(sender: $0, receiver: 0, byteCount: speakers.count)
      }
  }

  /// For each pair of ranks only the smallest messages that did not arrive: longer ones waited behind them.
  static func smallest(_ faults: [PathFault]) -> [PathFault] {
    let pairs = Dictionary(grouping: faults) { [min($0.sender, $0.receiver), max($0.sender, $0.receiver)] }
    let kept = pairs.values.flatMap { pair -> [PathFault] in
      let least = pair.map(\.byteCount).min() ?? 0
      return pair.filter { $0.byteCount == least }.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }
    return kept.sorted { ($0.sender, $0.receiver) < ($1.sender, $1.receiver) }
  }
}

/// The faults that a rank reports to rank 0, as a byte for each host: short, so that it passes where longer messages do
/// not.
enum PathReport {
  static func bytes(of faults: [PathFault], sizes: [Int], speakers: [Int], reporter: Int) -> [UInt8] {
    speakers.map { peer in
      guard let fault = faults.first(where: { $0.sender == peer || $0.receiver == peer }), peer != reporter,
        let index = sizes.firstIndex(of: fault.byteCount)
      else { return 0 }
      return UInt8(2 * (index + 1) + (fault.sender == reporter ? 1 : 0))
    }
  }

  static func faults(in bytes: [UInt8], sizes: [Int], speakers: [Int], reporter: Int) -> [PathFault] {
    zip(speakers, bytes).compactMap { peer, byte in
      let index = Int(byte) / 2 - 1
      guard sizes.indices.contains(index) else { return nil }
      let isOutward = byte % 2 == 1
      return PathFault(
        sender: isOutward ? reporter : peer, receiver: isOutward ? peer : reporter, byteCount: sizes[index])
    }
  }
}
