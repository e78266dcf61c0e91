import ArgumentParser

/// `fovea gaze predict`: where programmers would look in code that nobody has read.
struct GazePredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predicts where programmers would look in code that nobody has read.",
    discussion: """
      A linear head on the states of a model's encoder learns from recorded trials, for each token, how likely it is \
      to be fixated and how long it is looked at (docs/gaze-predictor.md). `score` tells whether that is \
      better than label priors on methods and people that it has not seen; `apply` annotates a corpus, in place of \
      pseudo-scanpaths.

      EXAMPLES:
        fovea gaze predict score trials.jsonl --model run/checkpoints/best
        fovea gaze predict train trials.jsonl --model run/checkpoints/best --output predictor.json
        fovea gaze predict apply train.jsonl --predictor predictor.json --model run/checkpoints/best --language java --output predicted.jsonl
      """,
    subcommands: [GazePredictScoreCommand.self, GazePredictTrainCommand.self, GazePredictApplyCommand.self])
}
