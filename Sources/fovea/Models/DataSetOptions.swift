import ArgumentParser
import Basics
import Corpus
import Programs
import Training

/// The data set of `fovea loss`, `evaluate` and `generate`, read as training reads it.
struct DataSetOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The task of the files: \(LearningTask.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "task"))
  var task: LearningTask?

  @Option(help: ArgumentHelp("The data set, JSON lines (all tasks except translation).", valueName: "file"))
  var data: String?

  @Option(help: ArgumentHelp("Sources, one per line (translation).", valueName: "file"))
  var source: String?

  @Option(help: ArgumentHelp("Targets, line-aligned with the sources (translation).", valueName: "file"))
  var target: String?

  @Option(
    name: [.customLong("limit"), .customLong("samples")],
    help: ArgumentHelp("Only this many samples from the file's beginning; 0 for all.", valueName: "count"))
  var limit = 0

  @Option(
    help: ArgumentHelp(
      "Most tokens of a source, including <s> and </s> (default: the run's, else 256).", valueName: "count"))
  var maxSource: Int?

  @Option(
    help: ArgumentHelp(
      "Most tokens of a target, including <s> and </s> (default: the run's, else 256).", valueName: "count"))
  var maxTarget: Int?

  func validate() throws {
    if let maxSource { try requireLength(maxSource, "--max-source") }
    if let maxTarget { try requireLength(maxTarget, "--max-target") }
    guard limit >= 0 else { throw ValidationError("--limit is \(limit); give a number of samples, or 0 for all") }
  }

  /// The length limits: given, or those of a run.
  func limits(_ run: TrainingConfiguration?) -> LengthLimits {
    var limits = run?.data.limits ?? LengthLimits()
    if let maxSource { limits.source = maxSource }
    if let maxTarget { limits.target = maxTarget }
    return limits
  }

  /// Checks the files before anything runs, where no run says what the task is.
  ///
  /// - Throws: `ValidationError`.
  func requireFiles(usual: LearningTask? = nil) throws {
    do { _ = try files(nil, usual: usual) } catch let error as WrongInputs { throw ValidationError(error.problem) }
  }

  /// The files and their task. Without any, those of a run's test set, or else of its validation set.
  ///
  /// - Parameter usual: the task if neither an option nor a run says one.
  /// - Throws: `WrongInputs` for files that are missing or that the task does not have.
  func files(_ run: TrainingConfiguration?, usual: LearningTask? = nil) throws -> (LearningTask, DataFiles) {
    guard let task = task ?? run?.task ?? usual else { throw WrongInputs(problem: "missing --task, or --run") }
    let given = [("--data", data), ("--source", source), ("--target", target)]
    if let run, task == run.task, given.allSatisfy({ $0.1 == nil }) {
      let isTest = run.evaluation.isUsed
      let files = isTest ? run.evaluation.test : run.data.valid
      Console.standardError.note(
        "data: the run's \(isTest ? "test" : "validation") set, \(files.paths.joined(separator: " and "))")
      return (task, files)
    }
    let needed = task == .translation ? ["--source", "--target"] : ["--data"]
    for (option, value) in given where (value?.isEmpty == false) != needed.contains(option) {
      throw WrongInputs(
        problem: needed.contains(option)
          ? "the task \(task.rawValue) needs \(option)"
          : "the task \(task.rawValue) has no use for \(option); it needs \(needed.joined(separator: " and "))")
    }
    var files = DataFiles()
    (files.file, files.source, files.target) = (data ?? "", source ?? "", target ?? "")
    return (task, files)
  }
}

/// Options that name no data set.
struct WrongInputs: DiagnosableError, Equatable {
  var problem: String

  var diagnosis: Diagnosis { Diagnosis(.usage, problem: problem) }
}
