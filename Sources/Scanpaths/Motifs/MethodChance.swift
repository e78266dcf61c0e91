/// What chance gives in the readings of one method: the token of each event is drawn independently, with its frequency
/// among the method's events.
///
/// Sequences that stay on a token are left out of the draws if they are left out of the counts; otherwise a label of few
/// tokens could never repeat as often as chance says. Labels differ only where tokens do, so that the probability of a
/// pattern is the product over its runs of equal labels.
struct MethodChance {
  /// For each label id and length, the probability that so many draws all have the label, none staying on its token.
  private let runs: [[Double]]
  /// For each length, the probability that so many draws have any labels, none staying on its token.
  private let all: [Double]

  /// - Parameters:
  ///   - events: for each token of the method, the number of events on it.
  ///   - labels: for each token, its label's id.
  ///   - keepsRepeats: whether sequences may stay on a token.
  ///   - longest: the most labels of a pattern.
  /// - Complexity: O(tokens × longest).
  init(events: [Int], labels: [UInt8], keepsRepeats: Bool, longest: Int) {
    let whole = Double(max(1, events.reduce(0, +)))
    let looked = events.indices.filter { events[$0] > 0 }
    func probabilities(_ tokens: [Int]) -> [Double] {
      let shares = tokens.map { Double(events[$0]) / whole }
      // For each token, the probability of a sequence that ends on it.
      var ending = shares
      var sums = [1, ending.reduce(0, +)]
      while sums.count <= longest {
        let sum = sums[sums.count - 1]
        ending = zip(shares, ending).map { share, last in share * (keepsRepeats ? sum : sum - last) }
        sums.append(ending.reduce(0, +))
      }
      return sums
    }
    var byLabel = [[Int]](repeating: [], count: 32)
    for token in looked { byLabel[Int(labels[token])].append(token) }
    runs = byLabel.map { $0.isEmpty ? [] : probabilities($0) }
    all = probabilities(looked)
  }

  /// The probability that a sequence of this length has these labels.
  func probability(of ids: [UInt8]) -> Double {
    var probability = 1.0
    var start = 0
    while start < ids.count {
      let end = ids[start...].firstIndex { $0 != ids[start] } ?? ids.count
      let run = runs[Int(ids[start])]
      guard run.indices.contains(end - start), run[end - start] > 0 else { return 0 }
      probability *= run[end - start]
      start = end
    }
    return all[ids.count] > 0 ? probability / all[ids.count] : 0
  }
}
