import Basics

/// The splits into trials that a predictor learns from and trials that it is scored on.
package enum StudySplit: String, CaseIterable, Sendable, Codable {
  /// Each participant in turn is held out with all their trials; other readings of the same methods stay in training.
  case participants = "leave_one_participant_out"
  /// The methods are dealt into folds, and each fold in turn is held out with all readings of its methods.
  case methods = "leave_methods_out"

  /// The indices of the held-out trials, by fold; without chosen methods, every trial is held out exactly once.
  ///
  /// The folds depend only on the seed and the ids, not on the gaze data. With fewer methods than folds, there are as
  /// many folds as methods.
  ///
  /// - Parameter heldOutMethods: the ids of methods that form a single fold when methods are held out, so a model
  ///   trained on the rest has seen no reading of any of them; nil deals all methods into folds.
  package func heldOut(
    of corpus: StudyScanpaths, folds: Int, seed: UInt64, heldOutMethods: Set<String>? = nil
  ) -> [[Int]] {
    switch self {
    case .participants:
      let groups = Dictionary(grouping: corpus.trials.indices) { corpus.trials[$0].participant }
      return groups.sorted { $0.key < $1.key }.map(\.value)
    case .methods:
      if let heldOutMethods {
        let fold = corpus.trials.indices.filter { heldOutMethods.contains(corpus.id(ofTrial: $0)) }
        return fold.isEmpty ? [] : [fold]
      }
      let groups = Dictionary(grouping: corpus.trials.indices) { corpus.trials[$0].method }
      var stream = RandomStream(seed: seed, purpose: .shuffling)
      let dealt = groups.sorted { corpus.methods[$0.key].code.id < corpus.methods[$1.key].code.id }.map(\.value)
        .shuffled(using: &stream)
      let count = min(max(1, folds), dealt.count)
      return (0..<count).map { fold in stride(from: fold, to: dealt.count, by: count).flatMap { dealt[$0] }.sorted() }
    }
  }
}
