import Basics

/// Counts n-grams of one sample's prediction and references.
///
/// Tokens and n-grams are numbered, the n-grams of each order separately, so counts are arrays.
struct TokenMatches {
  private let mode: CodeBLEUMode
  private let keywords: ByteInterner
  private var tokens = ByteInterner(capacity: 128)
  /// The weight of each token.
  private var weights: [Double] = []
  private var pairs = PairNumbers()

  /// The weight of tokens that are not keywords; keywords have weight 1.
  private static let otherWeight = 0.2

  init(keywords: Set<MetricText.Token>, mode: CodeBLEUMode) {
    self.mode = mode
    var interner = ByteInterner(capacity: keywords.count)
    for keyword in keywords { _ = interner.number(of: keyword[...]) }
    self.keywords = interner
  }

  /// The counts of one sample.
  func statistics(references: [[UInt8]], prediction: [UInt8]) -> CodeBLEUStatistics {
    var matches = self
    let predicted = matches.unigrams(of: prediction)
    let expected = references.map { matches.unigrams(of: $0) }
    var statistics = CodeBLEUStatistics()
    let closest = expected.map(\.count).min {
      (abs($0 - predicted.count), $0) < (abs($1 - predicted.count), $1)
    }
    statistics.predictionLength = Double(predicted.count)
    statistics.referenceLength = Double(closest ?? 0)
    // The published programs measure the pair of tokens and weights instead of the tokens.
    statistics.weightedReferenceLength = mode == .fixed ? statistics.referenceLength : 2
    matches.count(predicted, expected, into: &statistics)
    return statistics
  }

  private mutating func count(
    _ prediction: [Int32], _ references: [[Int32]], into statistics: inout CodeBLEUStatistics
  ) {
    var (predicted, expected) = (prediction, references)
    for order in 0..<4 {
      if order > 0 {
        pairs.removeAll()
        predicted = pairs.longer(predicted, by: prediction, order: order)
        for index in expected.indices {
          expected[index] = pairs.longer(expected[index], by: references[index], order: order)
        }
      }
      let different = order == 0 ? tokens.count : pairs.count
      let own = Self.counts(predicted, of: different)
      let theirs = expected.map { Self.counts($0, of: different) }
      addPrecision(own, theirs, order, &statistics)
      if mode != .fixed { addRecall(own, theirs, order, &statistics) }
    }
  }

  /// The share of the prediction's n-grams that a reference has, clipped to each n-gram's highest count in any one
  /// reference.
  private func addPrecision(
    _ own: [Int32], _ references: [[Int32]], _ order: Int, _ statistics: inout CodeBLEUStatistics
  ) {
    var (matched, total, weightedMatched, weightedTotal) = (0.0, 0.0, 0.0, 0.0)
    for gram in own.indices where own[gram] > 0 {
      let most = references.reduce(0) { max($0, $1[gram]) }
      let weight = order == 0 ? weights[gram] : 1
      matched += Double(min(own[gram], most))
      total += Double(own[gram])
      weightedMatched += weight * Double(min(own[gram], most))
      weightedTotal += weight * Double(own[gram])
    }
    statistics.matched[order] = matched
    statistics.total[order] = mode == .fixed ? total : max(1, total)
    if mode == .fixed {
      statistics.weightedMatched[order] = weightedMatched
      statistics.weightedTotal[order] = weightedTotal
    }
  }

  /// The weighted share of each reference's n-grams that the prediction has.
  private func addRecall(
    _ own: [Int32], _ references: [[Int32]], _ order: Int, _ statistics: inout CodeBLEUStatistics
  ) {
    for reference in references {
      var (matched, total) = (0.0, 0.0)
      for gram in reference.indices where reference[gram] > 0 {
        let weight = order == 0 ? weights[gram] : 1
        matched += weight * Double(min(reference[gram], own[gram]))
        total += weight * Double(reference[gram])
      }
      statistics.weightedMatched[order] += matched
      statistics.weightedTotal[order] += max(1, total)
    }
  }

  private static func counts(_ grams: [Int32], of different: Int) -> [Int32] {
    var counts = [Int32](repeating: 0, count: different)
    for gram in grams { counts[Int(gram)] += 1 }
    return counts
  }

  private mutating func unigrams(of text: [UInt8]) -> [Int32] {
    text.withUnsafeBufferPointer { buffer in
      MetricText.whitespaceRuns(buffer).map { run in
        let bytes = UnsafeBufferPointer(rebasing: buffer[run])
        let number = tokens.number(of: bytes, text[run])
        if number == weights.count { weights.append(keywords.contains(bytes) ? 1 : Self.otherWeight) }
        return number
      }
    }
  }
}

/// Assigns numbers to pairs of numbers.
private struct PairNumbers {
  private var keys: [UInt64] = []
  /// One more than the index in `keys` of the pair in each slot, 0 for a free slot.
  private var slots = [Int32](repeating: 0, count: 256)

  var count: Int { keys.count }

  mutating func removeAll() {
    keys.removeAll(keepingCapacity: true)
    for slot in slots.indices { slots[slot] = 0 }
  }

  /// N-grams with one more token: each is the pair of the shorter n-gram at its position and the token after that.
  mutating func longer(_ shorter: [Int32], by tokens: [Int32], order: Int) -> [Int32] {
    guard tokens.count > order else { return [] }
    return (0..<(tokens.count - order)).map { start in
      number(of: UInt64(shorter[start]) << 32 | UInt64(tokens[start + order]))
    }
  }

  private mutating func number(of key: UInt64) -> Int32 {
    var slot = Self.slot(of: key, among: slots.count)
    while slots[slot] != 0 {
      if keys[Int(slots[slot] - 1)] == key { return slots[slot] - 1 }
      slot = (slot + 1) & (slots.count - 1)
    }
    keys.append(key)
    slots[slot] = Int32(keys.count)
    if keys.count * 2 > slots.count { grow() }
    return Int32(keys.count - 1)
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    for (place, key) in keys.enumerated() {
      var slot = Self.slot(of: key, among: slots.count)
      while slots[slot] != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(place + 1)
    }
  }

  /// Fibonacci hashing: the upper bits of a product with 2⁶⁴ over the golden ratio.
  private static func slot(of key: UInt64, among count: Int) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & (count - 1)
  }
}
