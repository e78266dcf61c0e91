import ArgumentParser
import Basics
import Runs
import Scanpaths

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

/// How commands read scanpaths as sequences.
struct EventOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What counts as one event of a scanpath: merged (a fixation; a refixation of the same token is part of it), "
        + "fixations, or tokens (each token of a fixation, as before version 0.3).", valueName: "unit"))
  var events = EventUnit.merged
}

extension EventUnit: ExpressibleByArgument {}
