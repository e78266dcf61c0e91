/// An all-gather of one range of a `SharedWindow`: each rank copies the slices of the others from their parts.
///
/// It starts when all ranks' slices are present, which the comparison of calls has ensured, and is complete when all
/// ranks have counted it: from then on they may change their parts.
///
/// Bytes moved by each rank: reads and writes (*n*−1)/*n* · *N*.
final class WindowGather: PolledWork {
  /// Elements copied in one poll: less than a millisecond of work.
  private static let elementsPerPoll = 1 << 18

  private let window: SharedWindow
  /// The number of this operation among the reductions of the window, from 1.
  private let number: Int
  /// The pieces that are still to be copied, each from the part of its owner.
  private var remaining: [(owner: Int, piece: Range<Int>)]

  init(_ window: SharedWindow, _ range: Range<Int>) {
    self.window = window
    window.launched += 1
    number = window.launched
    let slices = RankSlices(of: range.count, ranks: window.parts.count)
    remaining = window.parts.indices.filter { $0 != window.rank }.flatMap { owner in
      slices[owner].pieces(of: Self.elementsPerPoll).map { piece in
        (owner, (range.lowerBound + piece.lowerBound)..<(range.lowerBound + piece.upperBound))
      }
    }
  }

  func advance() -> Bool {
    // With one count per rank, the operations of a window must be done in order.
    guard window.reduced >= number - 1 else { return false }
    if window.reduced == number - 1 {
      if let (owner, piece) = remaining.popLast() {
        let own = UnsafeMutableBufferPointer(rebasing: window.parts[window.rank][piece])
        _ = own.update(fromContentsOf: window.parts[owner][piece])
      }
      guard remaining.isEmpty else { return false }
      window.countReduction()
    }
    return window.allHaveReduced(number)
  }
}
