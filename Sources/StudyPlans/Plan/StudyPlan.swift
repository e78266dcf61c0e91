import Basics
import Configuration
import Foundation
import Runs
import Sweeps
import Training

/// A study plan that was checked against the configuration of its runs.
package struct StudyPlan: Sendable {
  package let settings: StudyConfiguration
  /// The configuration that all arms share.
  package let base: TrainingConfiguration
  /// The folder of the plan, where the results go.
  package let folder: StudyFolder
  /// The SHA-256 of the plan's file and the configuration's, in hexadecimal digits.
  package let digest: String
  private let baseText: String

  /// Loads a plan.
  ///
  /// - Parameter path: `study.yaml`, or the folder with it.
  /// - Throws: `ConfigurationError` with every mistake and its line; `FileFailure`.
  package init(loading path: String) throws {
    var isFolder: ObjCBool = false
    let isThere = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
    let file = isThere && isFolder.boolValue ? PathName.joined(path, StudyFolder.plan) : path
    let text = try ConfigurationText.read(file)
    settings = try ConfigurationLoader.load(StudyConfiguration.self, yaml: text, name: file)
    folder = StudyFolder(PathName.folder(of: file))
    let configuration = PathName.joined(folder.path, settings.configuration)
    baseText = try ConfigurationText.read(configuration)
    base = try ConfigurationLoader.load(TrainingConfiguration.self, yaml: baseText, name: configuration)
    digest = Array((text + "\u{0}" + baseText).utf8).withUnsafeBytes { Digest.sha256(of: $0) }
    for run in runs {
      do {
        try requireUsable(try self.configuration(run))
      } catch let error as ConfigurationError {
        throw error.of(arm: run.arm, file: file)
      }
    }
  }

  /// Every run of the study: stage by stage, within a stage seed by seed, so that an interruption leaves whole pairs.
  package var runs: [StudyRun] {
    settings.arms.flatMap { name, arm in
      settings.seeds(of: name).map { StudyRun(arm: name, seed: $0, stage: arm.stage) }
    }.sorted { ($0.stage, place($0.seed), $0.arm) < ($1.stage, place($1.seed), $1.arm) }
  }

  private func place(_ seed: Int) -> Int { settings.seeds.firstIndex(of: seed) ?? 0 }

  /// The settings of a run, by key path, apart from its name and output.
  package func assignments(_ run: StudyRun) -> [String: String] {
    var all = settings.arms[run.arm]?.settings ?? [:]
    for (key, value) in settings.seedSettings {
      all[key] = value.replacing("{seed}", with: "\(run.seed)").replacing("{place}", with: "\(place(run.seed))")
    }
    all["seed"] = "\(run.seed)"
    all["plan"] = digest
    return all
  }

  /// The configuration of a run, without its output folder.
  package func configuration(_ run: StudyRun) throws -> TrainingConfiguration {
    try ConfigurationLoader.load(
      over: base, named: settings.configuration,
      assignments: assignments(run).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
  }

  /// The folder for the runs.
  package var work: String { settings.work.isEmpty ? "runs/\(settings.name)" : settings.work }

  /// The scores that the study reports, the primary one first.
  package var scores: [String] { [settings.primary] + settings.secondary }

  private func requireUsable(_ configuration: TrainingConfiguration) throws {
    guard configuration.evaluation.isUsed else {
      throw InvalidSetting(
        "evaluation.test", "is missing",
        remedy: "a study compares test predictions; name the test set in the configuration")
    }
    for name in scores {
      _ = try StudyScore.metric(name, task: configuration.task, language: configuration.validation.codeLanguage)
      if name.hasPrefix("attention_"), configuration.gaze.trials.isEmpty {
        throw InvalidSetting("gaze.trials", "is empty, but the plan asks for \(name)", remedy: "remove the score")
      }
    }
  }

  /// The sweep that trains the runs of a stage.
  package func sweep(_ runs: [StudyRun], to output: String) throws -> SweepPlan {
    var sweep = SweepConfiguration()
    sweep.name = settings.name
    sweep.output = output
    sweep.configuration = PathName.joined(folder.path, settings.configuration)
    sweep.search.method = .list
    sweep.points = runs.map(assignments)
    sweep.resources = settings.resources
    sweep.slurm = settings.slurm
    return try SweepPlan(sweep)
  }
}

extension ConfigurationError {
  /// The same problems, with the arm that has them.
  fileprivate func of(arm: String, file: String) -> ConfigurationError {
    ConfigurationError(
      problems.map { problem in
        var problem = problem
        problem.place = .wholeFile("\(file), arm \(arm)")
        return problem
      })
  }
}
