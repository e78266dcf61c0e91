import Basics
import CKernels
import Tensors
import Testing

/// Memory, threads and random inputs of one test.
///
/// It owns every matrix that it hands out, and results are read through it, so none is read after its memory is gone.
/// Around each matrix (and between its rows, if asked) lie marked floats that no operation may touch.
final class Workspace {
  let context: ComputeContext
  private var random: RandomStream
  private var regions: [(storage: AlignedStorage, matrix: Matrix)] = []

  private var kept: [AnyObject] = []

  private static let mark = Float(bitPattern: 0x7fc0_beef)
  private static let margin = 48

  init(threads: Int = 1, precision: Precision = .fp32, kernels: ProductKernels? = nil, seed: UInt64 = 1) {
    context = ComputeContext(threads: threads, precision: precision, kernels: kernels)
    random = RandomStream(seed: seed, purpose: .testData)
  }

  /// Normally distributed numbers that single precision holds exactly.
  func randomGrid(_ rows: Int, _ columns: Int, scale: Double = 1) -> Grid {
    Grid(rows, columns) { _, _ in Double(Float(scale * random.normal())) }
  }

  /// Keeps an object, whose memory an operation sees only as a pointer, as long as the workspace.
  func keep<Object: AnyObject>(_ object: Object) -> Object {
    kept.append(object)
    return object
  }

  /// A matrix of undefined content (NaN), its rows `gap` floats apart.
  func blank(_ rows: Int, _ columns: Int, gap: Int = 0) -> Matrix {
    let stride = columns + gap
    let storage = AlignedStorage(count: rows * stride + 2 * Self.margin)
    storage.base.update(repeating: Self.mark, count: storage.count)
    let matrix = Matrix(storage.base + Self.margin, rows: rows, columns: columns, stride: stride)
    matrix.fill(.nan)
    regions.append((storage, matrix))
    return matrix
  }

  func zeros(_ rows: Int, _ columns: Int, gap: Int = 0) -> Matrix {
    let matrix = blank(rows, columns, gap: gap)
    matrix.fill(0)
    return matrix
  }

  /// A matrix with the grid's elements.
  func matrix(_ grid: Grid, gap: Int = 0) -> Matrix {
    let matrix = blank(grid.rows, grid.columns, gap: gap)
    for row in 0..<grid.rows {
      for column in 0..<grid.columns { matrix[row, column] = Float(grid[row, column]) }
    }
    return matrix
  }

  /// The matrix's elements; records an issue if anything was written beside any matrix of this workspace.
  func read(_ matrix: Matrix, sourceLocation: SourceLocation = #_sourceLocation) -> Grid {
    for (storage, matrix) in regions where matrix.stride > 0 {
      let intact = (0..<storage.count).allSatisfy { index in
        let offset = index - (matrix.base - storage.base)
        let isElement = offset >= 0 && offset / matrix.stride < matrix.rows && offset % matrix.stride < matrix.columns
        return isElement || storage.base[index].bitPattern == Self.mark.bitPattern
      }
      #expect(intact, "written beside a matrix of \(matrix.rows) × \(matrix.columns)", sourceLocation: sourceLocation)
    }
    return Grid(matrix.rows, matrix.columns, values: matrix.elements.map(Double.init))
  }
}

/// Expects each element within `tolerance` of the expected one, relative to its own and the typical size.
func expectClose(
  _ actual: Grid, _ expected: Grid, tolerance: Double, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard actual.rows == expected.rows && actual.columns == expected.columns else {
    Issue.record("\(what) has another shape than expected", sourceLocation: sourceLocation)
    return
  }
  let scale = expected.scale
  let wrong = actual.values.indices.first { index in
    // Written so that NaN is wrong.
    !(abs(actual.values[index] - expected.values[index]) <= tolerance * (abs(expected.values[index]) + scale))
  }
  if let wrong {
    let place = "[\(wrong / max(actual.columns, 1)), \(wrong % max(actual.columns, 1))]"
    Issue.record(
      "\(what) \(place) is \(actual.values[wrong]), not \(expected.values[wrong])", sourceLocation: sourceLocation)
  }
}

/// Expects that `gradient` predicts how a double-precision `loss` changes along random directions from `point`.
func expectGradient(
  _ gradient: Grid, at point: Grid, tolerance: Double = 1e-5, _ what: String = "",
  sourceLocation: SourceLocation = #_sourceLocation, of loss: (Grid) -> Double
) {
  var random = RandomStream(seed: 99, purpose: .testData)
  let step = 1e-4
  for _ in 0..<3 {
    let direction = Grid(point.rows, point.columns) { _, _ in random.normal() }
    let ahead = loss(point + direction.map { step * $0 })
    let behind = loss(point + direction.map { -step * $0 })
    let slope = (ahead - behind) / (2 * step)
    let expected = gradient.dot(direction)
    // A slope along a normally distributed direction is of the size of the gradient's norm.
    let norm = gradient.dot(gradient).squareRoot()
    #expect(
      abs(slope - expected) <= tolerance * (norm + 0.05), "\(what): slope \(slope), gradient says \(expected)",
      sourceLocation: sourceLocation)
  }
}

/// What dropout does to one element, computed with Basics' Philox instead of the kernels'.
func dropoutFactor(_ dropout: FoveaDropout, sample: Int, position: Int, column: Int) -> Double {
  guard dropout.threshold > 0 else { return 1 }
  let group = column / 128
  let lane = column % 128 % 16
  let half = column % 128 / 16
  let counter = SIMD4(
    dropout.site << 12 | UInt32(group * 16 + lane), UInt32(position), UInt32(sample), dropout.step)
  let key = SIMD2(
    UInt32(truncatingIfNeeded: dropout.seed) ^ 0x4452_4f50, UInt32(truncatingIfNeeded: dropout.seed >> 32))
  let word = Philox.block(counter: counter, key: key)[half / 2]
  let bits = half % 2 == 0 ? word & 0xffff : word >> 16
  return bits >= dropout.threshold ? Double(dropout.scale) : 0
}

/// Dropout's factors for all rows of packed sequences.
func dropoutMask(_ dropout: FoveaDropout, _ sequences: PackedSequences, columns: Int) -> Grid {
  Grid(sequences.tokenCount, columns) { row, column in
    let key = sequences.keys[row]
    return dropoutFactor(dropout, sample: Int(key.sample), position: Int(key.position), column: column)
  }
}

/// Packed sequences of these lengths, with tokens that do not matter.
func packed(_ lengths: [Int], samples: [Int]? = nil) -> PackedSequences {
  PackedSequences(
    lengths.map { [Int32](repeating: 0, count: $0) }, samples: samples ?? lengths.indices.map { 7 * $0 + 3 })
}
