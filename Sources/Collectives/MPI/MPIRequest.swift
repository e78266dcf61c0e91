import CMPI

/// Throws if an MPI function returned an error; the only place that checks MPI's return codes.
///
/// - Parameter call: the name of the MPI function.
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

/// MPI requests that complete together; the only place that splits transfers into pieces that MPI can count.
final class MPIRequests: PolledWork {
  private var requests: [cmpi_request] = []
  private let rank: Int
  private let elementsPerMessage: Int

  /// - Parameters:
  ///   - rank: this process's rank, for error messages.
  ///   - elementsPerMessage: the maximum number of elements (or bytes) in one MPI call.
  init(rank: Int, elementsPerMessage: Int) {
    self.rank = rank
    self.elementsPerMessage = elementsPerMessage
  }

  /// - Complexity: one MPI call if nothing has completed, since each call advances all requests of the process.
  func advance() throws -> Bool {
    while !requests.isEmpty {
      var done = false
      try checkMPI(cmpi_test(&requests[requests.count - 1], &done), "MPI_Test", rank: rank)
      guard done else { return false }
      requests.removeLast()
    }
    return true
  }

  func addAllReduce(_ elements: ElementBuffer, _ operation: ReductionOperation) throws {
    for piece in (0..<elements.count).pieces(of: elementsPerMessage) {
      let part = elements[piece]
      try add("MPI_Iallreduce") {
        cmpi_all_reduce(CMPI_DATA, part.bytes.baseAddress, Int32(part.count), part.kind.native, operation.native, $0)
      }
    }
  }

  /// Reduces to `root` only.
  func addReduce(_ elements: ElementBuffer, _ operation: ReductionOperation, to root: Int) throws {
    for piece in (0..<elements.count).pieces(of: elementsPerMessage) {
      let part = elements[piece]
      try add("MPI_Ireduce") {
        cmpi_reduce(
          CMPI_DATA, part.bytes.baseAddress, Int32(part.count), part.kind.native, operation.native, Int32(root), $0)
      }
    }
  }

  func addBroadcast(
    _ bytes: UnsafeMutableRawBufferPointer, from root: Int, channel: cmpi_channel = CMPI_DATA
  ) throws {
    try addPieces(of: bytes, "MPI_Ibcast") { cmpi_broadcast(channel, $0, $1, Int32(root), $2) }
  }

  func addSend(
    _ bytes: UnsafeMutableRawBufferPointer, to destination: Int, channel: cmpi_channel = CMPI_DATA
  ) throws {
    try addPieces(of: bytes, "MPI_Isend") { cmpi_send(channel, $0, $1, Int32(destination), $2) }
  }

  func addReceive(
    _ bytes: UnsafeMutableRawBufferPointer, from source: Int, channel: cmpi_channel = CMPI_DATA
  ) throws {
    try addPieces(of: bytes, "MPI_Irecv") { cmpi_receive(channel, $0, $1, Int32(source), $2) }
  }

  /// Gathers the `sent` bytes of all ranks into `gathered`; for short messages only, which need no splitting.
  func addAllGather(_ sent: UnsafeMutableRawBufferPointer, into gathered: UnsafeMutableRawBufferPointer) throws {
    try add("MPI_Iallgather") {
      cmpi_all_gather(CMPI_CONTROL, sent.baseAddress, Int32(sent.count), gathered.baseAddress, $0)
    }
  }

  private func addPieces(
    of bytes: UnsafeMutableRawBufferPointer, _ call: String,
    _ start: (UnsafeMutableRawPointer?, Int32, UnsafeMutablePointer<cmpi_request>) -> Int32
  ) throws {
    for piece in (0..<bytes.count).pieces(of: elementsPerMessage) {
      try add(call) { start(bytes.baseAddress.map { $0 + piece.lowerBound }, Int32(piece.count), $0) }
    }
  }

  private func add(_ call: String, _ start: (UnsafeMutablePointer<cmpi_request>) -> Int32) throws {
    var request = cmpi_request()
    try checkMPI(start(&request), call, rank: rank)
    requests.append(request)
  }
}

extension ElementKind {
  fileprivate var native: cmpi_element {
    switch self {
    case .float: CMPI_FLOAT
    case .double: CMPI_DOUBLE
    case .int64: CMPI_INT64
    }
  }
}

extension ReductionOperation {
  fileprivate var native: cmpi_operation {
    switch self {
    case .sum, .pairwiseSum, .roundedSum: CMPI_SUM
    case .maximum: CMPI_MAXIMUM
    case .minimum: CMPI_MINIMUM
    }
  }
}
