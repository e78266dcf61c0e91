import Basics
import Foundation
import TestSupport
import Testing

@testable import Planning

/// The α–β costs of collectives, and α and β from measured times, against Golden/make_golden.py.
struct CollectiveCostTests {
  private struct Golden: Decodable {
    struct Cost: Decodable {
      var bytes: Double
      var members: Int
      var kind: Reduction
      var seconds: Double
      var half: Double
    }

    struct Fit: Decodable {
      var members: Int
      var rows: [[Double]]
      var latency: Double
      var bandwidth: Double
    }

    var costs: [Cost]
    var fits: [Fit]
  }

  private let golden: Golden
  private let network = NetworkModel(name: "a link", latency: 25e-6, bandwidth: 1.2e9)

  init() throws { golden = try GoldenFolder().decoded(Golden.self, "expected.json") }

  private func isClose(_ value: Double, _ expected: Double) -> Bool {
    abs(value - expected) <= 1e-12 * max(1e-9, abs(expected))
  }

  @Test func collectivesCostWhatTheFormulasSay() {
    #expect(golden.costs.count == 48)
    for cost in golden.costs {
      let whole = CollectiveCost.allReduce(cost.bytes, members: cost.members, cost.kind).seconds(network)
      let half = CollectiveCost.half(cost.bytes, members: cost.members, cost.kind).seconds(network)
      #expect(isClose(whole, cost.seconds) && isClose(half, cost.half), "\(cost)")
    }
  }

  /// Four ranks around a ring: 6 messages of a quarter each. Two along a tree: one message there, one back.
  @Test func smallCasesByHand() {
    #expect(CollectiveCost.allReduce(1000, members: 4, .flat) == CollectiveCost(messages: 6, bytes: 1500))
    #expect(CollectiveCost.allReduce(1000, members: 2, .flat) == CollectiveCost(messages: 2, bytes: 2000))
    #expect(CollectiveCost.allReduce(1000, members: 2, .hierarchical) == CollectiveCost(messages: 2, bytes: 1000))
    #expect(CollectiveCost.allReduce(1000, members: 8, .recursive) == CollectiveCost(messages: 6, bytes: 1750))
    #expect(CollectiveCost.allReduce(1000, members: 1, .flat) == CollectiveCost(messages: 0, bytes: 0))
  }

  @Test func theFitIsTheLeastSquaresOne() throws {
    for fit in golden.fits {
      let found = try NetworkFit(
        fit.rows.map { .init(bytes: $0[0], seconds: $0[1]) }, members: fit.members, path: "times")
      #expect(abs(found.latency - fit.latency) < 1e-9 * fit.latency, "\(fit.members)")
      #expect(abs(found.bandwidth - fit.bandwidth) < 1e-9 * fit.bandwidth, "\(fit.members)")
      #expect(found.largestDeviation > 0 && found.largestDeviation < 0.2)
    }
  }

  @Test func timesOfTheModelGiveItsNumbersBack() throws {
    for members in [2, 3, 4, 7, 16] {
      let times = [1.0, 4, 16, 64].map { megabytes in
        let cost = CollectiveCost.allReduce(megabytes * 1_048_576, members: members, .flat)
        return NetworkFit.Measurement(bytes: megabytes * 1_048_576, seconds: cost.seconds(network))
      }
      let fit = try NetworkFit(times, members: members, path: "times")
      #expect(abs(fit.latency / network.latency - 1) < 1e-6 && abs(fit.bandwidth / network.bandwidth - 1) < 1e-9)
      #expect(fit.largestDeviation < 1e-9)
    }
  }

  @Test func latencyIsNeverBelowZero() throws {
    let fit = try NetworkFit(
      [.init(bytes: 1e6, seconds: 0.9e-3), .init(bytes: 2e6, seconds: 2e-3)], members: 4, path: "times")
    #expect(fit.latency == 0 && fit.bandwidth > 1e9)
  }

  @Test func timesWithoutABandwidthAreErrors() throws {
    let same = NetworkFit.Measurement(bytes: 1e6, seconds: 1)
    let smaller = NetworkFit.Measurement(bytes: 1e7, seconds: 0.1)
    for (times, members) in [([same], 2), ([same, same], 2), ([same, smaller], 1), ([], 2), ([same, smaller], 2)] {
      let error = #expect(throws: DataLineError.self) { try NetworkFit(times, members: members, path: "times") }
      #expect(error?.diagnosis.exitCode == .badData && error?.path == "times")
    }
  }

  @Test func aReportOfTheBenchmarkIsRead() throws {
    let folder = try TemporaryFolder()
    let sizes = [1.0, 16].map { megabytes in
      let seconds = CollectiveCost.allReduce(megabytes * 1_048_576, members: 2, .flat).seconds(network)
      return "{\"megabytes\": \(megabytes), \"blocking_seconds\": \(seconds), \"polled_seconds\": 1}"
    }
    let path = try folder.file("times.json", "{\"ranks\": 2, \"sizes\": [\(sizes.joined(separator: ","))]}")
    let found = try NetworkFit.network(reportAt: path)
    #expect(abs(found.bandwidth / network.bandwidth - 1) < 1e-9 && abs(found.latency / network.latency - 1) < 1e-6)
    for text in ["", "{}", "{\"ranks\": 2, \"sizes\": []}"] {
      #expect(throws: DataLineError.self) { try NetworkFit.network(reportAt: folder.file("bad.json", text)) }
    }
    #expect(throws: FileFailure.self) { try NetworkFit.network(reportAt: folder.path("missing")) }
  }
}

extension Reduction: Decodable {}
