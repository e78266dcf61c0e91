/// The order of a communicator's reductions that exchange messages over one channel. Messages between two ranks are only
/// distinguished by their order, so these reductions run one after another.
final class MessageOrder {
  private var launched = 0
  /// The number of reductions that have finished.
  var finished = 0

  /// The number of a new reduction, from 1.
  func takeNumber() -> Int {
    launched += 1
    return launched
  }

  /// Whether all earlier reductions have finished, and this one has not.
  func isTurn(of number: Int) -> Bool { finished == number - 1 }
}
