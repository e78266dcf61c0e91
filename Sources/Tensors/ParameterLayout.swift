/// The layout of all parameters in a flat arena.
///
/// Parameters are in the order of the forward pass, so that the backward pass finishes them from back to front and a
/// gradient bucket is one contiguous slice.
package struct ParameterLayout: Sendable, Equatable {
  /// One parameter: its name (as in Hugging Face's files), shape and range.
  package struct Entry: Sendable, Equatable {
    package let name: String
    package let shape: [Int]
    /// In floats from the start of the arena.
    package let range: Range<Int>
    /// Whether weight decay applies (matrices yes, norm weights and biases no).
    package let decays: Bool
    /// The standard deviation of its normal distribution at initialisation; nil for all ones.
    package let initialDeviation: Float?
  }

  package private(set) var entries: [Entry] = []
  private var indexByName: [String: Int] = [:]
  /// Floats in the arena including gaps, which stay zero.
  package private(set) var count = 0

  package init() {}

  /// Appends a parameter: on the next 64-byte boundary, or without a gap if it forms one matrix with its predecessor.
  package mutating func append(
    _ name: String, shape: [Int], decays: Bool, initialDeviation: Float?, joinsPredecessor: Bool = false
  ) {
    precondition(indexByName[name] == nil, "two parameters named \(name)")
    let size = shape.reduce(1, *)
    if !joinsPredecessor { count = (count + 15) / 16 * 16 }
    indexByName[name] = entries.count
    entries.append(
      Entry(
        name: name, shape: shape, range: count..<(count + size), decays: decays, initialDeviation: initialDeviation))
    count += size
  }

  package func entry(_ name: String) -> Entry? { indexByName[name].map { entries[$0] } }

  /// The number of trainable parameters, without gaps.
  package var parameterCount: Int { entries.reduce(0) { $0 + $1.range.count } }
}
