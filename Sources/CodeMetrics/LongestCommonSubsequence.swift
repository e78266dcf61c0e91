/// The longest common subsequence of two sequences.
enum LongestCommonSubsequence {
  /// The length of a longest common subsequence, using one row of the standard table.
  ///
  /// - Complexity: O(a · b) time, O(b) memory.
  static func length<Element: Equatable>(_ first: [Element], _ second: [Element]) -> Int {
    var row = [Int](repeating: 0, count: second.count + 1)
    for element in first {
      var diagonal = 0
      for column in second.indices {
        let above = row[column + 1]
        row[column + 1] = element == second[column] ? diagonal + 1 : max(above, row[column])
        diagonal = above
      }
    }
    return row[second.count]
  }
}
