import ArgumentParser
import Basics
import CodeT5
import Runs
import Training

/// The search for outputs of `fovea generate` and `evaluate`.
struct SearchOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Hypotheses kept at each step; 1 is greedy search.", valueName: "count"))
  var beam: Int?

  @Option(help: ArgumentHelp("Most tokens of an output, including the start token.", valueName: "count"))
  var maxLength: Int?

  @Option(help: ArgumentHelp("Finished hypotheses score Σ log p / length^penalty.", valueName: "number"))
  var lengthPenalty: Float?

  @Option(
    help: ArgumentHelp(
      "When beam search stops: false, when a better hypothesis is unlikely; true, when there are enough hypotheses; "
        + "never, only when no better one is possible.", valueName: "rule"))
  var earlyStopping: EarlyStoppingRule?

  /// Early stopping in transformers' spelling.
  enum EarlyStoppingRule: String, ExpressibleByArgument, CaseIterable {
    case `false`, `true`, never

    var option: GenerationSettings.EarlyStopping {
      switch self {
      case .false: .heuristic
      case .true: .whenFull
      case .never: .never
      }
    }
  }

  func validate() throws {
    do {
      try overriding(GenerationSettings()).validate()
    } catch let error as InvalidSetting {
      throw ValidationError(
        "\(error.keyPath == "beams" ? "--beam" : "--max-length or --length-penalty"): \(error.problem)")
    }
  }

  /// The settings of the command line, else of the run, else of `generation_config.json` in the model's folder.
  ///
  /// - Parameters:
  ///   - usual: Fovea's own, where that file says nothing.
  ///   - warns: whether to name what the file has and Fovea does not.
  /// - Throws: as `GenerationDefaults`.
  func settings(
    _ model: ChosenModel, usual: GenerationSettings = GenerationSettings(), warns: Bool = true
  ) throws -> GenerationSettings {
    if let run = model.run {
      return overriding(run.evaluation.isUsed ? run.evaluation.generation : run.validation.generation)
    }
    let defaults = try GenerationDefaults(ofModel: model.path, usual: usual)
    if warns, !defaults.ignored.isEmpty {
      Console.standardError.warn(
        "generation_config.json has settings that Fovea does not have; the outputs differ from those of transformers: "
          + defaults.ignored.joined(separator: ", "))
    }
    return overriding(defaults.settings)
  }

  private func overriding(_ defaults: GenerationSettings) -> GenerationSettings {
    var options = defaults
    if let beam { options.beams = beam }
    if let maxLength { options.maximumLength = maxLength }
    if let lengthPenalty { options.lengthPenalty = lengthPenalty }
    if let earlyStopping { options.earlyStopping = earlyStopping.option }
    return options
  }
}
