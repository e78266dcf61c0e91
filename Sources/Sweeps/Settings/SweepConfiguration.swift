import Basics

/// The settings in a sweep file: the configuration to vary, the varied settings, the search, and the objective.
package struct SweepConfiguration: ValidatedConfiguration, Equatable {
  package var name = "sweep"
  /// The sweep's folder.
  package var output = "runs/sweep"
  /// The `fovea train` configuration in YAML that all trials are based on.
  package var configuration = ""
  /// Settings that override the configuration in every trial, by key path.
  package var settings: [String: String] = [:]
  /// The varied settings, by key path. `seed` is never sampled: every point is tried with each of its values.
  package var dimensions: [String: DimensionSettings] = [:]
  /// The trials themselves, each with its settings by key path: for the method `list`, instead of dimensions.
  package var points: [[String: String]] = []
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
    try requireTrials()
    try require(
      !name.isEmpty && !name.contains("/") && !name.hasPrefix("."), "name",
      "must not be empty, contain / or begin with a full stop", remedy: "trials are named after it")
    if let seed = dimensions["seed"] {
      try require(!seed.values.isEmpty, "dimensions.seed", "needs values", remedy: "seeds are tried, not sampled")
    }
    for key in dimensions.keys.sorted() { try requireCompatible(key) }
    if resources.launcher == .slurm { try requireSubmittable() }
  }

  private func requireTrials() throws {
    guard search.method == .list else {
      try require(points.isEmpty, "points", "has no effect without search.method: list", remedy: "leave it out")
      return try require(!dimensions.isEmpty, "dimensions", "is empty", remedy: "name at least one setting to vary")
    }
    try require(dimensions.isEmpty, "dimensions", "has no effect on listed points", remedy: "leave it out")
    try require(!points.isEmpty, "points", "is empty", remedy: "list the settings of each trial")
    try require(
      !halving.isOn, "halving", "does not go with listed points, which all run to their end", remedy: "leave it out")
    try require(
      search.trials == 0 || search.trials == points.count, "search.trials",
      "is \(search.trials), but there are \(points.count) points", remedy: "leave it out")
    for (number, point) in points.enumerated() {
      if let key = point.keys.sorted().first(where: { settings[$0] != nil || ["output", "name"].contains($0) }) {
        throw InvalidSetting(
          "points", "has \(key) in item \(number + 1), which the sweep sets for all trials",
          remedy: "remove one of the two")
      }
    }
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

  /// The values, in the form that `--set` accepts.
  package var values: [String] = []
  package var low: Double?
  package var high: Double?
  /// The distance between the values of a range; without it, the range is continuous.
  package var step: Double?
  package var scale = Scale.linear

  /// Whole numbers up to this limit are exact in binary floating point.
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
    /// All combinations of the values.
    case grid
    case random
    /// The trials of `points`, one after the other.
    case list
    /// Tree-structured Parzen estimators: samples more where good trials are denser than others.
    case tpe
  }

  package var method = Method.random
  /// Total number of trials; a grid has one for each combination.
  package var trials = 0
  package var seed: UInt64 = 1
  /// Number of results before TPE uses them; until then, points are random.
  package var startup = 10

  package init() {}

  package func validate() throws {
    try require(trials >= 0 && trials <= 100_000, "trials", "must be between 0 and 100000")
    try require(
      method == .grid || method == .list || trials > 0, "trials", "is missing",
      remedy: "say how many trials there are to be")
    try require(startup >= 1 && startup <= 100_000, "startup", "must be between 1 and 100000")
  }
}

/// Successive halving: trials pause at rungs, and only the best of each rung continue.
package struct HalvingSettings: ValidatedConfiguration, Equatable {
  /// Steps at the first rung; 0 for no halving.
  package var minimumSteps = 0
  /// Steps of a trial that runs to the end.
  package var maximumSteps = 0
  /// One in `factor` trials continues from a rung, to `factor` times as many steps.
  package var factor = 3

  package init() {}

  package var isOn: Bool { minimumSteps > 0 }

  /// The number of steps at each rung, the last being a trial's end; 0 for trials without rungs.
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

/// The objective by which trials are compared.
package struct ObjectiveSettings: ValidatedConfiguration, Equatable {
  package enum Direction: String, Codable, CaseIterable, Sendable { case minimize, maximize }
  package enum Choice: String, Codable, CaseIterable, Sendable { case best, last }

  /// `loss`, or the name of a validation score.
  package var metric = "loss"
  /// Minimizes the loss and maximizes everything else by default.
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

/// The resources of a trial, and how many trials run in parallel.
package struct ResourceSettings: ValidatedConfiguration, Equatable {
  package enum Launcher: String, Codable, CaseIterable, Sendable {
    /// This machine.
    case local
    /// Job arrays of Slurm.
    case slurm
  }

  package var launcher = Launcher.local
  /// Processes per trial.
  package var ranks = 1
  /// Threads per process.
  package var threads = 1
  /// Trials that run in parallel; 0 for as many as the cores allow.
  package var slots = 0
  /// Whether each slot on this machine gets its own cores, if there are enough.
  package var bind = true
  /// How many times in a row a trial that was killed is continued without progress before it counts as failed.
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
