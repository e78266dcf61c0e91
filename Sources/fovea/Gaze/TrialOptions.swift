import ArgumentParser
import Basics
import Runs

/// The trials that a command works on.
struct TrialOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Trials, as `fovea gaze import` writes them.", valueName: "file"))
  var trials: String

  /// Reads them and says what had to be left out.
  func load(_ command: String) throws -> LoadedTrials {
    let trials = try LoadedTrials(path: trials)
    if let note = trials.note { Console.standardError.note(note) }
    return trials
  }
}
