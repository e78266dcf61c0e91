/// The order of the names in a merged edge, which the published programs leave to Python's sets.
package enum NameOrder: Sendable {
  /// The order of CPython's `list(set(names))` with `PYTHONHASHSEED=0`: one of the orders those programs can produce.
  case pythonSet
  /// Order of first appearance.
  case firstAppearance

  /// The distinct names among `indices` into `names`, ordered.
  func distinct(_ indices: [Int32], names: [ArraySlice<UInt8>], hashes: inout [Int32: UInt64]) -> [Int32] {
    guard let first = indices.first, indices.contains(where: { $0 != first }) else { return Array(indices.prefix(1)) }
    switch self {
    case .firstAppearance:
      var seen = Set<Int32>()
      return indices.filter { seen.insert($0).inserted }
    case .pythonSet:
      var set = PythonSet()
      for index in indices {
        let hash = hashes[index] ?? PythonSet.hash(of: names[Int(index)])
        hashes[index] = hash
        set.insert(index, hash: hash)
      }
      return set.elements
    }
  }
}
