/// The operation that combines the values of several ranks.
package enum ReductionOperation: UInt8, Sendable, CaseIterable {
  case sum = 1
  case maximum = 2
  case minimum = 3
  /// A sum in a fixed tree: neighbouring ranks in pairs, then pairs of pairs. If every rank contributes the sum of
  /// equally many neighbouring parts, summed in such a tree too, the result does not depend on the number of ranks,
  /// which must be a power of two.
  case pairwiseSum = 4
  /// A sum of floats whose messages are rounded to bfloat16, half of the bytes. Each rank adds up its slice in single
  /// precision; an all-reduce rounds the total once more. In memory that the ranks share, it is the plain sum.
  case roundedSum = 5
}
