/// An all-reduce or a reduce-scatter of one range of a `SharedWindow`.
///
/// It starts when all ranks' values are present, which the comparison of calls has ensured. Each rank combines its
/// slice of the range over all parts, in rank order, and writes the result to all parts, or to its own; no other rank
/// touches that slice. The reduction is complete when all ranks have counted it.
///
/// Bytes moved by each rank: reads *N* and writes *N*, *N*/*n* in each of *n* parts; a reduce-scatter writes at most
/// 2 *N*/*n*.
final class WindowReduction: PolledWork {
  /// Elements combined in one poll: less than a millisecond of work, but enough that few polls suffice.
  private static let elementsPerPoll = 1 << 18
  /// Elements combined before the result is copied to the other parts, so that it is still in the first-level cache.
  private static let elementsPerBlock = 1 << 12

  private let window: SharedWindow
  private let operation: ReductionOperation
  /// The parts that get the result.
  private let receivers: [UnsafeMutableBufferPointer<Float>]
  /// The number of this reduction in the window, from 1.
  private let number: Int
  /// The rest of this rank's slice.
  private var remaining: Range<Int>

  /// - Parameter isScattered: whether only this rank's part gets the result of its slice.
  init(_ window: SharedWindow, _ range: Range<Int>, _ operation: ReductionOperation, isScattered: Bool = false) {
    self.window = window
    self.operation = operation
    // The first part holds the result already.
    receivers = isScattered ? (window.rank == 0 ? [] : [window.parts[window.rank]]) : Array(window.parts.dropFirst())
    window.launched += 1
    number = window.launched
    let slice = RankSlices(of: range.count, ranks: window.parts.count)[window.rank]
    remaining = (range.lowerBound + slice.lowerBound)..<(range.lowerBound + slice.upperBound)
  }

  func advance() -> Bool {
    // With one count per rank, reductions must be done in order.
    guard window.reduced >= number - 1 else { return false }
    if window.reduced == number - 1 {
      let now = remaining.prefix(Self.elementsPerPoll)
      for block in now.pieces(of: Self.elementsPerBlock) { combine(block) }
      remaining = now.upperBound..<remaining.upperBound
      guard remaining.isEmpty else { return false }
      window.countReduction()
    }
    return window.allHaveReduced(number)
  }

  private func combine(_ block: Range<Int>) {
    let parts = window.parts.map { ElementBuffer(UnsafeMutableBufferPointer(rebasing: $0[block])) }
    parts.reduceIntoFirst(operation)
    for part in receivers {
      _ = UnsafeMutableBufferPointer(rebasing: part[block]).update(fromContentsOf: window.parts[0][block])
    }
  }
}
