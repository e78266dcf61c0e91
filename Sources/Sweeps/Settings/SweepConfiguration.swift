import Basics

/// What a sweep file states: which settings of which configuration are varied, how, and by what trials are judged.
package struct SweepConfiguration: ValidatedConfiguration, Equatable {
  package var name = "sweep"
  /// The sweep's folder.
  package var output = "runs/sweep"
  /// The YAML configuration of `fovea train` that all trials start from.
  package var configuration = ""
  /// Settings that replace the configuration's in every trial, by key path.
  package var settings: [String: String] = [:]
  /// What is varied, by key path. `seed` is never sampled: every point is tried with each of its values.
  package var dimensions: [String: DimensionSettings] = [:]
  package var search = SearchSettings()
  package var halving = HalvingSettings()
  package var objective = ObjectiveSettings()
  package var resources = ResourceSettings()
  package var slurm = SlurmSettings()

  package init() {}

  package func validate() throws {
    try require(!output.isEmpty, "output", "is empty", remedy: "name a folder for the sweep")
    try require(
      !configuration.isEmpty, "configuration", "is empty", remedy: "name the YAML file that `fovea train` would take")
    try require(!dimensions.isEmpty, "dimensions", "is empty", remedy: "name at least one setting to vary")
    try require(
      !name.isEmpty && !name.contains("/") && !name.hasPrefix("."), "name",
      "must not be empty, contain / or begin with a full stop", remedy: "trials are named after it")
    if let seed = dimensions["seed"] {
      try require(!seed.values.isEmpty, "dimensions.seed", "needs values", remedy: "seeds are tried, not sampled")
    }
    for key in dimensions.keys.sorted() { try requireCompatible(key) }
    if resources.launcher == .slurm { try requireSubmittable() }
  }

  private func requireSubmittable() throws {
    try require(
      resources.slots > 0, "resources.slots", "is missing",
      remedy: "say how many trials may be in Slurm's queue at once")
    try require(
      slurm.nodes > 0 && resources.ranks % slurm.nodes == 0, "slurm.nodes",
      "is \(slurm.nodes), over which \(resources.ranks) ranks cannot be spread evenly")
  }

  private func requireCompatible(_ key: String) throws {
    let property = "dimensions.\(key)"
    try require(settings[key] == nil, property, "is varied and fixed", remedy: "remove it from dimensions or settings")
    try require(
      !["output", "name"].contains(key), property, "is what the sweep sets itself for every trial",
      remedy: "remove the dimension")
    try require(
      key != "training.maximum_steps" || !halving.isOn, property, "is what successive halving sets itself",
      remedy: "remove the dimension, or halving")
    if let parent = dimensions.keys.sorted().first(where: { key.hasPrefix($0 + ".") }) {
      throw InvalidSetting(property, "lies within the dimension \(parent)", remedy: "vary one of the two")
    }
  }
}

/// The values of one dimension: a list, or a range.
package struct DimensionSettings: ValidatedConfiguration, Equatable {
  package enum Scale: String, Codable, CaseIterable, Sendable { case linear, log }

  /// The values as `--set` would take them.
  package var values: [String] = []
  package var low: Double?
  package var high: Double?
  /// The distance of the values in a range; without it, all numbers of the range can be drawn.
  package var step: Double?
  package var scale = Scale.linear

  /// Whole numbers up to here are exact in binary floating point.
  private static let farthest = 1e15
  private static let mostSteps = 1e6

  package init() {}

  package func validate() throws {
    guard values.isEmpty else {
      try require(
        low == nil && high == nil && step == nil, "values", "stand beside a range",
        remedy: "give either values, or low and high")
      return try require(Set(values).count == values.count, "values", "has a value twice", remedy: "remove one")
    }
    guard let low, let high else {
      throw InvalidSetting("values", "are missing", remedy: "give values: […], or low and high")
    }
    for (key, end) in [("low", low), ("high", high)] {
      try require(
        abs(end) <= Self.farthest, key, "is \(end), which is no end of a range", remedy: "list the values instead")
    }
    try require(low < high, "high", "is \(high), which is not above low, \(low)")
    try require(scale == .linear || low > 0, "low", "is \(low), which has no logarithm", remedy: "use scale: linear")
    if let step {
      try require(step > 0 && step <= high - low, "step", "is \(step), which does not fit between low and high")
      try require(
        (high - low) / step <= Self.mostSteps, "step", "is \(step), which makes more than a million values",
        remedy: "leave it out, and search at random")
      try require(scale == .linear, "step", "does not go with scale: log", remedy: "list the values instead")
    }
  }
}

/// How points are chosen.
package struct SearchSettings: ValidatedConfiguration, Equatable {
  package enum Method: String, Codable, CaseIterable, Sendable {
    /// Every combination of the values.
    case grid
    case random
    /// Tree-structured Parzen estimators: draws where good trials have been denser than others.
    case tpe
  }

  package var method = Method.random
  /// Trials in all; a grid has as many as it has combinations.
  package var trials = 0
  package var seed: UInt64 = 1
  /// Results that TPE waits for before it follows them; until then it draws at random.
  package var startup = 10

  package init() {}

  package func validate() throws {
    try require(trials >= 0 && trials <= 100_000, "trials", "must be between 0 and 100000")
    try require(method == .grid || trials > 0, "trials", "is missing", remedy: "say how many trials there are to be")
    try require(startup >= 1 && startup <= 100_000, "startup", "must be between 1 and 100000")
  }
}

/// Successive halving: trials pause at rungs, and only the best of each rung go on.
package struct HalvingSettings: ValidatedConfiguration, Equatable {
  /// Steps to the first rung; 0 for no halving.
  package var minimumSteps = 0
  /// Steps of a trial that goes on to the end.
  package var maximumSteps = 0
  /// One of so many trials goes on from a rung, to so many times the steps.
  package var factor = 3

  package init() {}

  package var isOn: Bool { minimumSteps > 0 }

  /// The steps of each rung, the last being that of the whole trial; 0 for a trial without rungs.
  package var rungs: [Int] {
    guard isOn else { return [0] }
    var rungs = [minimumSteps]
    while let last = rungs.last, last < maximumSteps { rungs.append(min(last * factor, maximumSteps)) }
    return rungs
  }

  package func validate() throws {
    try require(minimumSteps >= 0, "minimumSteps", "must not be negative", remedy: "0 switches halving off")
    try require(factor >= 2 && factor <= 100, "factor", "must be between 2 and 100")
    guard isOn else {
      return try require(maximumSteps == 0, "maximumSteps", "needs minimum_steps", remedy: "give both, or neither")
    }
    try require(
      maximumSteps > minimumSteps && maximumSteps <= 1 << 40, "maximumSteps",
      "is \(maximumSteps), which is not above minimum_steps, \(minimumSteps)")
  }
}

/// What trials are judged by.
package struct ObjectiveSettings: ValidatedConfiguration, Equatable {
  package enum Direction: String, Codable, CaseIterable, Sendable { case minimize, maximize }
  package enum Choice: String, Codable, CaseIterable, Sendable { case best, last }

  /// `loss`, or the name of a validation score.
  package var metric = "loss"
  /// By default the loss is minimized and everything else maximized.
  package var direction: Direction?
  /// Which of a trial's validations counts.
  package var take = Choice.best

  package init() {}

  package static let metrics = [
    "loss", "bleu", "exact_match", "edit_similarity", "codebleu", "codebleu_ngram", "codebleu_weighted_ngram",
    "codebleu_syntax", "codebleu_dataflow",
  ]

  package var minimizes: Bool { (direction ?? (metric == "loss" ? .minimize : .maximize)) == .minimize }

  package func validate() throws {
    let guess = NearestName.nearest(to: metric, among: Self.metrics).map { "did you mean \($0)? " } ?? ""
    try require(
      Self.metrics.contains(metric), "metric", "is \"\(metric)\", which no validation has",
      remedy: guess + "the scores are \(Self.metrics.joined(separator: ", "))")
  }
}

/// What a trial runs on, and how many run side by side.
package struct ResourceSettings: ValidatedConfiguration, Equatable {
  package enum Launcher: String, Codable, CaseIterable, Sendable {
    /// This machine.
    case local
    /// Job arrays of Slurm.
    case slurm
  }

  package var launcher = Launcher.local
  /// Processes of a trial.
  package var ranks = 1
  /// Threads of each process.
  package var threads = 1
  /// Trials side by side; 0 for as many as there are cores for.
  package var slots = 0
  /// Whether each slot of this machine has cores of its own, where there are enough.
  package var bind = true
  /// How often in a row a trial that was killed is continued without coming any further, before it counts as failed.
  package var retries = 2

  package init() {}

  package func validate() throws {
    for (key, value) in [("ranks", ranks), ("threads", threads)] {
      try require(value >= 1 && value <= 65_536, key, "must be at least 1")
    }
    try require(slots >= 0 && slots <= 4096, "slots", "must be between 0 and 4096")
    try require(retries >= 0, "retries", "must not be negative")
  }
}
