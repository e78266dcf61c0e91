/// Puts the rows of a trial in the order of time.
enum FixationOrder {
  /// The rows in the order of a key, those with equal keys as before, and the number of rows that changed their place.
  ///
  /// - Returns: nil when a row has no key.
  static func sorted<Row>(_ rows: [Row], by key: (Row) -> Double?) -> (rows: [Row], moved: Int)? {
    let keys = rows.compactMap(key)
    guard keys.count == rows.count else { return nil }
    guard !zip(keys, keys.dropFirst()).allSatisfy({ $0 <= $1 }) else { return (rows, 0) }
    let order = rows.indices.sorted { (keys[$0], $0) < (keys[$1], $1) }
    return (order.map { rows[$0] }, zip(order, rows.indices).count { $0 != $1 })
  }

  static func note(_ moved: Int, _ column: String) -> String {
    "\(moved) fixations were not in the order of \(column) and have been sorted"
  }
}
