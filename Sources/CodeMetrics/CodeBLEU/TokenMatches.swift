/// Counts n-grams of a prediction and its references over the numbers that stand for their tokens.
struct TokenMatches {
  /// For each order, the number of each n-gram of a text in the order of the text.
  private struct Grams {
    var byOrder: [[Int32]] = []
  }

  /// Numbers for tokens and for n-grams; an n-gram's is that of the pair of its first *n* − 1 tokens and its last.
  private var tokens: [ArraySlice<UInt8>: Int32] = [:]
  private var pairs: [UInt64: Int32] = [:]
  private var weights: [Double] = []
  private let keywords: Set<MetricText.Token>

  /// What tokens that are no keywords weigh; keywords weigh 1.
  private static let otherWeight = 0.2

  init(keywords: Set<MetricText.Token>) {
    self.keywords = keywords
    tokens.reserveCapacity(128)
    pairs.reserveCapacity(512)
  }

  /// Adds the counts of one sample by the rules of a mode.
  mutating func count(
    references: [[UInt8]], prediction: [UInt8], mode: CodeBLEUMode, into statistics: inout CodeBLEUStatistics
  ) {
    let predicted = grams(of: prediction)
    let expected = references.map { grams(of: $0) }
    let length = predicted.byOrder[0].count
    let lengths = expected.map(\.byOrder[0].count)
    let closest = lengths.min { (abs($0 - length), $0) < (abs($1 - length), $1) } ?? 0
    statistics.predictionLength += Double(length)
    statistics.referenceLength += Double(closest)
    // The published programs measure a pair of tokens and weights instead of the tokens.
    statistics.weightedReferenceLength += mode == .fixed ? Double(closest) : 2
    for order in 0..<4 {
      let own = counts(predicted.byOrder[order])
      let theirs = expected.map { counts($0.byOrder[order]) }
      addPrecision(own, theirs, order, mode, &statistics)
      if mode != .fixed { addRecall(own, theirs, order, &statistics) }
    }
  }

  /// The share of the prediction's n-grams that a reference has, no n-gram counting more often than in one reference.
  private func addPrecision(
    _ own: [Int32: Int], _ references: [[Int32: Int]], _ order: Int, _ mode: CodeBLEUMode,
    _ statistics: inout CodeBLEUStatistics
  ) {
    var (matched, total, weightedMatched, weightedTotal) = (0.0, 0.0, 0.0, 0.0)
    for (gram, count) in own {
      let most = references.reduce(0) { max($0, $1[gram] ?? 0) }
      let weight = order == 0 ? weights[Int(gram)] : 1
      matched += Double(min(count, most))
      total += Double(count)
      weightedMatched += weight * Double(min(count, most))
      weightedTotal += weight * Double(count)
    }
    statistics.matched[order] += matched
    statistics.total[order] += mode == .fixed ? total : max(1, total)
    if mode == .fixed {
      statistics.weightedMatched[order] += weightedMatched
      statistics.weightedTotal[order] += weightedTotal
    }
  }

  /// The weighted share of each reference's n-grams that the prediction has.
  private func addRecall(
    _ own: [Int32: Int], _ references: [[Int32: Int]], _ order: Int, _ statistics: inout CodeBLEUStatistics
  ) {
    for reference in references {
      var (matched, total) = (0.0, 0.0)
      for (gram, count) in reference {
        let weight = order == 0 ? weights[Int(gram)] : 1
        matched += weight * Double(min(count, own[gram] ?? 0))
        total += weight * Double(count)
      }
      statistics.weightedMatched[order] += matched
      statistics.weightedTotal[order] += max(1, total)
    }
  }

  private func counts(_ grams: [Int32]) -> [Int32: Int] {
    var counts: [Int32: Int] = [:]
    counts.reserveCapacity(grams.count)
    for gram in grams { counts[gram, default: 0] += 1 }
    return counts
  }

  private mutating func grams(of text: [UInt8]) -> Grams {
    let unigrams = MetricText.whitespaceRuns(text).map { number(of: $0) }
    var byOrder = [unigrams]
    for order in 1..<4 {
      let shorter = byOrder[order - 1]
      var longer: [Int32] = []
      if unigrams.count > order {
        longer.reserveCapacity(unigrams.count - order)
        for start in 0..<(unigrams.count - order) {
          let pair = UInt64(order) << 62 | UInt64(shorter[start]) << 31 | UInt64(unigrams[start + order])
          let gram = pairs[pair] ?? Int32(pairs.count)
          if gram == pairs.count { pairs[pair] = gram }
          longer.append(gram)
        }
      }
      byOrder.append(longer)
    }
    return Grams(byOrder: byOrder)
  }

  private mutating func number(of token: ArraySlice<UInt8>) -> Int32 {
    if let number = tokens[token] { return number }
    let number = Int32(tokens.count)
    tokens[token] = number
    weights.append(keywords.contains(Array(token)) ? 1 : Self.otherWeight)
    return number
  }
}
