/// A weight that rises linearly over the first gaze-annotated batches.
struct WarmUp {
  let full: Double
  /// Gaze-annotated batches until the weight is full; 0 for at once.
  let steps: Int

  /// The weight on the gaze-annotated batch that follows after `update` updates.
  ///
  /// - Parameter interval: ordinary batches between two gaze-annotated ones.
  func weight(atUpdate update: Int, interval: Int) -> Float {
    let turn = update / (interval + 1) + 1
    return Float(full) * (steps == 0 ? 1 : min(1, Float(turn) / Float(steps)))
  }
}
