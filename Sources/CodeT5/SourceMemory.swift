import Tensors

/// The keys and values of the sources that a generation attends to, for each layer of the decoder. A source's rows are
/// reused once it is released.
///
/// Legend: S source tokens, A attention width.
final class SourceMemory {
  /// For each layer `[capacity, 2A]`.
  let keysAndValues: [Matrix]
  /// For each row of a layer, where it begins, in floats: the form that attention takes.
  private let places: UnsafeMutableBufferPointer<Int>
  /// In order; no two of them touch.
  private var free: [Range<Int>]

  /// - Parameters:
  ///   - tokens: how many source tokens there is room for.
  ///   - columns: 2A.
  init(layers: Int, tokens: Int, columns: Int, _ pass: Pass) {
    keysAndValues = (0..<layers).map { _ in pass.matrix(tokens, columns) }
    places = .allocate(capacity: tokens)
    _ = places.initialize(from: (0..<tokens).lazy.map { $0 * columns })
    free = [0..<tokens]
  }

  deinit { places.deallocate() }

  /// Where the rows in this range begin.
  func places(of rows: Range<Int>) -> UnsafeBufferPointer<Int> { UnsafeBufferPointer(rebasing: places[rows]) }

  /// Takes rows for a source of so many tokens; nil if there is no gap of this size.
  func reserve(_ tokens: Int) -> Range<Int>? {
    guard let gap = free.firstIndex(where: { $0.count >= tokens }) else { return nil }
    let rows = free[gap].prefix(tokens)
    free[gap] = rows.upperBound..<free[gap].upperBound
    if free[gap].isEmpty { free.remove(at: gap) }
    return rows.lowerBound..<rows.upperBound
  }

  /// Gives back rows that `reserve` returned.
  func release(_ rows: Range<Int>) {
    let next = free.firstIndex { $0.lowerBound >= rows.upperBound } ?? free.count
    free.insert(rows, at: next)
    if next + 1 < free.count, free[next + 1].lowerBound == rows.upperBound {
      free[next] = rows.lowerBound..<free[next + 1].upperBound
      free.remove(at: next + 1)
    }
    if next > 0, free[next - 1].upperBound == rows.lowerBound {
      free[next - 1] = free[next - 1].lowerBound..<free[next].upperBound
      free.remove(at: next)
    }
  }
}
