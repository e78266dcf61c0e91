import Basics
import Configuration
import Corpus
import Foundation
import Training

/// Continues a run from a checkpoint.
extension TrainingRun {
  /// The checkpoint to begin with; empty for none. Throws rather than mix a fresh run into an older one's folder.
  func checkpointToResume() throws -> String {
    let store = CheckpointStore(checkpointFolder)
    switch options.resume {
    case .no:
      guard options.isDebugging || store.list().isEmpty else {
        throw TrainingError.outputTaken(path: configuration.output)
      }
      return ""
    case .from(let path):
      guard FileManager.default.fileExists(atPath: path) else { throw TrainingError.nothingToResume(path: path) }
      // The current target of a link like `best`, because links change.
      let checkpoint = PathName.resolved(path)
      guard options.isDebugging || store.holds(checkpoint) || store.list().isEmpty else {
        throw TrainingError.outputTaken(path: configuration.output)
      }
      return checkpoint
    case .automatic:
      return try store.newestIntact { error in
        Console.standardError.warn("a checkpoint is passed over: \(Diagnosis(of: error).rendered)")
      } ?? ""
    }
  }

  /// Loads the checkpoint into the replica and returns the run's state.
  func load(
    _ checkpoint: String, into replica: Replica, _ trainingData: CorpusManifest
  ) throws -> TrainingState {
    guard !checkpoint.isEmpty else { return TrainingState() }
    let contents = try CheckpointStore(checkpointFolder).load(
      checkpoint, model: replica.model, optimizer: replica.optimizer)
    let saved = try ConfigurationLoader.load(
      TrainingConfiguration.self, yaml: contents.configuration, name: "\(checkpoint)/state.json")
    let differences = try ConfigurationLoader.differences(between: saved, and: configuration)
      .filter { !Self.mayChange($0.keyPath) && !isAllowed($0.keyPath) && !isOfCheckpoint($0.keyPath) }
    guard differences.isEmpty else {
      throw TrainingError.configurationChanged(
        path: checkpoint, differences: differences.map { "\($0.keyPath): \($0.first) there, \($0.second) now" })
    }
    if let before = contents.trainingData, !isAllowed("data.train") {
      try trainingData.requireEqual(to: before, name: "training data", holder: "the checkpoint")
    }
    var state = contents.state
    // Values of different criteria cannot be compared.
    if saved.validation.criterion != configuration.validation.criterion { state.forgetBest() }
    return state
  }

  /// Prepares the folder of checkpoints for this run; on rank 0.
  func prepareCheckpoints(resumingFrom checkpoint: String) throws {
    let store = CheckpointStore(checkpointFolder)
    if case .from = options.resume {
      for path in try store.setAside(laterThan: checkpoint) {
        Console.standardError.writeLine("a later checkpoint of the folder is set aside: \(path)")
      }
    }
    try store.prepare(resumingFrom: checkpoint)
  }

  /// Whether the initial checkpoint decides this setting. Earlier versions recorded another shape beside it.
  private func isOfCheckpoint(_ keyPath: String) -> Bool {
    !configuration.model.checkpoint.isEmpty && keyPath.hasPrefix("model.shape.")
  }

  /// Whether the user allows a continuation to change this setting.
  private func isAllowed(_ keyPath: String) -> Bool {
    options.allowedChanges.contains { keyPath == $0 || keyPath.hasPrefix($0 + ".") }
  }

  /// Whether a continuation may change this setting and still be the same run.
  package static func mayChange(_ keyPath: String) -> Bool {
    [
      "name", "experiment", "output", "checkpoints", "watchdog", "helpers", "validation", "evaluation",
      "training.epochs", "training.maximum_steps", "tokenizer", "gaze.cache",
      "data.cache", "data.cache_megabytes",
    ]
    .contains { keyPath == $0 || keyPath.hasPrefix($0 + ".") }
      || [
        "batch.micro_batch_tokens", "training.bucket_megabytes", "training.compare_replicas_every",
        "training.recompute_activations", "training.shard_optimizer",
      ].contains(keyPath)
  }

  /// The checkpoint that the run began from, and those before it. A collective operation.
  func origins() throws -> [CheckpointOrigin] {
    let checkpoint = configuration.model.checkpoint
    guard !checkpoint.isEmpty, !options.isDebugging else { return [] }
    return try communicator.onRoot { try CheckpointOrigin.chain(of: checkpoint) }
  }
}
