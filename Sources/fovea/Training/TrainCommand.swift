import ArgumentParser
import Basics
import Foundation
import Programs
import Runs
import Training

/// `fovea train`: trains a model from a configuration file.
struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Trains a model, in a single process or on all ranks started by mpirun.",
    discussion: """
      The configuration is a YAML file; see configs/ for commented ones. Settings on the command line override it. The \
      run's folder (its `output`) contains its configuration, environment, events, predictions, checkpoints and \
      outcome; `fovea results` lists, compares and plots runs. With evaluation.test, the best checkpoint is scored on \
      a test set when training has ended.

      --dry-run reads the data and the model, measures a few steps on all ranks, and prints what the run would do and \
      take: samples and how many are cut, steps, tokens, memory, time, disk. It writes nothing.

      SIGTERM, SIGUSR1, SIGHUP or a file named `stop` in the run's folder end the run after the current step: it saves \
      a checkpoint and exits with 75, and --resume auto continues it. mpirun passes SIGUSR1 on to all ranks.

      EXAMPLES:
        fovea train configs/quickstart.yaml --dry-run
        fovea train configs/quickstart.yaml
        mpirun -np 2 fovea train configs/quickstart.yaml --threads 1
        fovea train configs/quickstart.yaml --set optimizer.learning_rate=1e-4 --set output=runs/slower
        fovea train configs/quickstart.yaml --resume auto
        fovea train configs/quickstart.yaml --profile 10
        fovea train configs/quickstart.yaml --debug --overfit 1
      """)

  @OptionGroup var settings: RunConfigurationOptions

  @Option(
    help: ArgumentHelp(
      """
      Continue from a checkpoint: `auto` for the newest intact one of this run, or a checkpoint's folder. Later \
      checkpoints of the run are then set aside under other names.
      """, valueName: "auto|dir")
  )
  var resume: String?

  @Option(
    name: .customLong("allow-change"), parsing: .singleValue,
    help: ArgumentHelp(
      "With --resume, a setting or section that may differ from the checkpoint's; may be repeated.",
      valueName: "key"))
  var allowedChanges: [String] = []

  @Flag(
    help: """
      Check every operation's output for NaN and infinity, print statistics of activations and gradients, stop after a \
      few steps, and write no files.
      """)
  var debug = false

  @Option(help: ArgumentHelp("Train only on the first batches, to overfit them.", valueName: "batches"))
  var overfit = 0

  @Option(
    help: ArgumentHelp(
      "Write each rank's own events, with its own times, to this folder: rank-0.jsonl, rank-1.jsonl, …",
      valueName: "dir"))
  var logRanks = ""

  @Option(
    help: ArgumentHelp(
      """
      Validate, save a checkpoint and end after this step; --resume auto continues the run. The learning-rate schedule \
      remains that of the whole run.
      """, valueName: "step"))
  var pauseAfter = 0

  @Option(
    help: ArgumentHelp(
      """
      Show what this many steps spend their time on, after two to warm up, and write profile.json to the run's folder: a \
      trace for chrome://tracing or Perfetto, with a lane for each rank.
      """, valueName: "steps"))
  var profile: Int?

  @Flag(help: "Print what the run would do and take, and train nothing.")
  var dryRun = false

  @Flag(help: "Print the run's summary, or the dry run's report, as one JSON object.")
  var json = false

  @OptionGroup var threads: ThreadOptions

  func validate() throws {
    guard overfit >= 0 else { throw ValidationError("--overfit is \(overfit); give a number of batches") }
    if let profile {
      guard (1...1000).contains(profile) else {
        throw ValidationError("--profile is \(profile); give a number of steps from 1 to 1000")
      }
      guard !debug else {
        throw ValidationError("--debug checks every operation and writes no files; leave out --profile")
      }
    }
    guard pauseAfter >= 0 else { throw ValidationError("--pause-after is \(pauseAfter); give a step") }
    if dryRun { try refuseIdleOptions() }
  }

  /// Refuses options that say how to train, where nothing is trained.
  private func refuseIdleOptions() throws {
    for (option, isGiven) in [
      ("--resume", resume != nil), ("--allow-change", !allowedChanges.isEmpty), ("--debug", debug),
      ("--overfit", overfit > 0), ("--log-ranks", !logRanks.isEmpty), ("--pause-after", pauseAfter > 0),
      ("--profile", profile != nil),
    ] where isGiven {
      throw ValidationError("\(option) has no effect with --dry-run, which trains nothing; leave it out")
    }
  }

  func run() throws {
    if dryRun {
      return try Ranks.run { communicator in
        try DryRun(settings, threads: threads, json: json).run(communicator)
      }
    }
    TerminationSignals.catchAll()
    let signalsBefore = TerminationSignals.count
    try Ranks.run { communicator in
      let run = try communicator.together { try settings.load() }
      run.report(communicator)
      let configuration = run.settings
      var options = RunOptions()
      options.signalsBefore = signalsBefore
      options.threads = try communicator.together { try threads.count() }
      options.isDebugging = debug
      options.overfitBatches = overfit
      options.rankLogs = logRanks
      options.pauseStep = pauseAfter
      options.profiledSteps = profile ?? 0
      options.allowedChanges = allowedChanges
      // Use this process's number, so that helpers run the same program even if its file has been replaced.
      options.helperProgram = "/proc/\(getpid())/exe"
      options.resume =
        switch resume {
        case nil: .no
        case "auto": .automatic
        case .some(let path): .from(path)
        }
      guard let summary = try TrainingRun(configuration, options, communicator).run() else { return }
      if json {
        let output = StandardOutput()
        try output.writeLine(summary.json())
        try output.flush()
      } else if !debug {
        Console.standardError.writeLine("results are in \(summary.output ?? configuration.output)")
      }
    }
  }
}
