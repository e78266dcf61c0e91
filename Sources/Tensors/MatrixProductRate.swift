import Basics

/// Measures how fast this machine multiplies matrices, at the shapes of codet5-small's training step.
package struct MatrixProductRate {
  /// A product of matrices, `[rows, inner] · [inner, columns]`.
  package struct Shape: Encodable, Sendable {
    package let name: String
    package let rows: Int
    package let columns: Int
    package let inner: Int
    fileprivate let transposesFirst: Bool

    private enum CodingKeys: String, CodingKey { case name, rows, columns, inner }

    /// Multiplications and additions.
    fileprivate var operations: Double { 2 * Double(rows) * Double(columns) * Double(inner) }
  }

  /// Tokens per pass through the layers.
  package let tokens: Int
  /// The time for which each product is repeated, in seconds.
  package let secondsEach: Double

  package init(tokens: Int = 2048, secondsEach: Double = 0.5) {
    self.tokens = tokens
    self.secondsEach = secondsEach
  }

  /// The products of a training step; the head's uses the tokens of one loss chunk.
  package var shapes: [Shape] {
    let chunk = min(tokens, 256)
    return [
      Shape(name: "attention in", rows: tokens, columns: 1536, inner: 512, transposesFirst: false),
      Shape(name: "attention out", rows: tokens, columns: 512, inner: 512, transposesFirst: false),
      Shape(name: "feed-forward in", rows: tokens, columns: 2048, inner: 512, transposesFirst: false),
      Shape(name: "feed-forward out", rows: tokens, columns: 512, inner: 2048, transposesFirst: false),
      Shape(name: "feed-forward gradient", rows: 2048, columns: 512, inner: tokens, transposesFirst: true),
      Shape(name: "head", rows: chunk, columns: 32_100, inner: 512, transposesFirst: false),
      Shape(name: "head gradient", rows: 32_100, columns: 512, inner: chunk, transposesFirst: true),
    ]
  }

  /// The rate of the fastest product with as many threads as `context` has, in 10⁹ operations per second: OpenBLAS's in
  /// single precision, Fovea's own in bfloat16.
  package func limit(_ context: ComputeContext) -> Double {
    let measured =
      context.precision == .fp32 ? ComputeContext(threads: context.pool.threads, kernels: .openBLAS) : context
    return shapes.map { gigaflops(of: $0, measured) }.max() ?? 0
  }

  /// The best of repeated runs, in 10⁹ operations per second: the rate of an undisturbed machine.
  package func gigaflops(of shape: Shape, _ context: ComputeContext) -> Double {
    let first = randomMatrix(
      shape.transposesFirst ? shape.inner : shape.rows, shape.transposesFirst ? shape.rows : shape.inner)
    let second = randomMatrix(
      shape.transposesFirst ? shape.inner : shape.columns, shape.transposesFirst ? shape.columns : shape.inner)
    let result = AlignedStorage(count: shape.rows * shape.columns)
    func multiply() {
      MatrixProduct.multiply(
        first.matrix, transposingFirst: shape.transposesFirst, second.matrix, transposingSecond: !shape.transposesFirst,
        into: Matrix(result.base, rows: shape.rows, columns: shape.columns), context)
    }
    multiply()
    var best = Double.infinity
    var spent = 0.0
    while spent < secondsEach {
      let time = ContinuousClock().measure(multiply).seconds
      best = min(best, time)
      spent += time
    }
    return shape.operations / best / 1e9
  }

  private func randomMatrix(_ rows: Int, _ columns: Int) -> (storage: AlignedStorage, matrix: Matrix) {
    let storage = AlignedStorage(count: rows * columns)
    var random = RandomStream(seed: 1, purpose: .testData, rows, columns)
    for index in storage.buffer.indices { storage.buffer[index] = Float(random.uniform()) - 0.5 }
    return (storage, Matrix(storage.base, rows: rows, columns: columns))
  }
}
