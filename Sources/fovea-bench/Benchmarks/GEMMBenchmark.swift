import Basics
import Tensors

/// Measures the speed of matrix products with the shapes of a training step: the limit that a step is compared with.
struct GEMMBenchmark {
  let threads: Int
  let precision: Precision
  let rate: MatrixProductRate

  init(threads: Int, precision: Precision = .fp32, tokens: Int = 2048) {
    self.threads = threads
    self.precision = precision
    rate = MatrixProductRate(tokens: tokens)
  }

  /// The report; `limit` is the fastest product's rate with all threads.
  struct Report: BenchmarkReport {
    let benchmark = "gemm"
    let machine: Machine
    let threads: Int
    let precision: Precision
    /// 10⁹ floating-point operations per second.
    let limitGigaflops: Double
    let products: [Product]

    /// A product and the share of the limit that it reaches.
    struct Product: Encodable, Sendable {
      let shape: MatrixProductRate.Shape
      let oneThreadGigaflops: Double
      let gigaflops: Double
      /// OpenBLAS's with all threads, if these are not its own figures.
      let openblasGigaflops: Double?
      let ratio: Double
    }

    var table: String {
      let rows = products.map { product in
        let shape = product.shape
        return [
          shape.name, "\(shape.rows) × \(shape.columns) × \(shape.inner)", product.oneThreadGigaflops.decimals(1),
          product.gigaflops.decimals(1), (100 * product.ratio).decimals(0) + " %",
          product.openblasGigaflops?.decimals(1) ?? "",
        ]
      }
      return TextTable(
        measurements: [
          ["product", "rows × columns × inner", "GFLOP/s, 1 thread", "\(threads) threads", "of the limit", "OpenBLAS"]
        ] + rows
      ).rendered(.table)
        + "\n\nlimit: \(limitGigaflops.decimals(1)) GFLOP/s (\(precision.rawValue), \(threads) threads, \(machine.cpu))"
    }
  }

  /// Measures every product with one thread and with all threads.
  func run() -> Report {
    let alone = ComputeContext(threads: 1, precision: precision)
    let together = ComputeContext(threads: threads, precision: precision)
    let openBLAS =
      precision == .fp32 && together.kernels != .openBLAS ? ComputeContext(threads: threads, kernels: .openBLAS) : nil
    let products = rate.shapes.map { shape in
      let oneThread = rate.gigaflops(of: shape, alone)
      return (
        shape, oneThread, threads == 1 ? oneThread : rate.gigaflops(of: shape, together),
        openBLAS.map { rate.gigaflops(of: shape, $0) }
      )
    }
    let limit = products.map(\.2).max() ?? 0
    return Report(
      machine: .this, threads: threads, precision: precision, limitGigaflops: limit,
      products: products.map { shape, oneThread, all, openBLAS in
        Report.Product(
          shape: shape, oneThreadGigaflops: oneThread, gigaflops: all, openblasGigaflops: openBLAS,
          ratio: all / limit)
      })
  }
}
