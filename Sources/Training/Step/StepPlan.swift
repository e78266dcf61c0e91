import CodeT5
import Corpus

/// One micro-batch through the model.
package struct TrainingPass {
  package var batch: PackedBatch
  package var terms: LossTerms
  /// Factor on the weighted sum of the token losses.
  package var lossScale: Float
  /// Whether its token losses are those of the data, which the reported loss is the mean of.
  package var countsAsLoss = true
  /// The term that reports the pass's share of the weighted loss; nil for none.
  package var weightedTerm: String?
}

/// What one rank does of a step.
package struct StepPlan {
  package var passes: [TrainingPass]
  /// The tokens of the global batch that the reported loss is a mean over.
  package var targetTokens: Int
  /// What the passes report beside the loss.
  package var terms: TermSums

  package init(passes: [TrainingPass], targetTokens: Int, terms: TermSums = TermSums([])) {
    self.passes = passes
    self.targetTokens = targetTokens
    self.terms = terms
  }
}

/// The objective's own figures of one step. Each rank adds its part of each mean; the sums over ranks are the means.
package final class TermSums {
  /// The same on every rank.
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
