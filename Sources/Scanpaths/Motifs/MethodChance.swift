/// What chance gives in the readings of one method: the token of each event is drawn independently, with its frequency
/// among the method's events.
///
/// Sequences that stay on a token are left out of the draws if they are left out of the counts; otherwise a label of few
/// tokens could never repeat as often as chance says. Labels differ only where tokens do, so that the probability of a
/// pattern is the product over its runs of equal labels.
struct MethodChance {
  /// A run of equal labels in a pattern.
  struct Run {
    var label: Int
    var length: Int
  }

  /// For each label id, and for each length from 0, the probability that so many draws all have the label, none staying on
  /// its token.
  private let runs: [Double]
  /// For each length, the probability that so many draws have any labels, none staying on its token.
  private let all: [Double]
  private let lengths: Int

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
    runs = byLabel.flatMap(probabilities)
    all = probabilities(looked)
    lengths = longest + 1
  }

  /// The runs of a sequence of label ids.
  static func runs(of ids: [UInt8]) -> [Run] {
    var runs: [Run] = []
    for id in ids {
      if let last = runs.indices.last, runs[last].label == Int(id) {
        runs[last].length += 1
      } else {
        runs.append(Run(label: Int(id), length: 1))
      }
    }
    return runs
  }

  /// The probability that a sequence of this length has the labels of these runs.
  func probability(of pattern: [Run], length: Int) -> Double {
    guard all[length] > 0 else { return 0 }
    var probability = 1 / all[length]
    for run in pattern where probability > 0 { probability *= runs[run.label * lengths + run.length] }
    return probability
  }
}
