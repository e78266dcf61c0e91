import Basics
import CodeT5
import Collectives
import Corpus
import Tensors
import Training

/// A run's inputs and a few of its steps, for a dry run.
package struct RunRehearsal {
  /// With the shape that the model has.
  package let configuration: TrainingConfiguration
  package let train: TaskData
  package let valid: TaskData
  /// Nil without a test set.
  package let test: TaskData?
  package let model: ModelConfiguration
  /// The lengths of the gaze-annotated samples; empty for none.
  package let annotated: [SampleLength]
  /// How many gaze-annotated samples are held out.
  package let heldOut: Int
  package let steps: StepProbe
}

extension TrainingRun {
  /// Reads the inputs as the run would, with the same checks, and takes a few steps whose outcome is thrown away. Every
  /// rank calls it. Writes nothing; caches must be switched off in the configuration.
  ///
  /// - Throws: the errors with which the run would end before its first step, except for a folder that is taken.
  package func rehearse() throws -> RunRehearsal {
    let program = try communicator.together { try RunFacts.ofProgram(configuration) }
    warn(of: try StartAgreement.check(program, communicator))
    let precision = try communicator.together { try configuration.training.precision.supported() }
    let inputs = try RunInputs.together(configuration, threads: options.threads, communicator)
    warn(of: try StartAgreement.check(RunFacts.of(inputs), communicator))
    let model = CodeT5Model(
      inputs.architecture, weights: inputs.weights,
      context: ComputeContext(threads: options.threads, precision: precision))
    let replica = try Replica(
      model, optimizer: configuration.optimizer, settings: configuration.training, seed: configuration.seed,
      communicator: communicator)
    let gaze = try gazeInputs(inputs.train, inputs.tokenizer)
    try communicator.together { try check(gaze, model.configuration) }
    if communicator.rank == 0 { try report(inputs, gaze) }
    return RunRehearsal(
      configuration: inputs.withOwnShape(configuration), train: inputs.train, valid: inputs.valid, test: inputs.test,
      model: model.configuration, annotated: gaze.training.lengths, heldOut: gaze.heldOut.samples.count,
      steps: try StepProbe(replica, inputs.train, configuration.batch, seed: configuration.seed))
  }

  /// What `RunObjective` and `GazeSteps` require of settings and data.
  private func check(_ gaze: GazeInputs, _ model: ModelConfiguration) throws {
    try AttentionChoice.check(configuration.objective, model)
    guard configuration.gaze.interval > 0, !gaze.training.samples.isEmpty else { return }
    _ = try GazeSteps(
      gaze.training, configuration.gaze, microBatchTokens: configuration.batch.microBatchTokens,
      seed: configuration.seed, objective: SupervisedObjective { gaze.training.pack($0, startToken: $1) })
  }

  /// The remarks and warnings that the run would begin with.
  private func report(_ inputs: RunInputs, _ gaze: GazeInputs) throws {
    let console = Console.standardError
    for remark in gaze.remarks { console.write(remark) }
    try reportTestData(inputs, console)
    for line in inputs.train.skipped + inputs.valid.skipped + (inputs.test?.skipped ?? []) {
      console.warn("skipped \(line.diagnosis.place): \(line.problem)")
    }
  }
}
