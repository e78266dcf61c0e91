import ArgumentParser
import Basics
import CodeT5
import Collectives
import Configuration
import Programs
import Training

/// The configuration of a run: its file, and the settings that override it.
struct RunConfigurationOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("The YAML configuration.", valueName: "config"))
  var config: String

  @Option(
    name: .customLong("set"), parsing: .singleValue,
    help: ArgumentHelp("A setting that overrides the file's; may be repeated.", valueName: "key=value"))
  var assignments: [String] = []

  /// - Parameter needsCheckpoint: whether a checkpoint that cannot be read is an error, or only worth a note.
  /// - Throws: `ConfigurationError` with all mistakes; errors in the files of a checkpoint that a shape stands beside.
  func load(needsCheckpoint: Bool = true) throws -> RunConfiguration {
    try RunConfiguration(config, assignments: assignments, needsCheckpoint: needsCheckpoint)
  }
}

/// A run's configuration, with what there is to say about it.
struct RunConfiguration {
  private(set) var settings: TrainingConfiguration
  private(set) var remarks: [Remark] = []

  fileprivate init(_ path: String, assignments: [String], needsCheckpoint: Bool) throws {
    let placed = try ConfigurationLoader.placed(TrainingConfiguration.self, from: path, assignments: assignments)
    settings = placed.configuration
    do {
      try compareShape(placed)
    } catch let error where !needsCheckpoint && !(error is ConfigurationError) {
      remarks.append(
        .note("the shape was not compared with the checkpoint's: \(Diagnosis(of: error).problem)"))
    }
  }

  /// Writes the remarks; the first rank speaks for all.
  func report(_ communicator: any Communicator) {
    guard communicator.rank == 0 else { return }
    for remark in remarks { Console.standardError.write(remark) }
  }

  /// A checkpoint decides the model's shape. One that is given beside it may only say the same.
  private mutating func compareShape(_ placed: PlacedConfiguration<TrainingConfiguration>) throws {
    let checkpoint = settings.model.checkpoint
    guard !checkpoint.isEmpty else { return }
    let given = try ConfigurationLoader.settings(of: settings.model.shape).map(\.keyPath).filter {
      placed.place(of: "model.shape.\($0)") != nil
    }
    guard !given.isEmpty else { return }
    try ModelFolder.require(checkpoint)
    let own = ModelShape(try PretrainedDirectory.shape(of: checkpoint))
    let different = try ConfigurationLoader.differences(between: settings.model.shape, and: own).filter {
      given.contains($0.keyPath)
    }
    guard different.isEmpty else {
      throw ConfigurationError(
        different.map { difference in
          let key = "model.shape.\(difference.keyPath)"
          return ConfigurationProblem(
            place: placed.place(of: key) ?? .defaults, keyPath: key,
            kind: .invalid(
              problem: "is \(difference.first), but the checkpoint \(checkpoint) has \(difference.second)",
              remedy: "leave it out, as a checkpoint has its own shape, or leave out model.checkpoint to start from "
                + "scratch"))
        })
    }
    remarks.append(.note("model.shape repeats the shape of \(checkpoint); it can be left out"))
  }
}
