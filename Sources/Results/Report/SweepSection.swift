import Basics
import Foundation
import Pages

extension ReportContent {
  /// An overview of many setups, for experiments in which several settings vary.
  var sweepSection: ReportSection? {
    let keys = groups.differingKeys
    guard isSweep, !keys.isEmpty else { return nil }
    let values = variants.map { variant -> Double? in
      let mean = variant.statistics(of: objective).mean
      return mean.isFinite ? mean : nil
    }
    let dimensions = keys.map { key in
      SweepDimension(key, label: VariantGroups.shortKey(key, keys), of: variants.map { $0.settings[key] })
    }
    let importance = importance(of: keys)
    let chosen = importance.prefix(Self.mostAxes).compactMap { entry in dimensions.first { $0.key == entry.label } }
    let figures = [
      Figure("parallel-coordinates", parallelCoordinates(chosen, values)),
      Figure(
        "importance",
        BarPlot(
          "What the settings explain",
          xLabel: "share of the variance of \(MetricName.title(objective))\(comparedStep) (ω²)",
          importance.prefix(12).map {
            BarPlot.Bar($0.label, $0.value, text: "\(PlotNumber.fixed(100 * $0.value, decimals: 0)) %")
          })),
    ]
    return ReportSection(
      identifier: "sweep", title: "Sweep",
      html: (sweep.map { [HTML.text("p", $0.line)] } ?? []) + [
        HTML.text("p", class: "note", "Caution: \(selectionRemark)."),
        HTML.text(
          "p", class: "note",
          "Each line is one set-up, from its settings to the \(MetricName.title(objective)) it reached; the strongest colour is the best. ω² is the share of the variance between the values of a setting, less what chance puts there; it sees no interactions, and few trials leave it rough.\(aboutRungs)"
        ), HTML.figures(figures), bestSetups(keys, values),
      ], figures: figures)
  }

  private static let mostAxes = 7

  /// The best of many setups looks better than it is, whether a sweep tried them or someone by hand.
  var selectionRemark: String {
    sweep?.selectionRemark
      ?? "the best of \(variants.count) setups is optimistic, since the same values chose it; only new seeds and a test "
      + "set tell how good it is"
  }

  /// The share of the runs' values that each setting explains, largest first. If the sweep has rungs, uses the values
  /// at the first rung, because values at different rungs are not comparable.
  private func importance(of keys: [String]) -> [(label: String, value: Double)] {
    let values = runs.map { run -> Double? in
      guard let sweep, sweep.hasRungs else { return run.record.value(of: objective) }
      return sweep.firstRungValue(inFolder: PathName.last(of: run.folder))
    }
    return keys.map { key in
      (key, SweepDimension(key, label: key, of: runs.map { $0.settings[key] }).importance(for: values))
    }.sorted { $0.value > $1.value }
  }

  private var comparedStep: String {
    guard let sweep, sweep.hasRungs, let step = sweep.rungSteps?.first else { return "" }
    return " at step \(step)"
  }

  private var aboutRungs: String {
    comparedStep.isEmpty
      ? " Trials that were stopped early count with the best that they reached."
      : " Lines end where trials ended, some of them early; ω² is that of the first rung,\(comparedStep), which all came to."
  }

  /// The best setups with their settings and, in a sweep, their trials' outcomes.
  private func bestSetups(_ keys: [String], _ values: [Double?]) -> String {
    let rows = ranking.prefix(10).map { place in
      let run = variants[place].runs[0]
      let trial = sweep?.trial(inFolder: PathName.last(of: run.folder))
      var texts = [variants[place].label] + keys.map { variants[place].settings[$0] ?? "–" }
      texts.append(run.record.steps.map { "\($0)" } ?? "–")
      texts.append(values[place].map { PlotNumber.fixed($0, decimals: MetricName.decimals(objective)) } ?? "–")
      if sweep != nil { texts.append(trial?.status ?? "–") }
      return texts.map { HTML.Cell($0) }
    }
    return HTML.table(
      header: ["best set-ups"] + keys + ["steps", MetricName.title(objective)] + (sweep == nil ? [] : ["state"]),
      rows: rows,
      numeric: Set(
        keys.indices.filter { key in variants.allSatisfy { Self.isNumber($0.settings[keys[key]]) } }.map { $0 + 1 }
      )
      .union([keys.count + 1, keys.count + 2]))
  }

  private static func isNumber(_ text: String?) -> Bool { text.map { Double($0) != nil } ?? true }

  private func parallelCoordinates(_ dimensions: [SweepDimension], _ values: [Double?]) -> ParallelCoordinates {
    let order = ranking.filter { values[$0] != nil }
    return ParallelCoordinates(
      "Settings and \(MetricName.title(objective))",
      axes: dimensions.map(\.axis) + [.numbers(label: MetricName.title(objective), kind: .linear)],
      variants.enumerated().map { place, variant in
        let rank = order.firstIndex(of: place).map {
          1 - Double($0) / Double(max(1, order.count - 1)) * 0.999
        }
        return ParallelCoordinates.Trial(
          variant.label, values: dimensions.map { $0.value(place) } + [values[place]], rank: rank)
      })
  }
}
