import Foundation
import Tensors

/// A profile as a file in Chrome's trace format, which chrome://tracing and Perfetto show: one lane a rank, each step
/// with its phases and operations. The summaries by phase and kind are under `summary`.
package struct ChromeTrace: Encodable {
  private let profile: StepProfile

  package init(_ profile: StepProfile) { self.profile = profile }

  /// One event; times in microseconds.
  private struct Event: Encodable {
    var name: String
    var cat = ""
    /// X for a stretch of time, M for the name of a lane.
    var ph = "X"
    var ts = 0.0
    var dur = 0.0
    var pid = 0
    var tid: Int
    var args: Arguments?
  }

  private struct Arguments: Encodable {
    var name: String?
    var shape: [Int]?
    var gigaflops: Double?
    var idle: Double?
  }

  private enum CodingKeys: String, CodingKey { case traceEvents, displayTimeUnit, summary }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(profile.ranks.flatMap(events), forKey: .traceEvents)
    try container.encode("ms", forKey: .displayTimeUnit)
    try container.encode(profile.summary, forKey: .summary)
  }

  /// The trace as one line of JSON.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }

  private func events(of rank: StepProfile.Rank) -> [Event] {
    let lane = Event(
      name: "thread_name", ph: "M", tid: rank.rank,
      args: Arguments(name: "rank \(rank.rank) on \(rank.host), \(rank.threads) threads"))
    return [lane]
      + rank.steps.flatMap { step in
        [stretch("step \(step.number)", "step", step.begin, step.end, rank.rank)] + phases(of: step, rank.rank)
          + step.spans.map { operation($0, rank) }
      }
  }

  /// A phase lasts from its first operation to the end of its last one before another phase's.
  private func phases(of step: StepProfile.Step, _ rank: Int) -> [Event] {
    var events: [Event] = []
    var current: (phase: OperationProfiler.Phase, begin: UInt64, end: UInt64)?
    for span in step.spans.sorted(by: { $0.begin < $1.begin }) {
      if let open = current, open.phase == span.phase {
        current?.end = max(open.end, span.end)
        continue
      }
      if let open = current { events.append(stretch(open.phase.rawValue, "phase", open.begin, open.end, rank)) }
      current = (span.phase, span.begin, span.end)
    }
    if let open = current { events.append(stretch(open.phase.rawValue, "phase", open.begin, open.end, rank)) }
    return events
  }

  private func operation(_ span: OperationProfiler.Span, _ rank: StepProfile.Rank) -> Event {
    var event = stretch(span.kind.rawValue, span.phase.rawValue, span.begin, span.end, rank.rank)
    let available = Double(span.own) * Double(rank.threads)
    event.args = Arguments(
      shape: span.shape.isEmpty ? nil : span.shape,
      gigaflops: span.operations > 0 && span.own > 0 ? span.operations / Double(span.own) : nil,
      idle: available > 0 ? max(0, 1 - Double(span.worked) / available) : nil)
    return event
  }

  private func stretch(_ name: String, _ category: String, _ begin: UInt64, _ end: UInt64, _ rank: Int) -> Event {
    Event(name: name, cat: category, ts: Double(begin) / 1e3, dur: Double(end - begin) / 1e3, tid: rank)
  }
}
