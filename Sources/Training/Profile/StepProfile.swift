import Basics
import Foundation
import Tensors

/// What some steps of training spent their time on, on every rank.
package struct StepProfile: Sendable, Equatable {
  /// One step of one rank; times in nanoseconds since the rank's profile began.
  package struct Step: Codable, Sendable, Equatable {
    package var number: Int
    package var begin: UInt64
    package var end: UInt64
    package var spans: [OperationProfiler.Span]

    /// - Parameter origin: when the profile began; the other times are the clock's.
    package init(
      number: Int, begin: UInt64, end: UInt64, spans: [OperationProfiler.Span], since origin: UInt64
    ) {
      self.number = number
      self.begin = begin - origin
      self.end = end - origin
      self.spans = spans.map { span in
        var span = span
        span.begin -= origin
        span.end -= origin
        return span
      }
    }
  }

  /// The steps of one rank.
  package struct Rank: Codable, Sendable, Equatable {
    package var rank: Int
    package var host: String
    package var threads: Int
    package var steps: [Step]

    package init(rank: Int, host: String, threads: Int, steps: [Step]) {
      self.rank = rank
      self.host = host
      self.threads = threads
      self.steps = steps
    }
  }

  /// In the order of ranks.
  package var ranks: [Rank]

  package init(ranks: [Rank]) { self.ranks = ranks }

  /// The time of one group of operations: those of a phase or of a kind.
  package struct Share: Codable, Sendable, Equatable {
    package var name: String
    /// Milliseconds a step, the operations inside others excluded; the mean over ranks and steps.
    package var milliseconds: Double
    /// The rank with the least and the rank with the most.
    package var least: Double
    package var most: Double
    /// Of the steps' time, from 0 to 1.
    package var share: Double
    /// Operations a step.
    package var calls: Double
    /// The rate of products, in 10⁹ operations a second on each rank; nil without products.
    package var gigaflops: Double?
    /// The share of the threads' time in which they had no work, from 0 to 1; nil if it was not measured.
    package var idle: Double?
  }

  /// The time by phase and by kind of operation.
  package struct Summary: Codable, Sendable, Equatable {
    package var steps: Int
    package var millisecondsPerStep: Double
    package var phases: [Share]
    package var kinds: [Share]

    enum CodingKeys: String, CodingKey {
      case steps, phases, kinds
      case millisecondsPerStep = "milliseconds_per_step"
    }
  }

  package var summary: Summary {
    Summary(steps: stepCount, millisecondsPerStep: millisecondsPerStep, phases: phases, kinds: kinds)
  }

  /// The steps profiled on each rank.
  package var stepCount: Int { ranks.first?.steps.count ?? 0 }

  /// Milliseconds a step, the mean over ranks and steps.
  package var millisecondsPerStep: Double {
    let all = ranks.flatMap(\.steps).map { Double($0.end - $0.begin) / 1e6 }
    return all.isEmpty ? 0 : all.reduce(0, +) / Double(all.count)
  }

  /// The time by phase, in the order of a step; the last one is what no operation accounts for.
  package var phases: [Share] {
    shares(OperationProfiler.Phase.allCases.map { phase in (phase.rawValue, { $0.phase == phase }) })
  }

  /// The time by kind of operation, the longest first; the last one is what no operation accounts for.
  package var kinds: [Share] {
    let named = shares(OperationProfiler.Kind.allCases.map { kind in (kind.rawValue, { $0.kind == kind }) })
    return named.dropLast().sorted { $0.milliseconds > $1.milliseconds } + named.suffix(1)
  }

  private func shares(_ groups: [(String, (OperationProfiler.Span) -> Bool)]) -> [Share] {
    let perStep = Double(max(stepCount, 1))
    let named = groups.compactMap { name, contains -> Share? in
      let own = ranks.map { $0.steps.flatMap(\.spans).filter(contains) }
      guard own.contains(where: { !$0.isEmpty }) else { return nil }
      return share(name, of: own, perStep)
    }
    let outside = ranks.map { rank in
      rank.steps.reduce(0.0) { $0 + (Double($1.end - $1.begin) - $1.spans.reduce(0.0) { $0 + Double($1.own) }) / 1e6 }
        / perStep
    }
    return named + [Share(name: "between operations", times: outside, of: millisecondsPerStep)]
  }

  private func share(_ name: String, of own: [[OperationProfiler.Span]], _ perStep: Double) -> Share {
    let times = own.map { $0.reduce(0.0) { $0 + Double($1.own) } / 1e6 / perStep }
    var share = Share(name: name, times: times, of: millisecondsPerStep)
    let all = own.joined()
    let nanoseconds = all.reduce(0.0) { $0 + Double($1.own) }
    let available = zip(own, ranks).reduce(0.0) { sum, next in
      sum + Double(next.1.threads) * next.0.reduce(0.0) { $0 + Double($1.own) }
    }
    let operations = all.reduce(0.0) { $0 + $1.operations }
    share.calls = Double(all.count) / perStep / Double(max(ranks.count, 1))
    if operations > 0 {
      let inProducts = all.reduce(0.0) { $0 + ($1.operations > 0 ? Double($1.own) : 0) }
      share.gigaflops = inProducts > 0 ? operations / inProducts : nil
    }
    if nanoseconds > 0 { share.idle = max(0, 1 - all.reduce(0.0) { $0 + Double($1.worked) } / available) }
    return share
  }

  /// Two tables: by phase and by kind of operation.
  package var table: String {
    let threads = ranks.first?.threads ?? 0
    let title =
      "\(stepCount) step\(stepCount == 1 ? "" : "s"), \(ranks.count) rank\(ranks.count == 1 ? "" : "s") of "
      + "\(threads) thread\(threads == 1 ? "" : "s"): \(millisecondsPerStep.decimals(1)) ms a step"
    return [title, rows("phase", phases), rows("operation", kinds)].joined(separator: "\n\n")
  }

  private func rows(_ name: String, _ shares: [Share]) -> String {
    let ofRanks = ranks.count > 1 ? ["ranks"] : []
    let header = [name, "ms/step"] + ofRanks + ["share", "calls", "GFLOP/s", "idle threads"]
    return TextTable(
      measurements: [header]
        + shares.map { share in
          [share.name, share.milliseconds.decimals(1)]
            + (ofRanks.isEmpty ? [] : ["\(share.least.decimals(1))–\(share.most.decimals(1))"])
            + [
              (100 * share.share).decimals(1) + " %", share.calls > 0 ? share.calls.decimals(0) : "",
              share.gigaflops?.decimals(0) ?? "", share.idle.map { (100 * $0).decimals(0) + " %" } ?? "",
            ]
        }
    ).rendered(.table)
  }
}

extension StepProfile.Share {
  fileprivate init(name: String, times: [Double], of total: Double) {
    let mean = times.reduce(0, +) / Double(max(times.count, 1))
    self.init(
      name: name, milliseconds: mean, least: times.min() ?? 0, most: times.max() ?? 0,
      share: total > 0 ? mean / total : 0, calls: 0, gigaflops: nil, idle: nil)
  }
}
