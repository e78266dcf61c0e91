import CodeT5
import Corpus
import Tensors
import Training

extension RunForecast {
  /// Memory in bytes, as `TrainingMemory` estimates it for the largest micro-batch or the validation's generation.
  package struct Memory: Encodable, Sendable, Equatable {
    /// The first rank, which also copies weights and moments while it writes a checkpoint.
    package let firstRank: Double
    /// Each of the other ranks.
    package let otherRank: Double

    private enum CodingKeys: String, CodingKey {
      case firstRank = "first_rank_bytes"
      case otherRank = "other_rank_bytes"
    }

    init(_ inputs: Inputs, micro: [ActivationEstimate.Tokens]) {
      let configuration = inputs.configuration
      let estimate = ActivationEstimate(
        inputs.model, precision: configuration.training.precision.resolved,
        recomputesBlocks: configuration.training.recomputeActivations, threads: inputs.threads)
      let validation = configuration.validation
      let sources = inputs.valid.lengths.prefix(validation.generatedSamples).map(\.source).sorted(by: >)
      let share = (sources.count + inputs.ranks - 1) / inputs.ranks
      let generation =
        share > 0
        ? GenerationSize(inputs.model, validation.generation).floats(sources: Array(sources.prefix(share))) : 0
      let memory = TrainingMemory(
        inputs.model, configuration.training, ranks: inputs.ranks,
        activationFloats: max(generation, micro.map { estimate.peakFloats($0) }.max() ?? 0),
        savesInBackground: configuration.checkpoints.inBackground)
      (firstRank, otherRank) = (memory.firstRank, memory.rank)
    }

    /// All ranks, if they share a host.
    package func together(_ ranks: Int) -> Double { firstRank + Double(ranks - 1) * otherRank }
  }

  /// Times in seconds, on this machine with these ranks.
  package struct Time: Encodable, Sendable, Equatable {
    package let step: Double
    package let gazeStep: Double
    /// All steps.
    package let training: Double
    /// One validation.
    package let validation: Double
    package let test: Double
    package let total: Double
    /// The steps that were measured.
    package let measured: Measured

    private enum CodingKeys: String, CodingKey {
      case measured
      case step = "step_seconds"
      case gazeStep = "gaze_step_seconds"
      case training = "training_seconds"
      case validation = "validation_seconds"
      case test = "test_seconds"
      case total = "total_seconds"
    }

    package struct Measured: Encodable, Sendable, Equatable {
      package let steps: Int
      package let samples: Int
      package let tokens: Int
      package let seconds: Double
      package let loss: Double
    }

    /// Generated tokens take this many times as long as training's operations do; the preview of sweeps has the same.
    private static let generationFactor = 5.0

    /// Passes take longer in proportion to their operations; the rest of a step is the same for all.
    init(_ inputs: Inputs, _ length: RunLength, ordinary: EpochWork, gaze: EpochWork) {
      let probe = inputs.steps
      let perOperation = probe.passSeconds / max(1, probe.operations)
      let rest = probe.seconds - probe.passSeconds
      let (step, gazeStep) = (
        rest + perOperation * ordinary.operations,
        length.gazeSteps > 0 ? rest + perOperation * gaze.operations : 0
      )
      let training = Double(length.steps) * step + Double(length.gazeSteps) * gazeStep
      let settings = inputs.configuration.validation
      let operations = ModelOperations(inputs.model)
      func scoring(_ corpus: EncodedCorpus, outputs: Int, _ generation: GenerationSettings) -> Double {
        let lengths = corpus.lengths
        let loss = lengths.reduce(0.0) { $0 + operations.step(source: $1.source, target: $1.target) / 3 }
        let generated = lengths.prefix(outputs).reduce(0.0) { sum, length in
          sum + operations.encoder(source: length.source)
            + operations.decoder(
              source: length.source, target: generation.maximumLength, hypotheses: generation.beams)
        }
        return perOperation * (loss + Self.generationFactor * generated) / Double(inputs.ranks)
      }
      let validation = scoring(inputs.valid, outputs: settings.generatedSamples, settings.generation)
      let test = inputs.test.map { scoring($0, outputs: .max, inputs.configuration.evaluation.generation) } ?? 0
      (self.step, self.gazeStep, self.training) = (step, gazeStep, training)
      (self.validation, self.test) = (validation, test)
      total = training + Double(length.validations) * validation + test
      measured = Measured(
        steps: probe.steps, samples: probe.samples, tokens: probe.tokens, seconds: probe.seconds, loss: probe.loss)
    }
  }

  /// Bytes on disk, of the checkpoints.
  package struct Disk: Encodable, Sendable, Equatable {
    /// Weights and the optimizer's two moments, in single precision.
    package let checkpoint: Double
    /// The most checkpoints at the same time: those that are kept, the best, and the one that is being written.
    package let checkpoints: Int
    package var total: Double { checkpoint * Double(checkpoints) }

    private enum CodingKeys: String, CodingKey {
      case checkpoints
      case checkpoint = "checkpoint_bytes"
      case total = "total_bytes"
    }

    init(_ configuration: TrainingConfiguration, parameters: Int, written: Int) {
      checkpoint = 3 * Double(MemoryLayout<Float>.stride * parameters)
      checkpoints = min(written, configuration.checkpoints.keep + 2)
    }

    package func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(checkpoint, forKey: .checkpoint)
      try values.encode(checkpoints, forKey: .checkpoints)
      try values.encode(total, forKey: .total)
    }
  }
}
