import Basics
import Pages
import Statistics

extension ReportContent {
  /// Tokens per second, and how they scale with the ranks.
  var speedSection: ReportSection? {
    let measured = runs.filter { ($0.record.tokensPerSecond ?? 0) > 0 && ($0.record.ranks ?? 0) > 0 }
    guard !measured.isEmpty else { return nil }
    let setups = Dictionary(grouping: measured) { Setup($0) }.sorted { $0.key < $1.key }
    let rows = setups.map { setup, runs in
      let speed = SampleStatistics(runs.compactMap(\.record.tokensPerSecond))
      let waiting = SampleStatistics(runs.compactMap(\.record.exposedCommunicationShare))
      return [
        setup.model, setup.processor, "\(setup.ranks)", "\(setup.threads)", "\(runs.count)",
        Self.text(speed, decimals: 0),
        waiting.count > 0 ? "\(PlotNumber.fixed(100 * waiting.mean, decimals: 1)) %" : "–",
      ].map { HTML.Cell($0) }
    }
    let figures = [scalingFigure(measured)].compactMap { $0 }
    return ReportSection(
      identifier: "speed", title: "Speed and scaling",
      html: [
        HTML.text(
          "p", class: "note",
          "Source plus target tokens of all ranks per second of training, validation left out. Waiting is the share of a step in which rank 0 waited for the gradients of others. Runs that shared their machine with other work are slower than they need be."
        ), HTML.figures(figures),
        HTML.table(
          header: ["parameters", "processor", "ranks", "threads each", "runs", "tokens/s", "waiting"], rows: rows,
          numeric: [0, 2, 3, 4, 5, 6]),
      ], figures: figures)
  }

  /// What runs must have in common to count as one measurement of speed.
  private struct Setup: Hashable, Comparable {
    let parameters: Int
    let processor: String
    let ranks: Int
    let threads: Int

    init(_ run: RunDetails) {
      parameters = run.record.parameters ?? 0
      processor = run.environment?.ranks.first?.processor ?? "unknown"
      ranks = run.record.ranks ?? 1
      threads = run.record.threadsPerRank ?? 1
    }

    var model: String { PlotNumber.short(Double(parameters)) }

    static func < (first: Self, second: Self) -> Bool {
      (first.parameters, first.processor, first.ranks, first.threads)
        < (second.parameters, second.processor, second.ranks, second.threads)
    }
  }

  /// Speed over the number of cores, for each model that ran on different numbers of cores.
  private func scalingFigure(_ measured: [RunDetails]) -> Figure? {
    let models = Dictionary(grouping: measured) { run in
      "\(PlotNumber.short(Double(run.record.parameters ?? 0))) parameters, "
        + (run.environment?.ranks.first?.processor ?? "unknown processor")
    }.sorted { $0.key < $1.key }
    var series: [LinePlot.Series] = []
    for (label, runs) in models {
      // Multiply as floating-point numbers: a damaged file may have values that overflow integers.
      let points = Dictionary(grouping: runs) { Double($0.record.ranks ?? 1) * Double($0.record.threadsPerRank ?? 1) }
        .map { cores, runs in
          PlotPoint(cores, SampleStatistics(runs.compactMap(\.record.tokensPerSecond)).mean)
        }.sorted { $0.x < $1.x }
      guard points.count > 1, let first = points.first, let last = points.last else { continue }
      let colour = series.count / 2
      series.append(LinePlot.Series(label, points, marks: .points, colour: colour))
      series.append(
        LinePlot.Series(
          "in proportion", [first, PlotPoint(last.x, first.y * last.x / first.x)], isDashed: true, isFaint: true,
          colour: colour))
    }
    guard !series.isEmpty else { return nil }
    var plot = LinePlot("Speed", xLabel: "ranks × threads", yLabel: "tokens/s", series)
    plot.includesZero = true
    plot.xHolding = [0]
    plot.xIsWhole = true
    return Figure("scaling", plot)
  }
}
