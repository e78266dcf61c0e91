import Basics

/// Which trials a predictor learns from and which it is judged on.
package enum StudySplit: String, CaseIterable, Sendable, Codable {
  /// Each participant in turn is held out with all their trials; others' readings of the same methods stay.
  case participants = "leave_one_participant_out"
  /// The methods are dealt into folds, and each fold in turn is held out with everyone's readings of it.
  case methods = "leave_methods_out"

  /// The places of the held-out trials, fold by fold; without chosen methods every trial is held out exactly
  /// once.
  ///
  /// The folds depend on the seed and the ids alone, not on what was looked at. With fewer methods than folds there are
  /// as many folds as methods.
  ///
  /// - Parameter heldOutMethods: the ids of methods that are one fold by themselves when methods are held out, so that
  ///   what learns from the rest has seen no reading of any of them; nil deals all methods into folds.
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
