/// A message that ranks send each other several times a second, outside MPI, to show that they are alive and what they
/// are doing.
struct Heartbeat: Sendable, Equatable {
  var rank: Int
  /// Counts the beats of a rank.
  var count: Int
  var step: Int
  var sequence: Int
  var awaited: Int
  var call: CollectiveCall.Kind
  /// The time since it began to wait or work.
  var milliseconds: Int

  init(rank: Int, count: Int, _ activity: Activity, now: ContinuousClock.Instant) {
    self.rank = rank
    self.count = count
    step = activity.step
    sequence = activity.sequence
    awaited = activity.awaited
    call = activity.call
    milliseconds = Int((now - activity.since) / .milliseconds(1))
  }
}

extension Heartbeat {
  /// `FOVEABT1` as a number.
  private static let magic: UInt64 = 0x464F_5645_4142_5431
  static let byteCount = 9 * MemoryLayout<UInt64>.size

  /// The beat as a datagram with the job's token.
  func datagram(token: UInt64) -> [UInt8] {
    let numbers = [rank, count, step, sequence, awaited, Int(call.rawValue), milliseconds].map(UInt64.init(clamping:))
    return ([Self.magic, token] + numbers).flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) }
    }
  }

  /// Parses a datagram; `nil` if it is not a beat of this job.
  init?(datagram bytes: some Collection<UInt8>, token: UInt64) {
    let bytes = Array(bytes)
    guard bytes.count == Self.byteCount else { return nil }
    let words = stride(from: 0, to: bytes.count, by: 8).map { start in
      (0..<8).reduce(UInt64(0)) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) }
    }
    guard words[0] == Self.magic, words[1] == token, let call = CollectiveCall.Kind(rawValue: UInt8(clamping: words[7]))
    else { return nil }
    let numbers = words.map(Int.init(clamping:))
    rank = numbers[2]
    count = numbers[3]
    step = numbers[4]
    sequence = numbers[5]
    awaited = numbers[6]
    self.call = call
    milliseconds = numbers[8]
  }

  /// `step 12, waiting in collective 79 (all-reduce) for 8 s`.
  var summary: String {
    let doing =
      awaited > 0
      ? "waiting in collective \(awaited) (\(call.name))" : "working after collective \(sequence) (\(call.name))"
    return "step \(step), \(doing) for \(milliseconds / 1000) s"
  }
}
