import Synchronization
import Testing

@testable import Collectives

/// A network that delivers at once what it does not drop. Ranks are checked one after another, rank 0 last.
private final class Network: Sendable {
  struct Message: Sendable {
    var sender: Int
    var receiver: Int
    var byteCount: Int
  }

  let names: [String]
  let drops: @Sendable (Message) -> Bool
  let reports = Mutex<[Int: [UInt8]]>([:])

  init(hosts: [String], drops: @escaping @Sendable (Message) -> Bool) {
    names = hosts.map { "id-\($0) \($0)" }
    self.drops = drops
  }

  /// What rank 0 learns.
  func check(sizes: [Int]? = nil) throws -> PathCheck.Outcome {
    for rank in names.indices.dropFirst() { _ = try outcome(rank, sizes) }
    return try outcome(0, sizes)
  }

  private func outcome(_ rank: Int, _ sizes: [Int]?) throws -> PathCheck.Outcome {
    try PathCheck(
      Paths(network: self, rank: rank), sizes: sizes, limit: .milliseconds(20), startLimit: .milliseconds(500)
    ).run()
  }
}

private final class Paths: MessagePaths {
  let network: Network
  let rank: Int
  var size: Int { network.names.count }

  init(network: Network, rank: Int) {
    self.network = network
    self.rank = rank
  }

  func gatherNames(_ own: String, within limit: Duration) throws -> [String] { network.names }

  func startExchange(byteCount: Int, with peer: Int) throws -> any MessageExchange {
    let passes = [(rank, peer), (peer, rank)].map {
      !network.drops(Network.Message(sender: $0, receiver: $1, byteCount: byteCount))
    }
    // Open MPI hands short messages to the system at once, and long ones when the receiver asks.
    return Exchange(hasSent: byteCount < 1 << 16 || passes[0], hasReceived: passes[1])
  }

  func startReport(_ bytes: [UInt8]) throws {
    guard !network.drops(Network.Message(sender: rank, receiver: 0, byteCount: bytes.count)) else { return }
    network.reports.withLock { $0[rank] = bytes }
  }

  func awaitReport(byteCount: Int, from peer: Int) throws -> any AwaitedReport {
    Report(bytes: network.reports.withLock { $0[peer] })
  }

  private final class Exchange: MessageExchange {
    let hasSent: Bool
    let hasReceived: Bool

    init(hasSent: Bool, hasReceived: Bool) {
      self.hasSent = hasSent
      self.hasReceived = hasReceived
    }

    func advance() throws {}
  }

  private final class Report: AwaitedReport {
    let bytes: [UInt8]?
    init(bytes: [UInt8]?) { self.bytes = bytes }
    func poll() throws -> [UInt8]? { bytes }
  }
}

struct PathCheckTests {
  @Test func aNetworkThatPassesEverythingHasNoFaults() throws {
    let outcome = try Network(hosts: ["a", "a", "b", "c"]) { _ in false }.check()
    #expect(outcome == PathCheck.Outcome(sizes: [1 << 10, 1 << 16, 1 << 20, 1 << 24], hosts: ["a", "a", "b", "c"]))
  }

  @Test func ranksOfOneHostSendNothing() throws {
    let outcome = try Network(hosts: ["a", "a"]) { _ in true }.check()
    #expect(outcome == PathCheck.Outcome(hosts: ["a", "a"]))
  }

  @Test func theSmallestMessageThatIsDroppedIsNamedWithItsPair() throws {
    let outcome = try Network(hosts: ["a", "b", "c"]) {
      Set([$0.sender, $0.receiver]) == [1, 2] && $0.byteCount > 1 << 16
    }.check()
    #expect(
      outcome.faults == [
        PathFault(sender: 1, receiver: 2, byteCount: 1 << 20), PathFault(sender: 2, receiver: 1, byteCount: 1 << 20),
      ])
  }

  @Test(arguments: [1 << 10, 1 << 16, 1 << 20, 1 << 24])
  func aPathThatDropsInOneDirectionIsNamedWithThatDirection(_ size: Int) throws {
    for (sender, receiver) in [(0, 1), (1, 0), (2, 1)] {
      let outcome = try Network(hosts: ["a", "b", "c"]) {
        $0.sender == sender && $0.receiver == receiver && $0.byteCount >= size
      }.check()
      #expect(outcome.faults == [PathFault(sender: sender, receiver: receiver, byteCount: size)])
    }
  }

  @Test func onlyTheLowestRankOfAHostSpeaksForIt() throws {
    let outcome = try Network(hosts: ["a", "a", "b", "b"]) { $0.sender == 2 && $0.byteCount > 100 }.check()
    #expect(outcome.faults == [PathFault(sender: 2, receiver: 0, byteCount: 1 << 10)])
  }

  @Test func aRankWhoseReportIsLostIsAFaultOfItsPath() throws {
    let outcome = try Network(hosts: ["a", "b"]) { $0.sender == 1 && $0.byteCount < 100 }.check(sizes: [1 << 10])
    #expect(outcome.faults == [PathFault(sender: 1, receiver: 0, byteCount: 2)])
  }

  @Test func manyHostsDoNotExchangeTheLargestMessages() throws {
    let outcome = try Network(hosts: (0..<9).map { "host\($0)" }) { _ in false }.check()
    #expect(outcome.sizes == [1 << 10, 1 << 16, 1 << 20])
  }

  @Test func theMessageNamesSizesHostsAndLimitButNotAllOfThem() {
    let one = PathsFailed(
      faults: [PathFault(sender: 0, receiver: 1, byteCount: 1 << 16)], hosts: ["a", "b"], seconds: 20)
    #expect(one.problem == "a message of 64 kB from rank 0 (a) to rank 1 (b) did not arrive within 20 s")
    let many = PathsFailed(
      faults: (1..<21).map { PathFault(sender: 0, receiver: $0, byteCount: 1 << 20) }, hosts: ["a"], seconds: 20)
    #expect(many.problem.hasSuffix("of 1 MB from rank 0 (a) to rank 8; and 12 more"))
    #expect(many.diagnosis.remedy.contains("fovea doctor") && many.diagnosis.remedy.contains("MTU"))
  }
}
