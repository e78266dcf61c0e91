import CollectivesContract
import Basics
import Collectives
import Foundation
import Testing

@testable import Training

/// Ranks that are about to do different things, or whose replicas have drifted apart, are named.
struct AgreementTests {
  private func facts(_ rank: Int, _ odd: [Int: RankFacts.Fact]) -> RankFacts {
    var facts = [RankFacts.Fact("program", "ab12"), RankFacts.Fact("optimizer.learning_rate", "0.001")]
    facts.append(RankFacts.Fact("processor", "one", isRequired: false))
    if let fact = odd[rank] { facts[facts.firstIndex { $0.name == fact.name } ?? 0] = fact }
    return RankFacts(host: rank < 2 ? "a" : "b", facts)
  }

  @Test func differencesAreListedByFactAndRank() throws {
    let outcomes = InProcessGroup(size: 4).outcomes { communicator in
      try StartAgreement.check(
        facts(
          communicator.rank,
          [1: RankFacts.Fact("optimizer.learning_rate", "0.002"), 3: RankFacts.Fact("program", "cd34")]), communicator)
    }
    for outcome in outcomes {
      guard case .failure(let error) = outcome else {
        Issue.record("ranks that differ went on")
        continue
      }
      #expect(
        (error as? RanksDiffer)?.differences == [
          "program: ab12 on ranks 0, 1, 2 (a, b); cd34 on rank 3 (b)",
          "optimizer.learning_rate: 0.001 on ranks 0, 2, 3 (a, b); 0.002 on rank 1 (a)",
        ])
      #expect(Diagnosis(of: error).exitCode == .configuration)
    }
  }

  @Test func anotherProcessorIsToldAndNoReasonToStop() throws {
    let warnings = try InProcessGroup(size: 3).run { communicator in
      try StartAgreement.check(
        facts(communicator.rank, [2: RankFacts.Fact("processor", "two", isRequired: false)]), communicator)
    }
    for lines in warnings { #expect(lines == ["processor: one on ranks 0, 1 (a); two on rank 2 (b)"]) }
  }

  @Test(arguments: [2, 3])
  func aFlippedBitOfAWeightIsNoticedAndItsRankNamed(_ ranks: Int) throws {
    let fixture = try Fixture.shared.get()
    let settings = fixture.configuration {
      $0.training.maximumSteps = 8
      $0.training.compareReplicasEvery = 4
    }
    let outcomes = InProcessGroup(size: ranks).outcomes { communicator in
      try fixture.train(settings, communicator) { replica in
        guard communicator.rank == 1 else { return }
        replica.model.weights.buffer.withMemoryRebound(to: UInt32.self) { $0[100] ^= 1 }
      }.events.count
    }
    for outcome in outcomes {
      guard case .failure(let error) = outcome, let drift = error as? ReplicasDiffer else {
        Issue.record("replicas that differ went on: \(outcome)")
        continue
      }
      #expect(drift.step == 4 && drift.ranks == (ranks == 3 ? [1] : []))
    }
  }

  @Test func aSlowRankIsToldOfOnceAndNotMistaken() {
    var watch = StragglerWatch()
    func warning(_ seconds: [Double]) -> String? {
      watch.warning(seconds.map { StragglerWatch.RankSeconds(host: "a", seconds: $0) })
    }
    let warnings = [[1, 1.2, 1.4], [0.5, 0.6, 1.5], [0.5, 0.6, 1.5], [0.5, 2, 0.5], [1, 1.4], [1, 1.6]].map(warning)
    #expect(warnings[0] == nil)
    #expect(warnings[1]?.hasPrefix("rank 2 on a takes 2.5 times as long") ?? false)
    #expect(warnings[2] == nil)
    #expect(warnings[3]?.hasPrefix("rank 1 on a takes 4.0 times as long") ?? false)
    #expect(warnings[4] == nil)
    #expect(warnings[5]?.hasPrefix("rank 1 on a takes 1.6 times as long") ?? false)
  }
}
