import Basics
import CodeT5
import Configuration
import Corpus
import Foundation
import Tensors
import Tokenization
import Training

/// The facts that the ranks of a training run compare before they train.
enum RunFacts {
  /// The facts that decide which collectives a rank will call, known before anything is read: the program, the
  /// configuration and, for information, the processor.
  static func ofProgram(_ configuration: TrainingConfiguration) throws -> RankFacts {
    OpenBLASCore.choose()
    let program = try Digest.sha256(of: "/proc/self/exe").digest
    let settings = try ConfigurationLoader.settings(of: configuration)
    return RankFacts(
      host: host,
      [RankFacts.Fact("program", String(program.prefix(16)))]
        + settings.map { RankFacts.Fact($0.keyPath, $0.value) }
        + [
          // Without it, updates round differently and the ranks' weights diverge.
          RankFacts.Fact("fused multiply-add of the processor", Processor.hasFusedMultiplyAdd ? "yes" : "no"),
          RankFacts.Fact("processor", Machine.this.cpu, isRequired: false),
          RankFacts.Fact("OpenBLAS kernels", OpenBLASCore.name, isRequired: false),
          RankFacts.Fact("products", ProductKernels.ofThisProcessor, isRequired: false),
        ])
  }

  /// The facts about the run's inputs: tokenizer, samples and weights.
  static func of(_ inputs: RunInputs) -> RankFacts {
    RankFacts(
      host: host,
      [
        RankFacts.Fact("tokenizer", String(inputs.tokenizer.fingerprint.prefix(16))),
        RankFacts.Fact("training data", text(inputs.train.corpus.manifest)),
        RankFacts.Fact("validation data", text(inputs.valid.corpus.manifest)),
        RankFacts.Fact("test data", inputs.test.map { text($0.corpus.manifest) } ?? "none"),
        RankFacts.Fact("weights", digest(inputs.weights.buffer)),
      ])
  }

  /// The facts about the checkpoint that the replica was loaded from.
  static func of(_ replica: Replica, _ state: TrainingState) -> RankFacts {
    var facts = [
      RankFacts.Fact("step of the checkpoint", "\(state.step)"),
      RankFacts.Fact("weights of the checkpoint", digest(replica.model.weights.buffer)),
    ]
    if !replica.isSharded {
      facts += [
        RankFacts.Fact("first moments", digest(replica.optimizer.firstMoment.buffer)),
        RankFacts.Fact("second moments", digest(replica.optimizer.secondMoment.buffer)),
      ]
    }
    return RankFacts(host: host, facts)
  }

  private static var host: String { ProcessInfo.processInfo.hostName }

  private static func digest(_ values: UnsafeMutableBufferPointer<Float>) -> String {
    String(Digest.sha256(of: UnsafeRawBufferPointer(values)).prefix(16))
  }

  private static func text(_ manifest: CorpusManifest) -> String {
    "\(manifest.samples) samples, \(manifest.contentHash)"
  }
}
