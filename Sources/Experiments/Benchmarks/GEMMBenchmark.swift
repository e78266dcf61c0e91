import Basics
import Tensors

/// How fast matrices are multiplied at the shapes of a training step: the limit that a step is measured against.
package struct GEMMBenchmark {
  package let threads: Int
  /// Tokens that go through the layers at once.
  package let tokens: Int
  /// Seconds to spend on each product.
  package let secondsEach: Double

  package init(threads: Int, tokens: Int = 2048, secondsEach: Double = 0.5) {
    self.threads = threads
    self.tokens = tokens
    self.secondsEach = secondsEach
  }

  /// One product: rows × inner times inner × columns.
  package struct Shape: Encodable, Sendable {
    package let name: String
    package let rows: Int
    package let columns: Int
    package let inner: Int
    /// Whether the first operand lies transposed in memory, as in gradients of weights; else the second does.
    fileprivate let transposesFirst: Bool

    private enum CodingKeys: String, CodingKey { case name, rows, columns, inner }

    var operations: Double { 2 * Double(rows) * Double(columns) * Double(inner) }
  }

  /// A product's speed in 10⁹ floating-point operations per second.
  package struct Rate: Encodable, Sendable {
    package let shape: Shape
    package let oneThread: Double
    package let allThreads: Double
  }

  /// The report; `limit` is the fastest product's rate with all threads.
  package struct Report: BenchmarkReport {
    package let benchmark = "gemm"
    package let machine: Machine
    package let threads: Int
    /// 10⁹ floating-point operations per second.
    package let limitGigaflops: Double
    package let products: [Product]

    /// A product and what share of the limit it reaches.
    package struct Product: Encodable, Sendable {
      package let shape: Shape
      package let oneThreadGigaflops: Double
      package let gigaflops: Double
      package let ratio: Double
    }

    package var table: String {
      let rows = products.map { product in
        let shape = product.shape
        return [
          shape.name, "\(shape.rows) × \(shape.columns) × \(shape.inner)", decimal(product.oneThreadGigaflops, 1),
          decimal(product.gigaflops, 1), decimal(100 * product.ratio, 0) + " %",
        ]
      }
      return alignedTable(
        [["product", "rows × columns × inner", "GFLOP/s, 1 thread", "\(threads) threads", "of the limit"]] + rows)
        + "\n\nlimit: \(decimal(limitGigaflops, 1)) GFLOP/s (sgemm, \(threads) threads, \(machine.cpu))"
    }
  }

  /// The products of codet5-small's step; the head's has the tokens of one chunk of the loss.
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

  /// Measures every product with one thread and with all.
  package func run() -> Report {
    let alone = ComputeContext(threads: 1)
    let together = ComputeContext(threads: threads)
    let rates = shapes.map { shape in
      let oneThread = rate(shape, alone)
      return Rate(shape: shape, oneThread: oneThread, allThreads: threads == 1 ? oneThread : rate(shape, together))
    }
    let limit = rates.map(\.allThreads).max() ?? 0
    let products = rates.map { rate in
      Report.Product(
        shape: rate.shape, oneThreadGigaflops: rate.oneThread, gigaflops: rate.allThreads,
        ratio: rate.allThreads / limit)
    }
    return Report(machine: .this, threads: threads, limitGigaflops: limit, products: products)
  }

  /// The fastest of all products with all threads of `context`, in 10⁹ operations per second.
  package func limit(_ context: ComputeContext) -> Double {
    shapes.map { rate($0, context) }.max() ?? 0
  }

  /// The best of repeated runs: what the machine can do when nothing disturbs it.
  private func rate(_ shape: Shape, _ context: ComputeContext) -> Double {
    let first = randomMatrix(
      shape.transposesFirst ? shape.inner : shape.rows, shape.transposesFirst ? shape.rows : shape.inner)
    let second = randomMatrix(
      shape.transposesFirst ? shape.inner : shape.columns, shape.transposesFirst ? shape.columns : shape.inner)
    let result = AlignedStorage(count: shape.rows * shape.columns)
    func multiply() {
      MatrixProduct.multiply(
        first.matrix, transposingFirst: shape.transposesFirst, second.matrix, transposingSecond: !shape.transposesFirst,
        into: Matrix(result.base, rows: shape.rows, columns: shape.columns), pool: context.pool)
    }
    multiply()
    var best = Double.infinity
    var spent = 0.0
    while spent < secondsEach {
      let time = seconds(multiply)
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
