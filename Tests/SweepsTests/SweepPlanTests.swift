import Basics
import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Sweeps

/// Sweep files, right and wrong.
struct SweepPlanTests {
  private static let base = """
    tokenizer: somewhere
    data: {train: {file: a.jsonl}, valid: {file: a.jsonl}}
    validation: {generated_samples: 0}

    """

  /// The plan of a sweep file, whose first line names the configuration.
  private func plan(_ yaml: String, base: String = base) throws -> SweepPlan {
    let folder = try TemporaryFolder()
    let base = try folder.file("base.yaml", base)
    return try SweepPlan(loading: folder.file("sweep.yaml", "configuration: \(base)\n\(yaml)"))
  }

  @Test func aSweepReadsItsDimensions() throws {
    let plan = try plan(
      """
      dimensions:
        optimizer.learning_rate: {low: 1.0e-4, high: 1.0e-2, scale: log}
        model.shape.encoder_layers: {low: 1, high: 3}
        model.shape.feed_forward: {values: [relu, gated-gelu]}
        seed: {values: [1, 2]}
      search: {method: tpe, trials: 24}
      halving: {minimum_steps: 10, maximum_steps: 90}
      """)
    #expect(plan.trials == 24)
    #expect(plan.space.dimensions.map(\.key).sorted() == plan.space.dimensions.map(\.key))
    #expect(plan.base.training.maximumSteps == 90)
    var first = plan.parameters(ofTrial: 0, given: SweepState())
    #expect(first["seed"] == "1" && first.count == 4)
    #expect(Int(first["model.shape.encoder_layers"] ?? "") != nil)
    // Both seeds of a point have its parameters, whatever the sampler would choose by now.
    first["optimizer.learning_rate"] = "0.00123"
    var created = SweepRecord(.created, trial: 0)
    created.parameters = first
    var second = plan.parameters(ofTrial: 1, given: SweepState([created]))
    #expect(second["seed"] == "2")
    second["seed"] = "1"
    #expect(second == first)
    #expect(try plan.configuration(first).seed == 1)
  }

  @Test func aGridHasAsManyTrialsAsCombinations() throws {
    let plan = try plan(
      """
      dimensions: {seed: {values: [1, 2, 3]}, model.shape.dropout: {low: 0, high: 0.3, step: 0.1}}
      search: {method: grid}
      """)
    #expect(plan.trials == 12)
    let all = (0..<12).map { plan.parameters(ofTrial: $0, given: SweepState()) }
    #expect(Set(all).count == 12)
    #expect(all.map { $0["seed"] } == (0..<12).map { "\($0 % 3 + 1)" })
    #expect(all.map { $0["model.shape.dropout"] } == ["0.0", "0.1", "0.2", "0.3"].flatMap { [$0, $0, $0] })
  }

  @Test func theLastDimensionOfAGridChangesFastest() throws {
    let plan = try plan(
      """
      dimensions: {training.epochs: {values: [1, 2]}, model.shape.dropout: {values: [0.1, 0.2]}}
      search: {method: grid}
      """)
    let all = (0..<4).map { plan.parameters(ofTrial: $0, given: SweepState()) }
    #expect(all.map { $0["model.shape.dropout"] } == ["0.1", "0.1", "0.2", "0.2"])
    #expect(all.map { $0["training.epochs"] } == ["1", "2", "1", "2"])
  }

  /// A mistake: what follows the first line, the line it is on, and what is said of it.
  @Test(arguments: [
    ("dimensions: {}", 2, "is empty"),
    ("dimension: {seed: {values: [1]}}", 2, "did you mean dimensions?"),
    (
      "dimensions:\n  optimizer.learning_rat: {values: [1]}\nsearch: {trials: 3}", 3,
      "did you mean optimizer.learning_rate?"
    ),
    (
      "dimensions:\n  seed: {values: [1]}\n  training.epochs: {values: [1, many]}\nsearch: {trials: 3}", 4,
      "whole number"
    ),
    ("dimensions:\n  model.shape.dropout: {values: [0.1, 1.5]}\nsearch: {trials: 3}", 3, "must be in [0, 1)"),
    ("dimensions:\n  model.shape.dropout: {low: 0.5, high: 0.1}\nsearch: {trials: 3}", 3, "not above low"),
    ("dimensions:\n  optimizer.learning_rate: {low: 0, high: 1, scale: log}\nsearch: {trials: 3}", 3, "no logarithm"),
    (
      "dimensions:\n  model.shape.dropout: {low: 0.1, high: 0.5, values: [1]}\nsearch: {trials: 3}", 3, "beside a range"
    ),
    ("dimensions:\n  model.shape.dropout: {low: 0, high: .inf}\nsearch: {trials: 3}", 3, "no end of a range"),
    ("dimensions:\n  training.epochs: {low: 1, high: 1.0e+30}\nsearch: {trials: 3}", 3, "no end of a range"),
    (
      "dimensions:\n  model.shape.dropout: {low: 0, high: 0.5, step: 1.0e-12}\nsearch: {method: grid}", 3,
      "more than a million"
    ),
    ("dimensions:\n  training.epochs: {low: 1.5, high: 2.5}\nsearch: {trials: 3}", 3, "whole numbers only"),
    ("dimensions: {training.epochs: {low: 1, high: 1.0e+12}}\nsearch: {method: grid}", 3, "more than 100000"),
    ("dimensions:\n  model.shape.dropout: {low: 0.1}\nsearch: {trials: 3}", 3, "are missing"),
    ("dimensions:\n  seed: {low: 1, high: 4}\nsearch: {trials: 3}", 3, "not sampled"),
    ("dimensions:\n  output: {values: [a, b]}\nsearch: {trials: 3}", 3, "sets itself"),
    ("dimensions:\n  seed: {values: [1, 1]}\nsearch: {trials: 3}", 3, "twice"),
    (
      "dimensions:\n  model.shape: {values: ['{}']}\n  model.shape.dropout: {values: [0]}\nsearch: {trials: 2}", 4,
      "lies within"
    ),
    ("dimensions:\n  seed: {values: [1]}\nsettings:\n  seed: 4\nsearch: {trials: 3}", 3, "varied and fixed"),
    ("dimensions:\n  seed: {values: [1]}\nsettings:\n  sede: 4\nsearch: {trials: 3}", 5, "did you mean seed?"),
    ("dimensions:\n  seed: {values: [1]}\n  seed: {values: [2]}\nsearch: {trials: 3}", 3, "more than once"),
    ("dimensions: {seed: {values: [1]}}\nsearch: {method: random}", 3, "how many trials"),
    (
      "dimensions: {seed: {values: [1]}}\nsearch: {method: tpe, trials: 3, startup: 9223372036854775807}", 3,
      "between 1 and 100000"
    ),
    ("dimensions: {seed: {values: [1]}}\nsearch: {method: rndom, trials: 3}", 3, "did you mean random?"),
    ("dimensions: {model.shape.dropout: {low: 0, high: 0.5}}\nsearch: {method: grid}", 2, "a grid needs"),
    ("dimensions: {seed: {values: [1, 2]}}\nsearch: {method: grid, trials: 3}", 3, "the grid has 2"),
    (
      "dimensions: {training.maximum_steps: {values: [9]}}\nsearch: {trials: 3}\nhalving: {minimum_steps: 1, maximum_steps: 9}",
      2, "halving sets itself"
    ),
    (
      "dimensions: {seed: {values: [1]}}\nsearch: {trials: 3}\nhalving: {minimum_steps: 9, maximum_steps: 9}", 4,
      "not above"
    ),
    (
      "dimensions: {seed: {values: [1]}}\nsearch: {trials: 3}\nsettings: {training.maximum_steps: 5}\nhalving: {minimum_steps: 2, maximum_steps: 9}",
      5, "is 5"
    ),
    ("dimensions: {seed: {values: [1]}}\nsearch: {trials: 3}\nobjective: {metric: blue}", 4, "did you mean bleu?"),
    ("dimensions: {seed: {values: [1]}}\nsearch: {trials: 3}\nobjective: {metric: bleu}", 4, "generates nothing"),
    ("dimensions: {seed: {values: [1]}}\nsearch: {trials: 3}\nresources: {ranks: 0}", 4, "at least 1"),
  ]) func mistakesAreNamedWithTheirLine(_ yaml: String, _ line: Int, _ text: String) throws {
    do {
      _ = try plan(yaml)
      Issue.record("accepted: \(yaml)")
    } catch let error as ConfigurationError {
      let message = error.diagnosis.rendered
      #expect(message.contains(text), "\(message)")
      #expect(message.contains("sweep.yaml:\(line):"), "\(message)")
      #expect(error.diagnosis.exitCode == .configuration)
    }
  }

  @Test func aMissingConfigurationIsNamed() throws {
    let yaml = "dimensions: {seed: {values: [1]}}\nsearch: {trials: 1}"
    let folder = try TemporaryFolder()
    let sweep = try folder.file("sweep.yaml", "configuration: \(folder.path("none.yaml"))\n\(yaml)")
    #expect(throws: ConfigurationError.self) { try SweepPlan(loading: sweep) }
  }

  /// TPE counts results of trials, not of points, and chooses again only at the next point.
  @Test(arguments: [
    ("tpe, trials: 20, startup: 1", 2), ("tpe, trials: 20, startup: 2", 2), ("tpe, trials: 20, startup: 3", 4),
    ("tpe, trials: 20, startup: 100000", 20), ("random, trials: 20", 20),
  ]) func trialsThatDependOnNoResultsAreKnown(_ search: String, _ known: Int) throws {
    let plan = try plan(
      """
      dimensions: {optimizer.learning_rate: {low: 1.0e-4, high: 1.0e-2, scale: log}, seed: {values: [1, 2]}}
      search: {method: \(search)}
      """)
    #expect(plan.trialsBeforeResults == known)
  }

  @Test func trialsThatCameFartherAreTheBetterObservations() throws {
    let plan = try plan(
      """
      dimensions: {optimizer.learning_rate: {low: 1.0e-4, high: 1.0e-2, scale: log}}
      search: {method: tpe, trials: 20, startup: 3}
      halving: {minimum_steps: 10, maximum_steps: 90}
      """)
    var records: [SweepRecord] = []
    func reach(_ trial: Int, _ rung: Int, _ objective: Double?) {
      var record = SweepRecord(.reached, trial: trial)
      (record.rung, record.objective, record.step) = (rung, objective, 10)
      records.append(record)
    }
    func order() -> [String] {
      plan.observations(in: SweepState(records)).sorted { $0.value < $1.value }.map {
        String(($0.parameters["optimizer.learning_rate"] ?? "").suffix(1))
      }
    }
    for trial in 0..<6 {
      var record = SweepRecord(.created, trial: trial)
      record.parameters = ["optimizer.learning_rate": "0.00\(trial + 1)", "seed": "4"]
      records.append(record)
      if trial < 5 { reach(trial, 0, trial == 4 ? nil : Double(trial)) }
    }
    #expect(order() == ["1", "2", "3", "4", "5"])
    #expect(plan.observations(in: SweepState(records)).map(\.value) == [0, 1, 2, 3, .infinity])
    #expect(plan.observations(in: SweepState(records))[0].parameters["seed"] == nil)
    // Worse than all of rung 0 in numbers, and yet the better trial.
    reach(1, 1, 40)
    #expect(order() == ["2", "1", "3", "4", "5"])
    // What came to no number is worst, however far it came.
    reach(0, 1, nil)
    #expect(order() == ["2", "3", "4", "1", "5"])
  }

  /// The search under successive halving stays with what it has found good, as trials of equal length do.
  @Test func tpeUnderHalvingDrawsNearTheBest() throws {
    var near = 0
    for seed in 1...20 {
      let plan = try plan(
        """
        dimensions: {optimizer.learning_rate: {low: 1.0e-4, high: 1.0, scale: log}}
        search: {method: tpe, trials: 40, startup: 8, seed: \(seed)}
        halving: {minimum_steps: 10, maximum_steps: 90}
        """)
      var state = SweepState()
      func run(_ trial: Int, _ rung: Int) {
        let rate = Double(state.trials[trial].parameters["optimizer.learning_rate"] ?? "") ?? 1
        var record = SweepRecord(.reached, trial: trial)
        // Less with every rung, and least at 0.1.
        (record.rung, record.step) = (rung, 10)
        record.objective = abs(log10(rate) + 1) + 3 / Double(rung + 1)
        record.isFinal = rung == 2
        var started = SweepRecord(.started, trial: trial)
        started.rung = rung
        state.apply(started)
        state.apply(record)
      }
      for trial in 0..<40 {
        while let next = plan.promotion(in: state) { run(next.trial, next.rung) }
        var record = SweepRecord(.created, trial: trial)
        record.parameters = plan.parameters(ofTrial: trial, given: state)
        state.apply(record)
        run(trial, 0)
      }
      near += state.trials.suffix(20).count { trial in
        abs(log10(Double(trial.parameters["optimizer.learning_rate"] ?? "") ?? 1) + 1) < 0.5
      }
    }
    // Random search has a quarter of its draws there: 100 of 400, with a deviation of 9.
    #expect(near > 200, "\(near) of 400")
  }
}
