import ArgumentParser
import Basics
import CodeMetrics
import Foundation
import Programs
import Runs
import Training

/// The references and predictions of `fovea metrics`: files of texts, a data set, or what a run has generated.
struct ScoredInputs: ParsableArguments {
  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("References; several files for several references.", valueName: "file")
  )
  var references: [String] = []

  @Option(
    help: ArgumentHelp("A data set whose targets are the references, as training reads it.", valueName: "file"))
  var data: String?

  @Option(help: ArgumentHelp("With --data, the task of the file (default: pairs).", valueName: "task"))
  var task: LearningTask?

  @Option(help: ArgumentHelp("Predictions, in the order of the references.", valueName: "file"))
  var predictions: String?

  @Option(
    help: ArgumentHelp(
      "A run's folder instead: its outputs for the test set, or else for the best validation, and their references.",
      valueName: "dir"))
  var run: String?

  @Option(
    name: [.customLong("limit"), .customLong("samples")],
    help: ArgumentHelp("Only this many samples from the beginning; 0 for all.", valueName: "count"))
  var limit = 0

  func validate() throws {
    let given = [("--references", !references.isEmpty), ("--data", data != nil), ("--run", run != nil)].filter(\.1)
    guard given.count == 1 else {
      throw ValidationError(
        given.isEmpty
          ? "missing --references, --data or --run"
          : "give one of \(given.map(\.0).joined(separator: " and ")), not both")
    }
    if run != nil, predictions != nil {
      throw ValidationError("--predictions has no effect with --run, which has its own")
    }
    if data == nil, task != nil { throw ValidationError("--task has an effect only together with --data") }
    if task == .translation {
      throw ValidationError("the targets of a translation are lines of text: give their file as --references")
    }
    guard limit >= 0 else { throw ValidationError("--limit is \(limit); give a number of samples, or 0 for all") }
  }

  /// Whether there are predictions to score, and not references alone.
  var hasPredictions: Bool { predictions != nil || run != nil }

  /// - Throws: errors in the files; `NothingGenerated` for a run without outputs.
  func scored() throws -> ScoredFiles {
    if let run {
      let path = try Self.outputs(of: run)
      return try limited(ScoredFiles(references: [path], predictions: path))
    }
    guard let data else {
      return try limited(ScoredFiles(references: references, predictions: predictions ?? ""))
    }
    return try limited(ScoredFiles(references: targets(of: data), named: data, predictions: predictions ?? ""))
  }

  /// The references alone, which floors are scored on.
  func referencesAlone() throws -> [[String]] {
    let all = try allReferences()
    return limit > 0 ? Array(all.prefix(limit)) : all
  }

  /// The outputs of another system for the same samples.
  ///
  /// - Parameters:
  ///   - path: a file of predictions, or a run's folder.
  ///   - files: the first system's.
  /// - Throws: errors in the files; `OtherSamples` for a run that answered to others.
  func other(_ path: String, than files: ScoredFiles) throws -> ScoredFiles {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue else {
      return try limited(ScoredFiles(references: allReferences(), named: "the references", predictions: path))
    }
    let outputs = try Self.outputs(of: path)
    let other = try limited(ScoredFiles(references: [outputs], predictions: outputs))
    guard other.references == files.references else { throw OtherSamples(path: path) }
    return other
  }

  /// The references of all samples, without a limit.
  private func allReferences() throws -> [[String]] {
    if let run { return try ScoredFiles.references([Self.outputs(of: run)]) }
    return try data.map(targets) ?? ScoredFiles.references(references)
  }

  private func targets(of path: String) throws -> [[String]] {
    var files = DataFiles()
    files.file = path
    return try files.taskFiles(task ?? .pairs).read().samples.map { [$0.target] }
  }

  private func limited(_ files: ScoredFiles) -> ScoredFiles {
    guard limit > 0 else { return files }
    var files = files
    files.references = Array(files.references.prefix(limit))
    files.predictions = Array(files.predictions.prefix(limit))
    return files
  }

  private static func outputs(of run: String) throws -> String {
    try Folder.require(run)
    let folder = RunFolder(run)
    for name in [RunFolder.testPredictions, RunFolder.bestPredictions] where folder.exists(name) {
      Console.standardError.note("outputs: \(folder.path(of: name))")
      return folder.path(of: name)
    }
    throw NothingGenerated(path: run)
  }
}

/// A run whose outputs are for other samples.
struct OtherSamples: DiagnosableError, Equatable {
  var path: String

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the run's outputs are for other samples than those of the first system", place: path,
      remedy: "compare systems that were given the same samples in the same order")
  }
}

/// A run's folder without any outputs.
struct NothingGenerated: DiagnosableError, Equatable {
  var path: String

  var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the run has no outputs", place: path,
      remedy: "let it generate some with evaluation.test or validation.generated_samples, or use fovea evaluate --run")
  }
}
