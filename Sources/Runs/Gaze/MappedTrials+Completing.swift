import Recordings

extension MappedTrials {
  /// The trials that this was made from, with the tokens of those that have code; the others are unchanged.
  func completing(_ trials: [ReadingTrial]) -> [ReadingTrial] {
    var tokenized = self.trials[...]
    return trials.map { trial in
      guard let next = tokenized.first, next.provenance == trial.provenance, next.method == trial.method else {
        return trial
      }
      tokenized.removeFirst()
      return next
    }
  }
}
