import CMPI

/// The one place where MPI's return codes become errors.
///
/// - Parameter call: the MPI function, as MPI names it.
func checkMPI(_ code: Int32, _ call: String, rank: Int) throws {
  guard code != 0 else { return }
  let capacity = 512
  let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer -> String in
    buffer.initialize(repeating: 0)
    cmpi_describe_error(code, buffer.baseAddress, Int32(capacity))
    return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
  throw CollectiveError.library(call: call, rank: rank, code: code, text: text)
}

/// Something that proceeds only when polled.
protocol PolledWork: AnyObject {
  /// Does a bounded amount of work and tells whether everything is done.
  func advance() throws -> Bool
}

/// MPI requests that were started together.
final class MPIRequests: PolledWork {
  private var requests: [cmpi_request] = []
  private let rank: Int

  init(rank: Int) {
    self.rank = rank
  }

  /// Starts one more request.
  func add(_ call: String, _ start: (UnsafeMutablePointer<cmpi_request>) -> Int32) throws {
    var request = cmpi_request()
    try checkMPI(start(&request), call, rank: rank)
    requests.append(request)
  }

  /// - Complexity: one MPI call when nothing has completed, since each call advances all requests of the process.
  func advance() throws -> Bool {
    while !requests.isEmpty {
      var done = false
      try checkMPI(cmpi_test(&requests[requests.count - 1], &done), "MPI_Test", rank: rank)
      guard done else { return false }
      requests.removeLast()
    }
    return true
  }
}
