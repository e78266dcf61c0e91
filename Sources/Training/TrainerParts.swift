/// The parts of a trainer besides its replica: data, objectives, validation, checkpoints and event sinks.
package struct TrainerParts {
  package var data: TaskData
  package var evaluator: Evaluator
  package var checkpoints: RankZeroCheckpoints
  /// The objective of ordinary steps.
  package var objective: any TrainingObjective
  /// The gaze-annotated batches between ordinary ones; nil for none.
  package var gaze: GazeSteps?
  /// Measures the model's attention at every validation; nil for none.
  package var attention: AttentionEvaluator?
  /// Scores the outputs of validations on rank 0.
  package var scorer: any ValidationScorer = DirectScorer()
  /// Receive the events: several on rank 0, few or none on the other ranks.
  package var sinks: [any EventSink] = []
  /// Checks the outputs of every operation in debug mode; nil otherwise.
  package var inspector: DebugInspector?
  /// Measures what the first steps spend their time on; nil for none.
  package var profiler: StepProfiler?
  /// Checked after every step for requests to stop early with a checkpoint; nil for none.
  package var stopRequest: StopRequest?
  /// The step after which the run validates, saves a checkpoint and ends, and can be continued later; 0 for none.
  package var pauseStep = 0

  /// - Parameter objective: nil for the mean token loss of the data.
  package init(
    data: TaskData, evaluator: Evaluator, checkpoints: RankZeroCheckpoints, objective: (any TrainingObjective)? = nil
  ) {
    self.data = data
    self.evaluator = evaluator
    self.checkpoints = checkpoints
    self.objective = objective ?? SupervisedObjective { data.pack($0, startToken: $1) }
  }
}
