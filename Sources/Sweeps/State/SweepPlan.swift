import Basics
import CodeT5
import Configuration
import Foundation
import Training

/// A sweep with settings that were validated against the configuration they vary.
package struct SweepPlan: Sendable {
  package let settings: SweepConfiguration
  /// The configuration that all trials are based on.
  package let base: TrainingConfiguration
  package let space: SearchSpace

  /// Loads a sweep file and its configuration.
  ///
  /// - Parameter assignments: arguments of `--set`, for settings of the sweep.
  /// - Throws: `ConfigurationError` with every mistake and its line.
  package init(loading path: String, assignments: [String] = []) throws {
    let text = try ConfigurationText.read(path)
    let settings = try ConfigurationLoader.load(
      SweepConfiguration.self, yaml: text, name: path, assignments: assignments)
    try self.init(settings, places: KeyPlaces(text, path: path))
  }

  /// A plan from settings that stand in no file.
  ///
  /// - Throws: `ConfigurationError`; `InvalidSetting`.
  package init(_ settings: SweepConfiguration) throws {
    if let problem = settings.invalidSettings().first { throw problem }
    try self.init(settings, places: KeyPlaces("", path: settings.name))
  }

  init(_ settings: SweepConfiguration, places: KeyPlaces) throws {
    self.settings = settings
    base = try Self.loadBase(settings, places)
    let shape = try ConfigurationEncoder.encode(base).shape
    space = SearchSpace(
      settings.dimensions.map { key, dimension in
        Dimension(key, dimension, isInteger: shape.isInteger(at: key.split(separator: ".").map(String.init)))
      })
    try requireUsable(places)
  }

  /// The number of trials.
  package var trials: Int {
    switch settings.search.method {
    case .grid: space.combinations ?? 0
    case .list: settings.points.count
    case .random, .tpe: settings.search.trials
    }
  }

  package var sampler: any Sampler {
    switch settings.search.method {
    case .grid: GridSampler(space)
    case .list: ListSampler(points: settings.points)
    case .random: RandomSampler(space, seed: settings.search.seed)
    case .tpe: TPESampler(space, seed: settings.search.seed, startup: settings.search.startup)
    }
  }

  /// The point, counted from 0, and the seed of a trial.
  package func place(ofTrial trial: Int) -> (point: Int, seed: String) {
    (trial / space.seeds.count, space.seeds[trial % space.seeds.count])
  }

  /// The configuration of a trial, without its output folder.
  package func configuration(_ parameters: TrialParameters) throws -> TrainingConfiguration {
    try ConfigurationLoader.load(
      over: base, named: settings.configuration,
      assignments: parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }

  // MARK: Checks

  private static func loadBase(_ settings: SweepConfiguration, _ places: KeyPlaces) throws -> TrainingConfiguration {
    let fixed = settings.settings.sorted { $0.key < $1.key }.map { (key: $0.key, assignment: "\($0.key)=\($0.value)") }
    var base: TrainingConfiguration
    do {
      base = try ConfigurationLoader.load(from: settings.configuration, assignments: fixed.map(\.assignment))
    } catch let error as ConfigurationError {
      throw ConfigurationError(
        error.problems.map { problem in
          var problem = problem
          if case .setting(let assignment) = problem.place,
            let key = fixed.first(where: { $0.assignment == assignment })?.key
          {
            problem.place = places.place(of: "settings", key)
          }
          return problem
        })
    }
    // The trials get every key, and a shape that contradicts the checkpoint would be refused. One that cannot be read is
    // the first trial's error.
    if !base.model.checkpoint.isEmpty, let model = try? PretrainedDirectory.shape(of: base.model.checkpoint) {
      base.model = base.model.with(shapeOf: model)
    }
    if settings.halving.isOn {
      let maximum = settings.halving.maximumSteps
      guard base.training.maximumSteps == 0 || base.training.maximumSteps == maximum else {
        throw places.error(
          "halving", "maximum_steps",
          "is \(maximum), but training.maximum_steps of the configuration is \(base.training.maximumSteps)",
          "remove the latter, or give the same number")
      }
      base.training.maximumSteps = maximum
    }
    return base
  }

  private func requireUsable(_ places: KeyPlaces) throws {
    var problems: [ConfigurationProblem] = []
    for dimension in space.dimensions {
      try requireWhole(dimension, places)
      for probe in dimension.probes {
        let found = try problemsOf(dimension, probe).map { problem in
          var problem = problem
          problem.place = places.place(of: "dimensions", dimension.key)
          return problem
        }
        problems += found
        // One invalid value is enough to show what is wrong.
        if !found.isEmpty { break }
      }
    }
    for point in settings.points {
      do {
        _ = try configuration(point)
      } catch let error as ConfigurationError {
        problems += error.problems
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    if settings.search.method == .grid { try requireGrid(places) }
    try requireObjective(places)
  }

  /// Requires whole ends and steps for a range of a setting that takes whole numbers.
  private func requireWhole(_ dimension: Dimension, _ places: KeyPlaces) throws {
    guard case .range(let range) = dimension.values, range.isInteger else { return }
    for end in [range.low, range.high, range.step ?? 1] where end != end.rounded() {
      throw places.error(
        "dimensions", dimension.key, "has \(end) in its range, but takes whole numbers only", "give whole numbers")
    }
  }

  /// The problems of one value of a dimension. Problems of other settings are ignored, because other dimensions may
  /// resolve them.
  private func problemsOf(_ dimension: Dimension, _ value: String) throws -> [ConfigurationProblem] {
    do {
      _ = try configuration([dimension.key: value])
      return []
    } catch let error as ConfigurationError {
      return error.problems.filter { problem in
        if case .invalid = problem.kind { return problem.keyPath == dimension.key }
        return true
      }
    }
  }

  private func requireGrid(_ places: KeyPlaces) throws {
    if let open = space.dimensions.first(where: { $0.count == nil }) {
      throw places.error(
        "dimensions", open.key, "has no list of values, which a grid needs",
        "give values, or a step, or search at random")
    }
    guard let combinations = space.combinations, combinations <= 100_000 else {
      throw places.error("search", "method", "has more than 100000 combinations", "search at random")
    }
    guard settings.search.trials == 0 || settings.search.trials == combinations else {
      throw places.error(
        "search", "trials", "is \(settings.search.trials), but the grid has \(combinations) combinations",
        "remove it, or search at random")
    }
  }

  private func requireObjective(_ places: KeyPlaces) throws {
    let metric = settings.objective.metric
    let isVaried = space.dimensions.contains { $0.key.hasPrefix("validation.") || $0.key == "task" }
    guard metric != "loss", !isVaried else { return }
    let validation = base.validation
    guard validation.generatedSamples > 0 else {
      throw places.error(
        "objective", "metric", "is \(metric), but the configuration generates nothing to score",
        "set validation.generated_samples")
    }
    guard !metric.hasPrefix("codebleu") || !validation.codeLanguage.isEmpty else {
      throw places.error(
        "objective", "metric", "is \(metric), but the configuration names no language",
        "set validation.code_language")
    }
  }
}

extension ConfigurationShape {
  /// Whether the setting at a path of keys takes only whole numbers; false if there is no such setting.
  fileprivate func isInteger(at path: [String]) -> Bool {
    switch required {
    case .integer: path.isEmpty
    case .mapping(let fields):
      fields.first { $0.key == path.first }?.shape.isInteger(at: Array(path.dropFirst())) ?? false
    case .dictionary(let element): !path.isEmpty && element.isInteger(at: Array(path.dropFirst()))
    default: false
    }
  }
}
