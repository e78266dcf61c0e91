/// CodeBLEU's counts for one sample or, summed, for a corpus. Every score is a function of these sums.
///
/// Element *n* − 1 of a vector is for n-grams of *n* tokens.
package struct CodeBLEUStatistics: Sendable, Equatable {
  /// N-grams of the prediction that occur in a reference, and all n-grams of the prediction.
  var matched = SIMD4<Double>.zero
  var total = SIMD4<Double>.zero
  /// The same for the weighted match, where unigrams count by their weight.
  var weightedMatched = SIMD4<Double>.zero
  var weightedTotal = SIMD4<Double>.zero
  /// Lengths in tokens: of the prediction, of the reference closest to it, and the weighted match's value for the
  /// latter.
  var predictionLength = 0.0
  var referenceLength = 0.0
  var weightedReferenceLength = 0.0
  var matchedSubtrees = 0.0
  var subtrees = 0.0
  var matchedFlows = 0.0
  var flows = 0.0

  package static func += (sum: inout CodeBLEUStatistics, other: CodeBLEUStatistics) {
    sum.matched += other.matched
    sum.total += other.total
    sum.weightedMatched += other.weightedMatched
    sum.weightedTotal += other.weightedTotal
    sum.predictionLength += other.predictionLength
    sum.referenceLength += other.referenceLength
    sum.weightedReferenceLength += other.weightedReferenceLength
    sum.matchedSubtrees += other.matchedSubtrees
    sum.subtrees += other.subtrees
    sum.matchedFlows += other.matchedFlows
    sum.flows += other.flows
  }
}
