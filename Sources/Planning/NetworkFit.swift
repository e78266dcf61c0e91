import Basics
import Foundation

/// Fits α and β to measured all-reduces: the least sum of squared relative deviations, with neither below zero.
package struct NetworkFit: Sendable, Equatable {
  /// One measured all-reduce.
  package struct Measurement: Sendable, Equatable {
    package var bytes: Double
    package var seconds: Double

    package init(bytes: Double, seconds: Double) {
      self.bytes = bytes
      self.seconds = seconds
    }
  }

  /// α, in seconds.
  package let latency: Double
  /// β, in bytes per second.
  package let bandwidth: Double
  /// The largest deviation of the model from a measurement, as a share of the measurement.
  package let largestDeviation: Double

  /// - Parameters:
  ///   - members: the ranks that took part, one on each host.
  ///   - path: where the measurements are from, for messages.
  /// - Throws: `DataLineError` unless there are two sizes or more and time grows with size.
  package init(_ measurements: [Measurement], members: Int, path: String) throws {
    let costs = measurements.map { CollectiveCost.allReduce($0.bytes, members: members, .flat) }
    guard members > 1, Set(measurements.map(\.bytes)).count > 1,
      measurements.allSatisfy({ $0.bytes > 0 && $0.seconds > 0 && $0.seconds.isFinite })
    else {
      throw DataLineError(
        path: path, line: 0, problem: "these are not times of two or more sizes over two or more ranks",
        remedy: "measure with mpirun, one rank on each host: fovea-bench allreduce --json")
    }
    // The model a · messages + b · bytes, each equation divided by its measured time.
    let rows = zip(costs, measurements).map { ($0.messages / $1.seconds, $0.bytes / $1.seconds) }
    let (mm, mb) = (rows.reduce(0) { $0 + $1.0 * $1.0 }, rows.reduce(0) { $0 + $1.0 * $1.1 })
    let (bb, m) = (rows.reduce(0) { $0 + $1.1 * $1.1 }, rows.reduce(0) { $0 + $1.0 })
    let b = rows.reduce(0) { $0 + $1.1 }
    let determinant = mm * bb - mb * mb
    var (a, perByte) = ((m * bb - b * mb) / determinant, (b * mm - m * mb) / determinant)
    if a < 0 { (a, perByte) = (0, b / bb) }
    guard perByte > 0, a.isFinite, perByte.isFinite else {
      throw DataLineError(
        path: path, line: 0, problem: "larger messages did not take longer, so there is no bandwidth in these times",
        remedy: "measure again on a quiet network, with sizes up to 64 MB")
    }
    (latency, bandwidth) = (a, 1 / perByte)
    largestDeviation = rows.map { abs($0.0 * a + $0.1 * perByte - 1) }.max() ?? 0
  }

  /// The network that a report of `fovea-bench allreduce --json` shows.
  ///
  /// - Throws: `FileFailure`; `DataLineError` for a file that is no such report.
  package static func network(reportAt path: String) throws -> NetworkModel {
    struct Report: Decodable {
      struct Size: Decodable {
        var megabytes: Double
        var blockingSeconds: Double
      }
      var ranks: Int
      var sizes: [Size]
    }
    let bytes = try TextFile.bytes(of: path, upTo: 1 << 24)
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let report: Report
    do { report = try decoder.decode(Report.self, from: bytes) } catch let error as DecodingError {
      throw DataLineError(
        path: path, line: 0, problem: error.briefly, remedy: "this must be the output of fovea-bench allreduce --json")
    }
    let fit = try NetworkFit(
      report.sizes.map { Measurement(bytes: $0.megabytes * Double(1 << 20), seconds: $0.blockingSeconds) },
      members: report.ranks, path: path)
    let error = String(format: "%.0f", 100 * fit.largestDeviation)
    return NetworkModel(
      name: "\(path) (within \(error) %)", latency: fit.latency, bandwidth: fit.bandwidth)
  }
}
