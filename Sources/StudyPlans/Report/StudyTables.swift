import Basics
import CodeMetrics
import Pages
import Statistics

/// The tables of a study's report.
struct StudyTables {
  let plan: StudyPlan
  let analysis: StudyAnalysis

  /// Contrasts, one row each.
  func contrasts(_ rows: [StudyAnalysis.Row]) -> TextTable {
    let confidence = "\(PlotNumber.short(100 * plan.settings.confidence)) %"
    var table = TextTable(
      header: ["contrast", "score", "against", "arm"] + Contrast.header(confidence: confidence),
      numeric: [2, 3, 4, 5, 6, 7, 8, 9])
    table.rows = rows.map { row in
      let decimals = StudyScore.decimals(row.score)
      return [
        "\(row.arm) − \(row.against)", StudyScore.title(row.score),
        PlotNumber.fixed(row.againstMean, decimals: decimals), PlotNumber.fixed(row.armMean, decimals: decimals),
      ] + row.statistics.cells(decimals: decimals)
    }
    return table
  }

  /// The arms' means and standard deviations, and below them what knows nothing of the code.
  var arms: TextTable {
    let scores = plan.scores + (plan.scores.contains("loss") ? [] : ["loss"])
    var table = TextTable(
      header: ["arm", "seeds"] + scores.map(StudyScore.title), numeric: Set(1...scores.count + 1))
    table.rows = analysis.arms.map { arm in
      [arm.name + (arm.isExploratory ? " (exploratory)" : ""), "\(arm.seeds)"]
        + scores.map { score in
          guard let value = arm.scores[score] else { return "–" }
          let decimals = StudyScore.decimals(score)
          let mean = PlotNumber.fixed(value.mean, decimals: decimals)
          return value.deviation.map { "\(mean) ± \(PlotNumber.fixed($0, decimals: decimals))" } ?? mean
        }
    }
    table.rows += (analysis.floors?.rows ?? []).map { row in
      [row.output.title, "–"]
        + scores.map { score in
          row.scores[score].map { PlotNumber.fixed($0, decimals: StudyScore.decimals(score)) } ?? "–"
        }
    }
    return table
  }

  /// One line for each contrast and score, numbers as numbers.
  var csv: String {
    let header = [
      "contrast", "arm", "against", "score", "role", "seeds", "samples", "arm_mean", "against_mean", "difference",
      "lower",
      "upper", "p_value", "p_holm", "effect_size", "equivalence_margin", "equivalence_p",
    ]
    func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "" }
    let rows = [("confirmatory", analysis.confirmatory), ("exploratory", analysis.exploratory)].flatMap { role, rows in
      rows.map { row in
        let statistics = row.statistics
        return [
          row.contrast, row.arm, row.against, row.score, role, "\(row.seeds)", row.samples > 0 ? "\(row.samples)" : "",
          text(row.armMean), text(row.againstMean), text(statistics.interval.estimate),
          text(statistics.interval.bounds?.lowerBound), text(statistics.interval.bounds?.upperBound),
          text(statistics.test?.p), text(statistics.pHolm), text(statistics.effect?.value),
          text(statistics.equivalence?.margin), text(statistics.equivalence?.p),
        ]
      }
    }
    var table = TextTable(header: header)
    table.rows = rows
    return table.rendered(.csv) + "\n"
  }

  /// A LaTeX table of the confirmatory contrasts, for the package booktabs.
  var latex: String {
    let rows = analysis.confirmatory.map { row in
      let decimals = StudyScore.decimals(row.score)
      func math(_ value: Double) -> String {
        "$\(PlotNumber.signed(value, decimals: decimals).replacing("−", with: "-"))$"
      }
      let bounds = row.statistics.interval.bounds.map { "[\(math($0.lowerBound)), \(math($0.upperBound))]" } ?? "--"
      let p = row.statistics.pHolm.map { PlotNumber.fixed($0, decimals: 3) } ?? "--"
      return
        "\(LaTeX.escaped(row.arm)) $-$ \(LaTeX.escaped(row.against)) & \(LaTeX.escaped(StudyScore.title(row.score))) & "
        + "\(math(row.statistics.interval.estimate)) & \(bounds) & \(p) \\\\"
    }
    let confidence = PlotNumber.short(100 * plan.settings.confidence)
    let seeds = Set(analysis.confirmatory.map(\.seeds)).sorted().map(String.init).joined(separator: ", ")
    return """
      \\begin{table}
        \\centering
        \\caption{\(LaTeX.escaped(plan.settings.question)) Differences with \(confidence)\\,\\% intervals over \(seeds) paired seeds and
          the test samples; $p$ adjusted after Holm.}
        \\label{tab:\(plan.settings.name)}
        \\begin{tabular}{llrrr}
          \\toprule
          Contrast & Score & Difference & Interval & $p$ \\\\
          \\midrule
      \(rows.map { "    " + $0 }.joined(separator: "\n"))
          \\bottomrule
        \\end{tabular}
      \\end{table}

      """
  }
}
