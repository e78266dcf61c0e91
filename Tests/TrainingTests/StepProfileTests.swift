import Collectives
import CollectivesContract
import Foundation
import Synchronization
import Tensors
import Testing

@testable import Training

struct StepProfileTests {
  private func span(
    _ kind: OperationProfiler.Kind, _ phase: OperationProfiler.Phase, _ begin: UInt64, _ end: UInt64, own: UInt64,
    worked: UInt64, operations: Double = 0, shape: [Int] = []
  ) -> OperationProfiler.Span {
    OperationProfiler.Span(
      kind: kind, phase: phase, begin: begin, end: end, own: own, worked: worked, operations: operations, shape: shape)
  }

  /// Two ranks of two threads; times in nanoseconds since 1,000,000.
  private var profile: StepProfile {
    func rank(_ number: Int, slower: UInt64) -> StepProfile.Rank {
      StepProfile.Rank(
        rank: number, host: "host", threads: 2,
        steps: [
          StepProfile.Step(
            number: 3, begin: 1_000_000, end: 11_000_000,
            spans: [
              span(.packing, .encoderForward, 2_000_000, 3_000_000, own: 1_000_000, worked: 1_000_000),
              // 5 ms long, of which packing takes one.
              span(
                .product, .encoderForward, 1_000_000, 6_000_000, own: 4_000_000, worked: 8_000_000, operations: 8e8,
                shape: [4, 5, 6]),
              span(.optimizer, .update, 7_000_000, 9_000_000 + slower, own: 2_000_000 + slower, worked: 3_000_000),
            ], since: 1_000_000)
        ])
    }
    return StepProfile(ranks: [rank(0, slower: 0), rank(1, slower: 1_000_000)])
  }

  @Test func sharesAreThoseOfTheOwnTimes() throws {
    let profile = profile
    #expect(profile.millisecondsPerStep == 10)
    let kinds = profile.kinds
    #expect(kinds.map(\.name) == ["product", "optimizer", "packing", "between operations"])
    #expect(kinds.map(\.milliseconds) == [4, 2.5, 1, 2.5] && kinds.map(\.share) == [0.4, 0.25, 0.1, 0.25])
    #expect(kinds[1].least == 2 && kinds[1].most == 3)
    // 8e8 operations in 4 ms are 2e11 a second; both threads worked throughout.
    #expect(kinds[0].gigaflops == 200 && kinds[0].idle == 0 && kinds[0].calls == 1)
    #expect(kinds[1].gigaflops == nil && abs((kinds[1].idle ?? 0) - 0.4) < 1e-12 && kinds[2].idle == 0.5)
    #expect(profile.phases.map(\.name) == ["encoder, forward", "update", "between operations"])
    #expect(profile.phases[0].milliseconds == 5)
    #expect(profile.table.contains("2.0–3.0") && profile.table.contains("10.0 ms a step"))
  }

  @Test func theTraceHasALaneForEachRankWithStepsPhasesAndOperations() throws {
    struct Trace: Decodable {
      struct Event: Decodable, Equatable {
        struct Arguments: Decodable, Equatable {
          var name: String?
          var shape: [Int]?
          var gigaflops: Double?
        }
        var name: String
        var ph: String
        var ts, dur: Double
        var tid: Int
        var args: Arguments?
      }
      var traceEvents: [Event]
      var summary: StepProfile.Summary
    }
    let trace = try JSONDecoder().decode(Trace.self, from: Data(ChromeTrace(profile).json().utf8))
    let lane = trace.traceEvents.filter { $0.tid == 1 }
    #expect(
      lane.map(\.name) == [
        "thread_name", "step 3", "encoder, forward", "update", "packing", "product", "optimizer",
      ])
    #expect(lane[0].ph == "M" && lane[0].args?.name == "rank 1 on host, 2 threads")
    #expect(lane[1].ts == 0 && lane[1].dur == 10_000 && lane[2].dur == 5_000)
    #expect(lane[5].args?.shape == [4, 5, 6] && lane[5].args?.gigaflops == 200)
    #expect(trace.summary == profile.summary && trace.traceEvents.count == 14)
  }

  @Test(arguments: [1, 2]) func aRunDeliversItsProfileOnceOnRankZero(ranks: Int) throws {
    let fixture = try Fixture.shared.get()
    let settings = fixture.configuration { $0.training.maximumSteps = 8 }
    let delivered = Mutex<[StepProfile]>([])
    @Sendable func weights(_ communicator: any Communicator, _ steps: Int) throws -> [Float] {
      let profiler = StepProfiler(steps: steps) { profile in delivered.withLock { $0.append(profile) } }
      return try fixture.train(settings, communicator, profiler: profiler).weights
    }
    let profiled = try InProcessGroup(size: ranks).run { try weights($0, 3) }
    let profile = try #require(delivered.withLock { $0 }.first)
    #expect(delivered.withLock { $0.count } == 1 && profile.ranks.map(\.rank) == Array(0..<ranks))
    for rank in profile.ranks { #expect(rank.steps.map(\.number) == [3, 4, 5]) }
    let sum = profile.kinds.reduce(0) { $0 + $1.share }
    #expect(abs(sum - 1) < 1e-9 && profile.kinds.allSatisfy { $0.milliseconds >= 0 })
    let phases = Set(profile.phases.map(\.name))
    for phase in OperationProfiler.Phase.allCases where phase != .rest { #expect(phases.contains(phase.rawValue)) }
    // The profile changes nothing, and a run that ends early delivers what it has.
    let plain = try fixture.train(settings).weights
    if ranks == 1 { #expect(profiled[0] == plain) }
    _ = try InProcessGroup(size: ranks).run { try weights($0, 100) }
    #expect(delivered.withLock { $0.last?.stepCount } == 6)
  }
}
