/// chrF and chrF++ as sacrebleu 2.6.0 computes them: the F-score, β = 2, of the mean precision and mean recall of
/// character n-grams up to 6 and, for chrF++, of word n-grams up to 2 (Popović, "chrF: character n-gram F-score for
/// automatic MT evaluation", WMT 2015, and "chrF++: words helping character n-grams", WMT 2017).
///
/// Characters are Unicode scalars, case counts, white space is removed first. For word n-grams, a punctuation mark at a
/// word's end, or else at its start, is a word of its own. Orders that the texts are too short for are left out of the
/// means (sacrebleu's default, without epsilon smoothing). Of several references, the one with the highest value for
/// the sample counts. `corpus` is the formula on the summed counts, not a mean. Two empty texts score 0, as there.
package struct ChrF: SummableMetric {
  /// The highest order of word n-grams: 0 for chrF, 2 for chrF++.
  package let wordOrder: Int

  private static let characterOrder = 6
  private static let betaSquared = 4.0

  private init(wordOrder: Int) {
    self.wordOrder = wordOrder
  }

  package static let characters = ChrF(wordOrder: 0)
  package static let charactersAndWords = ChrF(wordOrder: 2)

  package var name: String { wordOrder == 0 ? "chrf" : "chrf++" }

  /// For each order: the prediction's n-grams, the reference's, and those that match.
  package var statisticCount: Int { 3 * (Self.characterOrder + wordOrder) }

  /// - Complexity: O(characters) dictionary operations for each reference and order.
  package func statistics(references: [String], prediction: String) -> [Double] {
    let predicted = grams(in: prediction)
    var best: [Double] = []
    var bestValue = -1.0
    for reference in references {
      let statistics = zip(predicted, grams(in: reference)).flatMap(Self.matches)
      let value = value(of: statistics)
      if value > bestValue {
        best = statistics
        bestValue = value
      }
    }
    return best
  }

  package func value(of statistics: [Double]) -> Double {
    var precision = 0.0
    var recall = 0.0
    var orders = 0.0
    for start in stride(from: 0, to: statistics.count, by: 3) {
      let (predicted, expected, matched) = (statistics[start], statistics[start + 1], statistics[start + 2])
      guard predicted > 0, expected > 0 else { continue }
      precision += matched / predicted
      recall += matched / expected
      orders += 1
    }
    guard precision + recall > 0 else { return 0 }
    precision /= orders
    recall /= orders
    return 100 * ((1 + Self.betaSquared) * precision * recall / (Self.betaSquared * precision + recall))
  }

  private typealias Counts = [ArraySlice<Unicode.Scalar>: Int]

  /// The counts for one order; a reference too short for it makes the prediction's n-grams not count either.
  private static func matches(predicted: Counts, expected: Counts) -> [Double] {
    guard !expected.isEmpty else { return [0, 0, 0] }
    let matched = predicted.reduce(0) { $0 + min($1.value, expected[$1.key] ?? 0) }
    return [predicted.values.reduce(0, +), expected.values.reduce(0, +), matched].map(Double.init)
  }

  /// The n-grams of characters and then of words, by order.
  private func grams(in text: String) -> [Counts] {
    let characters = text.unicodeScalars.filter { !MetricText.isWhitespace($0) }
    let scalars = Array(characters)
    let ofCharacters = (1...Self.characterOrder).map { order in
      Self.counts(of: (0..<max(0, scalars.count - order + 1)).lazy.map { scalars[$0..<$0 + order] })
    }
    guard wordOrder > 0 else { return ofCharacters }
    let words = MetricText.whitespaceWords(text).flatMap { Self.separatingPunctuation(Array($0)) }
    let ofWords = (1...wordOrder).map { order in
      Self.counts(
        of: (0..<max(0, words.count - order + 1)).lazy.map { start in
          // No word contains a space, so that joined words are equal only when the words are.
          ArraySlice(words[start..<start + order].joined(separator: [" "]))
        })
    }
    return ofCharacters + ofWords
  }

  private static func counts(of grams: some Sequence<ArraySlice<Unicode.Scalar>>) -> Counts {
    var counts: Counts = [:]
    for gram in grams { counts[gram, default: 0] += 1 }
    return counts
  }

  private static func separatingPunctuation(_ word: [Unicode.Scalar]) -> [[Unicode.Scalar]] {
    guard word.count > 1 else { return [word] }
    if isPunctuation(word[word.count - 1]) { return [word.dropLast(), word.suffix(1)] }
    if isPunctuation(word[0]) { return [[word[0]], Array(word.dropFirst())] }
    return [word]
  }

  /// ASCII's visible characters other than letters and digits.
  private static func isPunctuation(_ scalar: Unicode.Scalar) -> Bool {
    (0x21...0x7E).contains(scalar.value) && !MetricText.isAlphanumeric(scalar)
  }
}
