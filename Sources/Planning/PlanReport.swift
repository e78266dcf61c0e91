import Basics
import Foundation
import Pages

extension ScalingPlan {
  /// The plan for people: what it assumes, then a table.
  package var table: String {
    let several = Set(rows.map(\.shape)).count > 1
    let header =
      (several ? ["shape"] : []) + [
        "network", "scaling", "switches", "ranks", "hosts", "step, s", "memory", "waiting", "tokens/s", "efficiency",
        "steps", "days", "core-hours",
      ]
    let start = several ? 4 : 3
    var table = TextTable(header: header, numeric: Set(start..<header.count))
    table.rows = rows.map { row in
      (several ? [row.shape] : []) + [
        row.network, row.scaling.rawValue, row.switches.text, "\(row.ranks)", "\(row.hosts)",
        PlotNumber.short(row.stepSeconds), MemoryLimit.text(row.memoryBytes),
        PlotNumber.fixed(100 * row.communicationShare, decimals: 0) + " %", PlotNumber.short(row.tokensPerSecond),
        PlotNumber.fixed(100 * row.efficiency, decimals: 0) + " %", "\(row.steps)", PlotNumber.short(row.days),
        PlotNumber.short(row.coreHours),
      ]
    }
    return assumptions + "\n\n" + table.rendered(.table)
  }

  /// What the plan was computed from, a line each.
  private var assumptions: String {
    let links = networks.map {
      "\($0.name): latency \(PlotNumber.short($0.latency * 1e6)) µs, "
        + "\(PlotNumber.short($0.bandwidth * 8 / 1e9)) Gb/s for the ranks' bytes"
    }
    return
      ([
        "a rank: \(cluster.threads) thread\(cluster.threads == 1 ? "" : "s"), "
          + "\(PlotNumber.short(cluster.rate / 1e9)) GFLOP/s in a step, "
          + "\(PlotNumber.short(cluster.memoryRate / 1e9)) GB/s of memory in the update",
        "a host: \(cluster.ranksPerHost) rank\(cluster.ranksPerHost == 1 ? "" : "s"); "
          + "sums between hosts: \(cluster.reduction.rawValue), "
          + "hidden behind \(PlotNumber.fixed(100 * cluster.overlap, decimals: 0)) % of the backward pass",
      ] + links).joined(separator: "\n")
  }

  /// Efficiency over ranks: a row of plots for each shape, weak and strong scaling side by side.
  package var plot: PlotPanels {
    let shapes = rows.map(\.shape).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    let scalings = Scaling.allCases.reversed().filter { scaling in rows.contains { $0.scaling == scaling } }
    let plots = shapes.flatMap { shape in
      scalings.map { scaling in
        plot(rows.filter { $0.shape == shape && $0.scaling == scaling }, "\(shape), \(scaling.rawValue) scaling")
      }
    }
    return PlotPanels("Predicted efficiency", plots, columns: scalings.count)
  }

  /// A colour for each network; dashes for the switches, of which the first choice is drawn solid.
  private func plot(_ rows: [Row], _ title: String) -> LinePlot {
    let choices = rows.map(\.switches).reduce(into: [PlanSwitches]()) { if !$0.contains($1) { $0.append($1) } }
    var series: [LinePlot.Series] = []
    for (colour, network) in networks.enumerated() {
      for (place, switches) in choices.enumerated() {
        let points = rows.filter { $0.network == network.name && $0.switches == switches }
          .map { PlotPoint(Double($0.ranks), 100 * $0.efficiency) }
        let label = choices.count > 1 ? "\(network.name), \(switches.text)" : network.name
        series.append(LinePlot.Series(label, points, marks: .points, isDashed: place > 0, colour: colour))
      }
    }
    var plot = LinePlot(title, xLabel: "ranks", yLabel: "efficiency, %", series)
    plot.xKind = .logarithmic
    plot.includesZero = true
    return plot
  }
}
