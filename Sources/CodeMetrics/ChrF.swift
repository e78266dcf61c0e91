/// chrF and chrF++ as sacrebleu 2.6.0 computes them: the F-score, β = 2, of the mean precision and mean recall of
/// character n-grams up to 6 and, for chrF++, of word n-grams up to 2 (Popović, "chrF: character n-gram F-score for
/// automatic MT evaluation", WMT 2015, and "chrF++: words helping character n-grams", WMT 2017).
///
/// Characters are Unicode scalars, case matters, and white space is removed first. For word n-grams, a punctuation mark
/// at a word's end, or else at its start, is a separate word. Orders that the texts are too short for are left out of
/// the means (sacrebleu's default, without epsilon smoothing). With several references, the one with the highest value
/// for the sample counts. `corpus` is the formula on the summed counts, not a mean. Two empty texts score 0, as in
/// sacrebleu.
public struct ChrF: SummableMetric {
  /// The highest order of word n-grams: 0 for chrF, 2 for chrF++.
  public let wordOrder: Int

  private static let characterOrder = 6
  private static let betaSquared = 4.0

  private init(wordOrder: Int) {
    self.wordOrder = wordOrder
  }

  /// chrF: only character n-grams.
  public static let characters = ChrF(wordOrder: 0)
  /// chrF++: character and word n-grams.
  public static let charactersAndWords = ChrF(wordOrder: 2)

  /// `chrf`, or `chrf++`.
  public var name: String { wordOrder == 0 ? "chrf" : "chrf++" }

  /// For each order: the prediction's n-grams, the reference's, and the matches.
  public var statisticCount: Int { 3 * (Self.characterOrder + wordOrder) }

  /// The counts for the reference that gives the highest value.
  ///
  /// - Complexity: O(characters) dictionary operations for each reference and order.
  public func statistics(references: [String], prediction: String) -> [Double] {
    let predicted = Text(prediction, hasWords: wordOrder > 0)
    var best: [Double] = []
    var bestValue = -1.0
    for reference in references {
      let expected = Text(reference, hasWords: wordOrder > 0)
      let ofCharacters = (1...Self.characterOrder).flatMap { order in
        Self.matches(predicted: predicted.characterGrams(order), expected: expected.characterGrams(order))
      }
      let ofWords = (0..<wordOrder).flatMap { lower in
        Self.matches(predicted: predicted.wordGrams(lower + 1), expected: expected.wordGrams(lower + 1))
      }
      let statistics = ofCharacters + ofWords
      let value = value(of: statistics)
      if value > bestValue {
        best = statistics
        bestValue = value
      }
    }
    return best
  }

  /// The F-score in percent.
  public func value(of statistics: [Double]) -> Double {
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

  /// The counts for one order; if the reference is too short for it, the prediction's n-grams do not count either.
  private static func matches<Gram: Hashable>(predicted: [Gram], expected: [Gram]) -> [Double] {
    guard !expected.isEmpty else { return [0, 0, 0] }
    var available: [Gram: Int] = [:]
    for gram in expected { available[gram, default: 0] += 1 }
    var matched = 0
    for gram in predicted {
      guard let entry = available.index(forKey: gram), available.values[entry] > 0 else { continue }
      available.values[entry] -= 1
      matched += 1
    }
    return [Double(predicted.count), Double(expected.count), Double(matched)]
  }
}

extension ChrF {
  /// A text in the form that chrF compares.
  private struct Text {
    /// The characters other than white space.
    private let characters: [Unicode.Scalar]
    private let words: [[Unicode.Scalar]]

    /// Splits the text into words only if they are needed.
    init(_ text: String, hasWords: Bool) {
      characters = text.unicodeScalars.filter { !MetricText.isWhitespace($0) }
      words = hasWords ? MetricText.whitespaceWords(text).flatMap { Self.separatingPunctuation(Array($0)) } : []
    }

    /// The n-grams of characters, packed three to a number at 21 bits each, so all n-grams of one order are distinct.
    func characterGrams(_ order: Int) -> [SIMD2<UInt64>] {
      (0..<max(0, characters.count - order + 1)).map { start in
        var gram = SIMD2<UInt64>()
        for place in 0..<order { gram[place / 3] = gram[place / 3] << 21 | UInt64(characters[start + place].value) }
        return gram
      }
    }

    /// The n-grams of words.
    func wordGrams(_ order: Int) -> [ArraySlice<[Unicode.Scalar]>] {
      (0..<max(0, words.count - order + 1)).map { words[$0..<$0 + order] }
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
}
