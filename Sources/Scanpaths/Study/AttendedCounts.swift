/// How often each token of the methods read in training was attended.
struct AttendedCounts {
  /// By the method's place, for each token.
  private(set) var hits: [Int: [Double]] = [:]
  private(set) var trials: [Int: Double] = [:]

  init(_ corpus: StudyScanpaths, training: [Int]) {
    for trial in training.map({ corpus.trials[$0] }) {
      trials[trial.method, default: 0] += 1
      for token in trial.attended {
        hits[trial.method, default: [Double](repeating: 0, count: corpus.methods[trial.method].count)][token] += 1
      }
    }
  }
}
