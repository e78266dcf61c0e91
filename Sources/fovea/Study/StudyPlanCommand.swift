import ArgumentParser
import Basics
import Foundation
import Programs
import StudyPlans
import Sweeps

/// `fovea study plan`: checks a plan and says what it costs and can find.
struct StudyPlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Checks a plan, and prints its runs, their cost and the differences that they can find.",
    discussion: """
      EXAMPLES:
        fovea study plan results/attention-study
        fovea study plan results/attention-study --no-cost --json
      """)

  @Argument(help: ArgumentHelp("study.yaml, or the folder with it.", valueName: "plan"))
  var path: String

  @Flag(inversion: .prefixedNo, help: "Estimate time and memory, which reads the data.")
  var cost = true

  @Flag(help: "Print one JSON object.")
  var json = false

  /// What the command prints as JSON.
  private struct Output: Encodable {
    let name: String
    let digest: String
    let runs: [StudyRun]
    let forecast: StudyForecast
    let cost: StudyCost?
  }

  func run() throws {
    let plan = try StudyPlan(loading: path)
    let forecast = StudyForecast(plan)
    let cost = cost ? try StudyCost(plan) : nil
    let output = StandardOutput()
    if json {
      try output.writeJSON(
        Output(name: plan.settings.name, digest: plan.digest, runs: plan.runs, forecast: forecast, cost: cost))
    } else {
      for line in lines(plan, forecast, cost) { try output.writeLine(line) }
    }
    try output.flush()
  }

  private func lines(_ plan: StudyPlan, _ forecast: StudyForecast, _ cost: StudyCost?) -> [String] {
    let settings = plan.settings
    var arms = TextTable(header: ["stage", "arm", "seeds", "role", "what it is"], numeric: [0, 2])
    arms.rows = settings.arms.sorted { ($0.value.stage, $0.key) < ($1.value.stage, $1.key) }.map { name, arm in
      [
        "\(arm.stage)", name, "\(plan.runs.count { $0.arm == name })", arm.exploratory ? "exploratory" : "confirmatory",
        arm.about,
      ]
    }
    var lines = [settings.question, "", arms.rendered(.table), ""]
    lines.append(
      "\(forecast.runs) runs, \(forecast.confirmatoryRuns) of them confirmatory; SHA-256 of the plan \(plan.digest)")
    for (name, contrast) in settings.contrasts.sorted(by: { $0.key < $1.key }) {
      let role = contrast.exploratory ? "exploratory" : "decides by \(settings.primary)"
      lines.append("contrast \(name): \(contrast.arm) − \(contrast.against), \(role)")
    }
    if !forecast.detectable.isEmpty {
      var table = TextTable(
        header: ["score", "expected deviation", "half of the interval", "detectable"], numeric: [1, 2, 3])
      table.rows = forecast.detectable.map {
        [$0.score, $0.deviation.decimals(2), "±\($0.halfWidth.decimals(2))", $0.difference.decimals(2)]
      }
      lines += ["", table.rendered(.table)]
      lines.append(
        "detectable: found in \((100 * settings.power).decimals(0)) % of such studies, at the level of Holm's first step for "
          + "the primary score; the deviations are the plan's expectation")
    }
    for (title, texts) in [("claims", settings.claims), ("limits", settings.limits)] where !texts.isEmpty {
      lines += ["", "\(title):"] + texts.map { "- \($0)" }
    }
    if let cost { lines += [""] + cost.lines }
    return lines
  }
}

/// What the runs of a plan would take on this machine.
private struct StudyCost: Encodable {
  let runSeconds: Double
  let coreHours: Double
  let memoryGB: Double

  enum CodingKeys: String, CodingKey {
    case runSeconds = "run_seconds"
    case coreHours = "core_hours"
    case memoryGB = "memory_gb"
  }

  /// Estimates the first run; the others differ little from it.
  init(_ plan: StudyPlan) throws {
    var estimator = TrialEstimator(plan.settings.resources)
    let estimate = try estimator.estimate(plan.configuration(plan.runs[0]))
    runSeconds = estimate.seconds
    let resources = plan.settings.resources
    coreHours = estimate.seconds * Double(plan.runs.count * resources.ranks * resources.threads) / 3600
    memoryGB = estimate.memoryBytes / 1e9
  }

  var lines: [String] {
    [
      "about \(ProgressLine.clockTime(.seconds(runSeconds))) a run on this machine, \(coreHours.decimals(1)) core-hours in all, "
        + "\(memoryGB.decimals(1)) GB a run; estimated from shapes, lengths and a moment's measurement, and rough"
    ]
  }
}
