/// What a trainer works with besides its replica: data, objectives, validation, checkpoints, and who listens.
package struct TrainerParts {
  package var data: TaskData
  package var evaluator: Evaluator
  package var checkpoints: RankZeroCheckpoints
  /// What ordinary steps minimise.
  package var objective: any TrainingObjective
  /// The gaze-annotated batches between ordinary ones; nil for none.
  package var gaze: GazeSteps?
  /// Measures the model's attention at every validation; nil for no measure.
  package var attention: AttentionEvaluator?
  /// Scores on rank 0 what validations generate.
  package var scorer: any ValidationScorer = DirectScorer()
  /// Receive the events: several on rank 0, none or few on the other ranks.
  package var sinks: [any EventSink] = []
  /// Checks the outputs of every operation in debug mode; nil otherwise.
  package var inspector: DebugInspector?
  /// Asked after every step whether to stop early, with a checkpoint; nil for never.
  package var stopRequest: StopRequest?
  /// The step after which the run validates, saves a checkpoint and ends, to be continued; 0 for none.
  package var pauseStep = 0

  /// - Parameter objective: nil for the mean loss of the data.
  package init(
    data: TaskData, evaluator: Evaluator, checkpoints: RankZeroCheckpoints, objective: (any TrainingObjective)? = nil
  ) {
    self.data = data
    self.evaluator = evaluator
    self.checkpoints = checkpoints
    self.objective = objective ?? SupervisedObjective { data.pack($0, startToken: $1) }
  }
}
