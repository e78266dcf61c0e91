import CodeT5
import Corpus

/// One micro-batch through the model.
package struct TrainingPass {
  package var batch: PackedBatch
  package var terms: LossTerms
  /// Factor for the weighted sum of the token losses.
  package var lossScale: Float
  /// Whether its token losses count towards the reported loss.
  package var countsAsLoss = true
  /// The name of the term for the pass's share of the weighted loss; nil for none.
  package var weightedTerm: String?
}

/// One rank's part of a step.
package struct StepPlan {
  package var passes: [TrainingPass]
  /// The number of tokens in the global batch that the reported loss is averaged over.
  package var targetTokens: Int
  /// Metrics that the passes report in addition to the loss.
  package var terms: TermSums

  package init(passes: [TrainingPass], targetTokens: Int, terms: TermSums = TermSums([])) {
    self.passes = passes
    self.targetTokens = targetTokens
    self.terms = terms
  }
}

/// The objective's metrics of one step. Each rank adds its part of each mean, so the sums over ranks are the means.
package final class TermSums {
  /// The names of the metrics; the same on every rank.
  package let names: [String]
  package private(set) var values: [Double]

  package init(_ names: [String]) {
    self.names = names
    values = Array(repeating: 0, count: names.count)
  }

  package func add(_ value: Double, to name: String) {
    guard let place = names.firstIndex(of: name) else { preconditionFailure("the term \(name) was not announced") }
    values[place] += value
  }
}

/// The mean loss of the target tokens.
package final class SupervisedObjective: TrainingObjective {
  private let pack: ([Int], Int32) -> PackedBatch

  /// - Parameter pack: packs the samples at these positions, given the decoder's start token.
  package init(pack: @escaping ([Int], Int32) -> PackedBatch) { self.pack = pack }

  package func plan(_ batch: GlobalBatch, _ shard: RankShard, model: CodeT5Model, update: Int) -> StepPlan {
    StepPlan(
      passes: shard.microBatches.map {
        TrainingPass(
          batch: pack($0, model.configuration.decoderStartToken), terms: LossTerms(),
          lossScale: 1 / Float(batch.targetTokens))
      }, targetTokens: batch.targetTokens)
  }
}
