import Basics
import Foundation
import Runs
import TestSupport
import Training

@testable import Configuration
@testable import Sweeps

extension FuzzedReader {
  static func configurationReaders() throws -> [FuzzedReader] {
    let folder = try TemporaryFolder()
    let base = """
      name: tiny
      tokenizer: t
      data: {train: {file: a}, valid: {file: b}}
      optimizer: {learning_rate: 1.0e-3}

      """
    try base.write(toFile: folder.path("base.yaml"), atomically: true, encoding: .utf8)
    let sweep = """
      configuration: base.yaml
      dimensions:
        optimizer.learning_rate: {low: 1.0e-5, high: 1.0e-2, scale: log}
        training.label_smoothing: {low: 0.0, high: 0.2, step: 0.1}
        training.maximum_steps: {low: 2, high: 9}
        seed: {values: [1, 2]}
      search: {method: random, trials: 6}
      objective: {metric: loss}

      """
    // Each dimension's ends are tried in a whole configuration; two are enough to get there.
    let plan = """
      configuration: base.yaml
      dimensions:
        optimizer.learning_rate: {low: 1.0e-5, high: 1.0e-2, scale: log}
        seed: {values: [1, 2]}
      search: {method: random, trials: 6}

      """
    let small =
      base + """
        training: {maximum_steps: 12}
        batch: &b {batch_tokens: 128}
        gaze: {cache: "${HOME:-x}", interval: 3}
        objective:
          reward: {semantic: 1}

        """
    let valid: TrainingConfiguration = try ConfigurationLoader.load(yaml: small, name: "small")
    try plan.write(toFile: folder.path("sweep.yaml"), atomically: true, encoding: .utf8)
    let planned = try SweepPlan(
      loading: folder.path("sweep.yaml"), assignments: ["configuration=\(folder.path("base.yaml"))"])
    let journal = try journal(in: folder)
    let records = ["\"opened\"", "\"created\"", "\"reached\"", "\"trial\"", "\"rung\""]
    let words = [
      "learning_rate", "training:", "low", "high", "step: ", "scale: log", "values", "1.0e-300", "&a", "*a", "!!int ",
      "? ", "--- \n", "1e400", ".inf", ".nan", "0x10", "0o7",
    ]
    return [
      FuzzedReader(
        "configuration", file: "run.yaml",
        // All keys take ten times as long to read as a few.
        texts: Array(repeating: small, count: 9) + [try ConfigurationLoader.resolvedYAML(valid)], words: words
      ) { path in
        let configuration: TrainingConfiguration = try ConfigurationLoader.load(from: path)
        let again = try ConfigurationLoader.load(
          TrainingConfiguration.self, yaml: ConfigurationLoader.resolvedYAML(configuration), name: "resolved")
        try Unsound.require(again == configuration, "what is written is read back")
      },
      // Text and tree alone, which cost a hundredth of what a configuration with all its checks does.
      FuzzedReader("yaml", file: "run.yaml", texts: [small, sweep], words: words) { path in
        _ = try ConfigurationText.parse(ConfigurationText.read(path), path: path)
      },
      FuzzedReader("sweep", file: "sweep.yaml", texts: [sweep], words: words) { path in
        let settings = try ConfigurationLoader.load(SweepConfiguration.self, from: path)
        for (key, values) in settings.dimensions {
          for isInteger in [true, false] {
            let dimension = Dimension(key, values, isInteger: isInteger)
            _ = ([0, 0.5, 0.999].map { dimension.text(at: $0) }, dimension.count)
          }
        }
      },
      FuzzedReader(
        "sweep-plan", seeds: [["sweep.yaml": Array(plan.utf8), "base.yaml": Array(base.utf8)]], words: words
      ) { folder in
        let plan = try SweepPlan(
          loading: "\(folder)/sweep.yaml", assignments: ["configuration=\(folder)/base.yaml"])
        for dimension in plan.space.dimensions { _ = [0, 0.5, 0.999].map { dimension.text(at: $0) } }
      },
      FuzzedReader(
        "sweep-journal", texts: [journal], words: records
      ) { path in
        let state = SweepState(try SweepJournal.read(path))
        _ = state.best(minimizing: true)
      },
      FuzzedReader("sweep-state", seeds: [["journal.jsonl": Array(journal.utf8)]], words: records) { folder in
        let report = SweepSummary(planned, try SweepFolder(folder).state(planned), scheduler: nil)
        _ = (try report.json(), report.table)
      },
    ]
  }

  private static func journal(in folder: TemporaryFolder) throws -> String {
    let journal = try SweepJournal(appendingTo: folder.path("journal.jsonl"))
    try journal.append(SweepRecord(.opened))
    for trial in 0..<2 {
      var created = SweepRecord(.created, trial: trial)
      created.parameters = ["seed": "\(trial)"]
      try journal.append(created)
      var started = SweepRecord(.started, trial: trial)
      started.rung = 0
      try journal.append(started)
      var reached = SweepRecord(.reached, trial: trial)
      (reached.rung, reached.step, reached.objective, reached.isFinal) = (0, 10, 2.5, trial == 0)
      try journal.append(reached)
    }
    return try folder.read("journal.jsonl")
  }
}
