import Tensors

/// The keys and values of hypotheses' tokens, for each layer of the decoder.
///
/// They are written once and never moved: reordering beams copies only each row's list of places. Each source that is
/// being decoded has a slot, whose places are used again by the source that follows it.
///
/// Legend: A attention width.
final class HypothesisCache {
  /// For each layer `[slots · maximum length · rows per slot, 2A]`.
  let keysAndValues: [Matrix]
  private let rowsPerSlot: Int
  private let maximumLength: Int
  private let columns: Int
  /// For each row, where its tokens' keys begin, in floats, oldest first: `[rows, maximum length]`.
  private var places: UnsafeMutablePointer<Int>
  /// The same for the rows that a reordering keeps.
  private var kept: UnsafeMutablePointer<Int>
  /// For each row, its slot and how many tokens it has.
  private(set) var rows: [(slot: Int, length: Int)] = []

  /// - Parameter columns: 2A.
  init(layers: Int, slots: Int, rowsPerSlot: Int, maximumLength: Int, columns: Int, _ pass: Pass) {
    self.rowsPerSlot = rowsPerSlot
    self.maximumLength = maximumLength
    self.columns = columns
    keysAndValues = (0..<layers).map { _ in pass.matrix(slots * maximumLength * rowsPerSlot, columns) }
    places = .allocate(capacity: slots * rowsPerSlot * maximumLength)
    kept = .allocate(capacity: slots * rowsPerSlot * maximumLength)
  }

  deinit {
    places.deallocate()
    kept.deallocate()
  }

  /// The tokens of the longest row.
  var longest: Int { rows.reduce(0) { max($0, $1.length) } }

  func places(of row: Int) -> UnsafeBufferPointer<Int> {
    UnsafeBufferPointer(start: places + row * maximumLength, count: rows[row].length)
  }

  /// Where the keys of a row's newest token begin.
  func newestPlace(of row: Int) -> Int { places[row * maximumLength + rows[row].length - 1] }

  /// Adds the rows of a slot, without tokens.
  func addRows(slot: Int) {
    rows += Array(repeating: (slot, 0), count: rowsPerSlot)
  }

  /// Makes room for one more token in each row. The rows of a slot are neighbours.
  func extendRows() {
    var (slot, number) = (-1, 0)
    for row in rows.indices {
      number = rows[row].slot == slot ? number + 1 : 0
      slot = rows[row].slot
      precondition(number < rowsPerSlot && rows[row].length < maximumLength, "a slot has no room for this row")
      let place = (slot * maximumLength + rows[row].length) * rowsPerSlot + number
      places[row * maximumLength + rows[row].length] = place * columns
      rows[row].length += 1
    }
  }

  /// Keeps the rows with these indices, in this order (a row may be kept several times), and drops the others.
  func keepRows(_ indices: [Int]) {
    for (new, old) in indices.enumerated() {
      (kept + new * maximumLength).update(from: places + old * maximumLength, count: rows[old].length)
    }
    rows = indices.map { rows[$0] }
    swap(&places, &kept)
  }
}
