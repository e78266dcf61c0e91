/// A rank's next collective, as a few numbers that ranks compare before any data moves.
///
/// MPI itself does not compare: with unequal counts Open MPI has corrupted the heap, with unequal kinds it has hung. So
/// every collective of every communicator first exchanges these records.
struct CollectiveCall: Sendable, Equatable {
  enum Kind: UInt8, Sendable {
    case barrier = 1
    case allReduce
    case reduceScatter
    case allGather
    case broadcast
    case broadcastBytes
    case gatherBytes
    case allGatherBytes
    case agreement
    case makeBuffer
    case shutDown
    /// Matches every other kind: this rank has failed, and says so instead of doing what was expected.
    case failure

    var name: String {
      switch self {
      case .barrier: "barrier"
      case .allReduce: "all-reduce"
      case .reduceScatter: "reduce-scatter"
      case .allGather: "all-gather"
      case .broadcast: "broadcast"
      case .broadcastBytes: "broadcast of a byte string"
      case .gatherBytes: "gather of byte strings"
      case .allGatherBytes: "all-gather of byte strings"
      case .agreement: "agreement"
      case .makeBuffer: "making of a reducible buffer"
      case .shutDown: "shut-down"
      case .failure: "failure"
      }
    }
  }

  var kind: Kind
  var element: ElementKind?
  var operation: ReductionOperation?
  var root = 0
  /// Elements or bytes, equal on all ranks.
  var count = 0
  /// The position of the elements in a shared window, equal on all ranks; 0 in private memory.
  var location = 0
  /// The bytes of this rank's contribution, which may differ between ranks.
  var length = 0

  /// Whether two ranks' calls belong together.
  func matches(_ other: CollectiveCall) -> Bool {
    var adjusted = other
    adjusted.length = length
    return self == adjusted
  }

  /// The call in readable form: `all-reduce (sum) of 1024 float`.
  var summary: String {
    var text = kind.name
    if let operation { text += " (\(operation))" }
    if kind == .broadcast { text += " of \(count) bytes" }
    if let element { text += " of \(count) \(element)" }
    if location != 0 { text += " at place \(location & CollectiveCall.offsetMask) of shared memory" }
    if [.broadcast, .broadcastBytes, .gatherBytes].contains(kind) { text += ", root \(root)" }
    return text
  }

  /// Throws the same error on all ranks if `calls`, one from each rank, do not belong together.
  static func checkMatching(_ calls: [CollectiveCall], sequence: Int) throws {
    guard let first = calls.first, !calls.allSatisfy(first.matches) else { return }
    throw CollectiveError.mismatch(sequence: sequence, summaries: calls.map(\.summary))
  }
}

extension CollectiveCall {
  /// The low bits of `location` contain the first element's index; the higher bits number the window from 1.
  static let offsetBits = 40
  static let offsetMask = 1 << offsetBits - 1

  /// The length of the encoded record: fixed, so that ranks that disagree can still exchange it.
  static let wordCount = 4

  var words: [Int64] {
    let packed = Int64(kind.rawValue) | Int64(element?.rawValue ?? 0) << 8 | Int64(operation?.rawValue ?? 0) << 16
    return [packed | Int64(root) << 32, Int64(count), Int64(location), Int64(length)]
  }

  /// Decodes a record; `nil` if the words are not one, which means that memory or messages were corrupted.
  init?(words: some Collection<Int64>) {
    let words = Array(words)
    guard words.count == Self.wordCount, let kind = Kind(rawValue: UInt8(truncatingIfNeeded: words[0])) else {
      return nil
    }
    self.init(
      kind: kind, element: ElementKind(rawValue: UInt8(truncatingIfNeeded: words[0] >> 8)),
      operation: ReductionOperation(rawValue: UInt8(truncatingIfNeeded: words[0] >> 16)), root: Int(words[0] >> 32),
      count: Int(words[1]), location: Int(words[2]), length: Int(words[3]))
  }
}
