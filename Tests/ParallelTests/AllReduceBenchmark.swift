import Collectives
import XCTest

/// How long all-reduces take; run with `FOVEA_BENCHMARK=1` under `mpirun`, or skipped.
///
/// For each size in MB, the median milliseconds of one all-reduce of private memory and of a reducible buffer, waited
/// for at once (`whole`) and as pending slices of 4 MB (`slices`).
final class AllReduceBenchmark: XCTestCase {
  func testAllReduce() throws {
    guard ProcessInfo.processInfo.environment["FOVEA_BENCHMARK"] != nil else {
      throw XCTSkip("a benchmark; set FOVEA_BENCHMARK=1")
    }
    let communicator = try ParallelSession.communicator()
    for megabytes in [1, 25, 64, 128, 256] {
      let count = megabytes << 18
      let memory = [
        ("private", try SoloCommunicator().makeReducibleBuffer(count: count)),
        ("reducible", try communicator.makeReducibleBuffer(count: count)),
      ]
      for (name, buffer) in memory {
        let whole = try median(communicator) { try communicator.allReduce(buffer.elements) }
        let slices = try median(communicator) { try reduceInSlices(buffer.elements, communicator) }
        if communicator.rank == 0 {
          print("all-reduce \(megabytes) MB \(name): whole \(whole) ms, slices \(slices) ms")
        }
      }
    }
  }

  private func reduceInSlices(_ elements: UnsafeMutableBufferPointer<Float>, _ communicator: any Communicator) throws {
    let length = 1 << 20
    let pending = try stride(from: 0, to: elements.count, by: length).map { start in
      try communicator.startAllReduce(
        UnsafeMutableBufferPointer(rebasing: elements[start..<min(start + length, elements.count)]))
    }
    for handle in pending { try handle.wait() }
  }

  private func median(_ communicator: any Communicator, _ body: () throws -> Void) throws -> Double {
    try body()
    let times = try (0..<7).map { _ in
      try communicator.barrier()
      return try ContinuousClock().measure(body)
    }
    let middle = times.sorted()[times.count / 2]
    return Double((middle / .microseconds(1)).rounded()) / 1000
  }
}
