import Basics
import CodeT5
import Collectives
import Foundation
import Tensors
import Training

/// Scores the selected checkpoint of a run on its test set, with the work distributed over the ranks, as validation is.
struct TestRun {
  let configuration: TrainingConfiguration
  let folder: RunFolder
  let evaluator: Evaluator
  let scorer: any ValidationScorer
  let communicator: any Communicator

  /// The checkpoint to test, and what identifies the test.
  struct Selection: Codable {
    var path: String
    var step: Int
    var sha256: String
    /// Whether the folder has the test's outcome already.
    var isDone: Bool
  }

  /// Tests unless the folder has the outcome of this very test; loads the checkpoint's weights into the model. A
  /// collective operation.
  func run(_ model: CodeT5Model) throws {
    let selection = try communicator.onRoot { try self.selection() }
    guard !selection.isDone else { return }
    communicator.announce(
      step: selection.step, waitingLimit: .seconds(configuration.watchdog.validationSeconds))
    try load(selection.path, into: model)
    let loss = try evaluator.loss(model, communicator)
    let predictions = try evaluator.predictions(
      model, count: evaluator.data.corpus.samples.count, configuration.evaluation.generation, communicator)
    _ = try communicator.onRoot { try write(selection, loss, predictions) }
  }

  /// The best checkpoint, or the last if no validation has found a best one; on rank 0.
  private func selection() throws -> Selection {
    let store = CheckpointStore(folder.checkpointsPath)
    let links = ["best", "last"].map { "\(store.folder)/\($0)" }
    guard let link = links.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
      throw CheckpointError.noneIntact(folder: store.folder)
    }
    if link != links[0] {
      Console.standardError.warn("no validation found a best checkpoint; the last one is tested")
    }
    let path = PathName.resolved(link)
    let step = try CheckpointStore.contents(of: path).state.step
    let sha256 = try configuration.evaluation.test.sha256()
    let known = try folder.testSummary()
    let isDone =
      known?.step == step && known?.sha256 == sha256 && known?.samples == evaluator.data.corpus.samples.count
      && folder.exists(RunFolder.testPredictions)
    return Selection(path: path, step: step, sha256: sha256, isDone: isDone)
  }

  /// Rank 0 reads the weights, and the others receive them: they need not see its folder.
  private func load(_ checkpoint: String, into model: CodeT5Model) throws {
    _ = try communicator.onRoot {
      let directory = try PretrainedDirectory(loading: checkpoint)
      guard directory.architecture.layout == model.architecture.layout else {
        throw CheckpointError.otherModel(path: checkpoint)
      }
      model.weights.copy(from: directory.weights)
      return true
    }
    if communicator.rank != 0 { model.weights.buffer.update(repeating: 0) }
    try communicator.allReduce(model.weights.buffer)
  }

  private func write(_ selection: Selection, _ loss: Double, _ predictions: [String]) throws -> Bool {
    let outcome = try scorer.scores(of: evaluator.request(predictions))
    let console = Console.standardError
    if let warning = outcome.warning { console.warn("test set: \(warning)") }
    let summary = TestSummary(
      step: selection.step, file: configuration.evaluation.test.paths.joined(separator: ", "),
      sha256: selection.sha256, samples: predictions.count, scores: outcome.scores, loss: loss)
    try folder.write(
      summary,
      predictions: ValidationOutputs(
        step: selection.step, isBest: true, data: evaluator.data, predictions: predictions
      ).samples)
    let scores = outcome.scores.sorted { $0.key < $1.key }.map { $0.key + String(format: " %.2f", $0.value) }
    console.note(
      "test set: checkpoint of step \(selection.step) on \(predictions.count) samples: "
        + ([String(format: "loss %.4f", loss)] + scores).joined(separator: ", "))
    return true
  }
}

extension DataFiles {
  /// The sizes of the files; 0 for one that is not there. Files of other sizes need no digest to tell them apart.
  fileprivate var byteCounts: [Int] {
    paths.map {
      var status = stat()
      return stat($0, &status) == 0 ? Int(status.st_size) : 0
    }
  }

  /// The SHA-256 of the file, or of the source's bytes followed by the target's.
  func sha256() throws -> String {
    guard paths.count > 1 else { return try Digest.sha256(of: paths.first ?? "").digest }
    let bytes = try paths.reduce(into: Data()) { $0 += try TextFile.bytes(of: $1) }
    return bytes.withUnsafeBytes { Digest.sha256(of: $0) }
  }
}

extension TrainingRun {
  /// Scores the selected checkpoint on the test set, if there is one. Every rank calls this together.
  func test(_ inputs: RunInputs, _ replica: Replica, _ scorer: any ValidationScorer) throws {
    guard let data = inputs.test, !options.isDebugging else { return }
    let evaluator = Evaluator(
      data, task: configuration.task, tokenizer: inputs.tokenizer,
      microBatchTokens: configuration.batch.microBatchTokens, language: try configuration.validation.language)
    try TestRun(
      configuration: configuration, folder: folder, evaluator: evaluator, scorer: scorer, communicator: communicator
    ).run(replica.model)
  }

  /// Describes the test data, and warns if it cannot say what a test should.
  func reportTestData(_ inputs: RunInputs, _ console: Console) throws {
    guard let test = inputs.test else { return }
    let statistics = test.corpus.statistics
    console.note("test data: \(statistics.summary)")
    if statistics.truncatedSources + statistics.truncatedTargets > 0 {
      console.warn(
        "\(statistics.truncatedSources) sources and \(statistics.truncatedTargets) targets of the test data are longer "
          + "than data.limits and are cut: the loss is that of the cut ones, and the model reads only the beginning of "
          + "these sources")
    }
    let digest = try configuration.evaluation.test.sha256()
    for (name, files, data) in [
      ("validation", configuration.data.valid, inputs.valid), ("training", configuration.data.train, inputs.train),
    ] {
      if files.byteCounts == configuration.evaluation.test.byteCounts, try files.sha256() == digest {
        console.warn(
          "THE TEST DATA IS THE \(name.uppercased()) DATA: scores on it are not those of a test, because the checkpoint "
            + "was \(name == "training" ? "trained" : "selected") on the same samples")
        continue
      }
      let known = Set(data.sources)
      let shared = test.sources.count { known.contains($0) }
      if shared > 0 {
        console.warn("\(shared) of \(test.sources.count) sources of the test data are also in the \(name) data")
      }
    }
  }
}
