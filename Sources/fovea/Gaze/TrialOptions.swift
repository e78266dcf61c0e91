import ArgumentParser
import Basics
import Runs

/// The trials for a command.
struct TrialOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Trials from `fovea gaze import`.", valueName: "file"))
  var trials: String

  /// Reads the trials, and notes on standard error what was left out.
  func load(_ events: EventOptions? = nil) throws -> LoadedTrials { try Self.load(trials, events) }

  static func load(_ path: String, _ events: EventOptions? = nil) throws -> LoadedTrials {
    let trials = try LoadedTrials(path: path, unit: events?.events ?? .merged)
    if let note = trials.note { Console.standardError.note(note) }
    return trials
  }
}
