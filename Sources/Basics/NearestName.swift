/// Finds the closest known name to a mistyped one, for "did you mean …".
package enum NearestName {
  /// The candidate with the fewest edits to `name`, or nil if none is close enough.
  ///
  /// Close enough means one edit per three characters of the longer name, but always at least one. Case is ignored;
  /// among equally close candidates the first wins.
  package static func nearest(to name: String, among candidates: some Sequence<String>) -> String? {
    // An empty name resembles nothing.
    guard !name.isEmpty else { return nil }
    let wanted = name.lowercased()
    let length = wanted.count
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let other = candidate.lowercased()
      let most = max(1, max(length, other.count) / 3)
      // Each character more takes an edit, so a name of any length is soon compared.
      guard abs(length - other.count) <= most else { continue }
      let distance = editDistance(wanted, other)
      guard distance <= most else { continue }
      if distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The number of insertions, deletions, substitutions and swaps of adjacent characters that turn one name into the
  /// other.
  ///
  /// This is the restricted Damerau–Levenshtein distance: no character is edited twice.
  ///
  /// - Complexity: O(*m* · *n*) time, O(*n*) space.
  package static func editDistance(_ first: String, _ second: String) -> Int {
    let first = Array(first)
    let second = Array(second)
    guard !first.isEmpty, !second.isEmpty else { return max(first.count, second.count) }
    var rowBeforeLast = [Int](repeating: 0, count: second.count + 1)
    var lastRow = Array(0...second.count)
    for i in 1...first.count {
      var row = [i]
      for j in 1...second.count {
        let substitution = lastRow[j - 1] + (first[i - 1] == second[j - 1] ? 0 : 1)
        var distance = min(substitution, lastRow[j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, first[i - 1] == second[j - 2], first[i - 2] == second[j - 1] {
          distance = min(distance, rowBeforeLast[j - 2] + 1)
        }
        row.append(distance)
      }
      (rowBeforeLast, lastRow) = (lastRow, row)
    }
    return lastRow[second.count]
  }
}
