/// Dynamic time warping: the cheapest path through two sequences together, where each step advances in one of them or
/// in both.
enum TimeWarping {
  /// The sum of the distances along the cheapest path; 0 when a sequence is empty.
  ///
  /// - Complexity: O(first · second) time, O(second) space.
  static func cost(_ first: Int, _ second: Int, _ distance: (Int, Int) -> Double) -> Double {
    guard first > 0, second > 0 else { return 0 }
    var row = [Double](repeating: .infinity, count: second + 1)
    row[0] = 0
    for i in 0..<first {
      var next = [Double](repeating: .infinity, count: second + 1)
      for j in 0..<second { next[j + 1] = distance(i, j) + min(row[j], row[j + 1], next[j]) }
      row = next
    }
    return row[second]
  }

  /// The pairs of indices on the cheapest path, in order. A diagonal step wins over an equally cheap detour.
  ///
  /// - Complexity: O(first · second) time, and one byte per pair.
  static func path(_ first: Int, _ second: Int, _ distance: (Int, Int) -> Double) -> [(Int, Int)] {
    guard first > 0, second > 0 else { return [] }
    // The step into each pair: 0 advances both sequences, 1 the first, 2 the second.
    var steps = [UInt8](repeating: 0, count: first * second)
    var row = [Double](repeating: .infinity, count: second + 1)
    row[0] = 0
    for i in 0..<first {
      var next = [Double](repeating: .infinity, count: second + 1)
      for j in 0..<second {
        var (best, step) = (row[j], UInt8(0))
        if row[j + 1] < best { (best, step) = (row[j + 1], 1) }
        if next[j] < best { (best, step) = (next[j], 2) }
        next[j + 1] = best + distance(i, j)
        steps[i * second + j] = step
      }
      row = next
    }
    var (i, j) = (first - 1, second - 1)
    var path = [(i, j)]
    while i > 0 || j > 0 {
      let step = i == 0 ? 2 : j == 0 ? 1 : steps[i * second + j]
      if step != 2 { i -= 1 }
      if step != 1 { j -= 1 }
      path.append((i, j))
    }
    return path.reversed()
  }
}
