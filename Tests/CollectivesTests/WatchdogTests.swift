import Foundation
import TestSupport
import Testing

@testable import Collectives

/// Who holds the others up.
struct WatchdogTests {
  private let start = ContinuousClock.now

  private func beat(_ rank: Int, _ count: Int, sequence: Int, awaited: Int) -> Heartbeat {
    Heartbeat(
      rank: rank, count: count,
      Activity(step: 12, sequence: sequence, awaited: awaited, call: .allReduce, since: start), now: start + .seconds(3)
    )
  }

  private func watch() -> PeerWatch {
    PeerWatch(rank: 0, hosts: ["a", "a", "b"], silenceLimit: .seconds(8), now: start)
  }

  private func waiting(in sequence: Int, waitingLimit: Duration = .seconds(10)) -> Activity {
    Activity(
      step: 12, sequence: sequence, awaited: sequence, call: .allReduce, since: start, waitingLimit: waitingLimit)
  }

  @Test func aRankThatWentSilentIsNamedWithItsHostAlsoWhileThisOneWorks() throws {
    var watch = watch()
    watch.hear(beat(1, 1, sequence: 79, awaited: 79), now: start + .seconds(1))
    watch.hear(beat(2, 1, sequence: 78, awaited: 0), now: start + .seconds(1))
    watch.hear(beat(1, 2, sequence: 79, awaited: 79), now: start + .seconds(9))
    #expect(watch.verdict(Activity(since: start), now: start + .seconds(8)) == nil)
    let verdict = try #require(watch.verdict(Activity(since: start), now: start + .seconds(10)))
    #expect(verdict.culprits.map(\.rank) == [2] && verdict.culprits[0].cause == .silent(seconds: 9))
    #expect(verdict.diagnosis.problem.hasPrefix("rank 2 on b has not been heard of for 9 s"))
    #expect(verdict.diagnosis.exitCode == .resumable)
  }

  @Test func theRankThatDoesNotComeIsTheCulpritNotOneThatWaitsToo() throws {
    var watch = watch()
    for second in 1...11 {
      watch.hear(beat(1, second, sequence: 79, awaited: 79), now: start + .seconds(second))
      watch.hear(beat(2, second, sequence: 78, awaited: 0), now: start + .seconds(second))
    }
    #expect(watch.verdict(waiting(in: 79), now: start + .seconds(9)) == nil)
    #expect(watch.verdict(waiting(in: 79, waitingLimit: .seconds(60)), now: start + .seconds(11)) == nil)
    let verdict = try #require(watch.verdict(waiting(in: 79), now: start + .seconds(11)))
    #expect(verdict.culprits.map(\.rank) == [2] && verdict.culprits[0].cause == .busy)
  }

  @Test func whenAllHaveComeTheOneThatDoesNotPollIsTheCulpritElseTheNetwork() throws {
    var watch = watch()
    watch.hear(beat(1, 1, sequence: 80, awaited: 79), now: start + .seconds(9))
    watch.hear(beat(2, 1, sequence: 80, awaited: 0), now: start + .seconds(9))
    #expect(watch.verdict(waiting(in: 79), now: start + .seconds(11))?.culprits.map(\.rank) == [2])
    watch.hear(beat(2, 2, sequence: 80, awaited: 79), now: start + .seconds(10))
    let verdict = try #require(watch.verdict(waiting(in: 79), now: start + .seconds(11)))
    #expect(verdict.culprits.map(\.cause) == [.network, .network])
  }

  @Test func whileOneRankWasNeverHeardOfThoseThatWaitAreNotBlamed() throws {
    var watch = watch()
    for second in 1...12 { watch.hear(beat(1, second, sequence: 79, awaited: 79), now: start + .seconds(second)) }
    #expect(watch.verdict(waiting(in: 79), now: start + .seconds(12)) == nil)
    let complaints = [9, 10, 30].map { watch.complaint(now: start + .seconds($0)) }
    #expect(complaints[0] == nil && complaints[2] == nil)
    #expect(complaints[1]?.hasPrefix("no heartbeat of rank 2 on b has come") == true)
    // One that works is to blame all the same.
    watch.hear(beat(1, 13, sequence: 78, awaited: 0), now: start + .seconds(12))
    #expect(watch.verdict(waiting(in: 79), now: start + .seconds(12))?.culprits.map(\.rank) == [1])
  }

  @Test func lateAndRepeatedBeatsAndAnOwnPauseAlarmNobody() {
    var watch = watch()
    watch.hear(beat(1, 5, sequence: 3, awaited: 0), now: start)
    watch.hear(beat(1, 4, sequence: 3, awaited: 0), now: start + .seconds(20))
    #expect(watch.verdict(Activity(since: start), now: start + .seconds(20))?.culprits.map(\.rank) == [1])
    #expect(watch.unheard == [2])
    watch.forgive(now: start + .seconds(20))
    #expect(watch.verdict(Activity(since: start), now: start + .seconds(27)) == nil)
  }

  @Test func aRankThatComesBackAfterASilenceIsToldOfOnce() {
    var watch = watch()
    #expect(watch.hear(beat(1, 1, sequence: 3, awaited: 0), now: start + .seconds(30)) == nil)
    #expect(watch.hear(beat(1, 2, sequence: 3, awaited: 0), now: start + .seconds(31)) == nil)
    #expect(watch.hear(beat(1, 2, sequence: 3, awaited: 0), now: start + .seconds(37)) == nil)
    #expect(
      watch.hear(beat(1, 3, sequence: 3, awaited: 0), now: start + .milliseconds(34_260))
        == "rank 1 on a was not heard of for 3.3 s and is back")
    #expect(watch.hear(beat(7, 3, sequence: 3, awaited: 0), now: start + .seconds(40)) == nil)
  }

  @Test func datagramsOfAnotherJobOfAnotherLengthOrWithDamageAreNoneOfOurs() {
    let beat = beat(3, 7, sequence: 1 << 40, awaited: 5)
    let bytes = beat.datagram(token: 42)
    #expect(bytes.count == Heartbeat.byteCount)
    #expect(Heartbeat(datagram: bytes, token: 42) == beat)
    #expect(Heartbeat(datagram: bytes, token: 43) == nil)
    #expect(Heartbeat(datagram: bytes.dropLast(), token: 42) == nil)
    #expect(Heartbeat(datagram: bytes + [0], token: 42) == nil)
    for place in 0..<16 {
      var damaged = bytes
      damaged[place] ^= 0x10
      #expect(Heartbeat(datagram: damaged, token: 42) == nil)
    }
  }

  @Test func whatIsSentOverTheLoopbackInterfaceArrives() throws {
    let receiver = try DatagramSocket(address: HostAddresses.loopback)
    let sender = try DatagramSocket(address: HostAddresses.loopback)
    #expect(receiver.receive(limit: 10) == nil)
    sender.send([1, 2, 3], to: HostAddresses.loopback, port: receiver.port)
    var received: [UInt8]?
    _ = comesTrue {
      received = receiver.receive(limit: 2)
      return received != nil
    }
    #expect(received == [1, 2])
  }

  @Test func hostsReachEachOtherInTheNetworkTheyShare() throws {
    func host(_ identity: String, _ addresses: [(String, String, Int)]) throws -> HostAddresses {
      var host = HostAddresses(filter: nil)
      host.identity = identity
      host.addresses = try addresses.map {
        .init(interface: $0.0, number: try #require(HostAddresses.number($0.1)), prefix: $0.2)
      }
      return host
    }
    let first = try host("a", [("eth0", "192.168.1.5", 24), ("ib0", "10.0.0.5", 16)])
    let second = try host("b", [("eth0", "192.168.2.6", 24), ("ib0", "10.0.9.6", 16)])
    #expect(first.address(of: second) == HostAddresses.number("10.0.9.6"))
    #expect(first.address(of: first) == HostAddresses.loopback)
    #expect(first.listeningAddress(among: ["a", "a"]) == HostAddresses.loopback)
    #expect(first.listeningAddress(among: ["a", "b"]) == 0)
    // A rank that listens on one address alone does so for those of its host as well.
    var one = try host("b", [("ib0", "10.0.9.6", 16)])
    one.listening = one.listeningAddress(among: ["a", "b"])
    #expect(one.listening == HostAddresses.number("10.0.9.6") && one.address(of: one) == one.listening)
    #expect(HostAddresses.matching(first.addresses, "10.0.0.0/8").map(\.interface) == ["ib0"])
    #expect(HostAddresses.matching(first.addresses, "eth0,lo").map(\.interface) == ["eth0"])
  }
}
