import ArgumentParser
import Basics
import Recordings
import Runs

/// The trials for a command.
struct TrialOptions: ParsableArguments {
  @Argument(help: ArgumentHelp("Trials from `fovea gaze import`.", valueName: "file"))
  var trials: String

  @OptionGroup var choice: TrialSelectionOptions

  /// The files that are read.
  var inputs: [String] { [trials] + choice.files }

  /// Reads the chosen trials, and notes on standard error what was left out.
  func load(_ events: EventOptions? = nil) throws -> LoadedTrials { try Self.load(trials, events, choice) }

  static func load(
    _ path: String, _ events: EventOptions? = nil, _ choice: TrialSelectionOptions
  ) throws -> LoadedTrials {
    let trials = try LoadedTrials(path: path, unit: events?.events ?? .merged, selection: try choice.selection())
    if let note = trials.note { Console.standardError.note(note) }
    return trials
  }

  /// The chosen trials as they are in the file, and a note on standard error on what was left out by choice.
  func read() throws -> [ReadingTrial] {
    var selection = try choice.selection()
    let chosen = try selection.chosen(of: try TrialFile.read(trials))
    if let note = selection.note { Console.standardError.note(note) }
    return chosen
  }
}

/// Which trials to use.
struct TrialSelectionOptions: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "Only these trials: participant=P2*, stimulus=10-* or trial=3, several separated by commas, or @FILE with one a "
        + "line; may be repeated (docs/drift.md#choosing-trials).", valueName: "pattern"))
  var only: [String] = []

  @Option(parsing: .singleValue, help: ArgumentHelp("Not these trials, in the same form.", valueName: "pattern"))
  var except: [String] = []

  /// - Throws: `TrialSelectionError`; `FileFailure` for a file of patterns.
  func selection() throws -> TrialSelection { try TrialSelection(only: only, except: except) }

  /// The files of patterns.
  var files: [String] { (only + except).filter { $0.hasPrefix("@") }.map { String($0.dropFirst()) } }

  /// Whether any choice is made.
  var isGiven: Bool { !only.isEmpty || !except.isEmpty }
}
