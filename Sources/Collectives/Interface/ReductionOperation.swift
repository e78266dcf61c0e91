/// How values of several ranks become one.
package enum ReductionOperation: UInt8, Sendable, CaseIterable {
  case sum = 1
  case maximum = 2
  case minimum = 3
  /// A sum in a fixed tree: neighbouring ranks in pairs, then pairs of pairs. Where each rank brings the sum of as many
  /// neighbouring parts as the next, summed in such a tree too, the result does not depend on the number of ranks. Only for
  /// a power of two of ranks.
  case pairwiseSum = 4
}
