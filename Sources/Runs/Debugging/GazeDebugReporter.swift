import Basics
import CodeT5
import Corpus
import Foundation
import Tokenization
import Training

/// Prints the gaze data of debug mode on rank 0: one annotated sample end to end before training, and the parts of the
/// reward after each gaze-annotated step.
final class GazeDebugReporter: EventSink {
  private let configuration: TrainingConfiguration
  private let inputs: GazeInputs
  private let model: CodeT5Model
  private let texts: [String]
  private let console: Console

  /// - Throws: errors in the trials, which are read again because a run does not keep them.
  init(
    _ configuration: TrainingConfiguration, _ inputs: GazeInputs, _ corpus: EncodedCorpus, model: CodeT5Model,
    tokenizer: Tokenizer, console: Console = .standardError
  ) throws {
    self.configuration = configuration
    self.inputs = inputs
    self.model = model
    self.console = console
    let annotated = try inputs.training.samples.first.map { sample in
      GazeSampleText(
        sample: sample, recorded: try RecordedSample(inputs.training, configuration.gaze, seed: configuration.seed),
        tokenizer: tokenizer, objective: configuration.objective, sampleCount: inputs.training.samples.count
      ).text
    }
    let target = inputs.targets.flatMap { TargetGazeText($0, corpus, tokenizer)?.text }
    texts = [annotated, target].compactMap { $0 }
  }

  func receive(_ event: TrainingEvent) {
    switch event {
    case .started:
      for text in texts { console.writeLine("\n\(text)") }
      console.writeLine("")
      showAttention("before training")
    case .gazeStep(let step): show(step)
    default: break
    }
  }

  private func show(_ step: TrainingEvent.Step) {
    let terms = step.terms.sorted { $0.key < $1.key }.map { key, value in
      (Self.names[key] ?? key.replacingOccurrences(of: "_", with: " ")) + String(format: " %.4f", value)
    }
    console.writeLine(
      String(format: "gaze-annotated batch after step %d: loss %.4f", step.step, step.loss)
        + terms.map { ", " + $0 }.joined())
    showAttention("after it")
  }

  /// The symbols of the terms in the method's formulas.
  private static let names = [
    "reward": "R", "reward_semantic": "R_sem", "reward_positional": "R_pos", "reward_weight": "λ",
    "attention_mass": "attention mass on F★",
  ]

  /// Prints how the current model's attention to the sample compares with its reader's.
  private func showAttention(_ when: String) {
    guard let sample = inputs.training.samples.first else { return }
    // The inspector's statistics must cover only the step.
    let inspector = model.context.inspector
    model.context.inspector = nil
    defer { model.context.inspector = inspector }
    let text = configuration.objective.kind == .align ? alignment(sample) : reward(sample)
    console.writeLine("the sample \(when): \(text)")
  }

  private func alignment(_ sample: AnnotatedSample) -> String {
    guard let target = AlignmentTarget(sample.signal) else { return "no looking time to align with" }
    let settings = configuration.objective.align
    let value = target.crossEntropy(
      of: model, inputs.training.pack([0], startToken: model.configuration.decoderStartToken), settings)
    return String(
      format: "cross-entropy from looking time to attention %.4f, of which %.4f is the looking time's entropy",
      value, target.looking.entropy)
      + String(format: "; strength up to %g over %d gaze-annotated batches", settings.strength, settings.warmupSteps)
  }

  private func reward(_ sample: AnnotatedSample) -> String {
    let settings = configuration.objective.reward
    let reward = AttentionReward(settings)
    let readout = model.attentionReadout(
      inputs.training.pack([0], startToken: model.configuration.decoderStartToken),
      layers: settings.layers(of: model), heads: settings.heads(of: model),
      features: reward.features(of: sample.signal),
      featureCount: AttentionReward.featureCount)
    let value = reward(readout[...]).value
    return String(
      format: "R_sem %.4f, R_pos %.4f, R = %g · R_sem + %g · R_pos = %.4f, mass on F★ %.4f",
      value.semantic, value.positional, settings.semantic, settings.positional, value.total, value.mass) + weightNote
  }

  private var weightNote: String {
    let objective = configuration.objective
    guard objective.kind == .reward, objective.reward.estimator == .expected else {
      return "; objective \(objective.kind.rawValue) does not reward it"
    }
    return String(
      format: "; λ up to %g over %d gaze-annotated batches", objective.reward.weight, objective.reward.warmupSteps)
  }
}
