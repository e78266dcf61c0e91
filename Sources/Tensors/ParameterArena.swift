/// One float for each parameter of a layout: the weights, their gradients, or an optimiser's moments.
package final class ParameterArena: @unchecked Sendable {
  package let layout: ParameterLayout
  package let storage: AlignedStorage

  /// - Parameter storage: the memory to use; by default a new allocation.
  package init(_ layout: ParameterLayout, storage: AlignedStorage? = nil) {
    self.layout = layout
    self.storage = storage ?? AlignedStorage(count: layout.count)
    precondition(self.storage.count == layout.count, "the storage does not fit the layout")
  }

  package var buffer: UnsafeMutableBufferPointer<Float> { storage.buffer }

  /// The named parameter as a matrix; one-dimensional parameters have one row.
  package subscript(name: String) -> Matrix {
    guard let entry = layout.entry(name) else { preconditionFailure("no parameter is named \(name)") }
    return matrix(entry)
  }

  package func matrix(_ entry: ParameterLayout.Entry) -> Matrix {
    let columns = entry.shape.last ?? 1
    return Matrix(
      storage.base + entry.range.lowerBound, rows: columns == 0 ? 0 : entry.range.count / columns, columns: columns)
  }

  package func clear(_ pool: WorkerPool) {
    pool.forRanges(of: buffer.count) { range in
      (storage.base + range.lowerBound).update(repeating: 0, count: range.count)
    }
  }

  package func copy(from other: ParameterArena) {
    precondition(layout == other.layout, "the two arenas have different layouts")
    storage.base.update(from: other.storage.base, count: storage.count)
  }
}
