import Foundation

/// METEOR with exact and stem matches and without synonyms, as NLTK 3.10 computes it when its WordNet knows no word
/// (Lavie and Agarwal, "METEOR: an automatic metric for MT evaluation with high levels of correlation with human
/// judgments", WMT 2007; α = 0.9, β = 3, γ = 0.5).
///
/// The name lists the stages because scores of other variants, especially METEOR 1.5, are very different. Tokens are
/// separated by white space and lower-cased. With several references, the one with the highest value counts; `corpus`
/// is the mean of `samples`. Like NLTK, this aligns greedily, not with the fewest crossings. A text equal to its
/// reference scores 100 · (1 − 0.5 / m³) for m tokens, so 50 for one token; a pair without a match, such as one with an
/// empty text, scores 0.
public struct METEOR: MeanMetric {
  /// `meteor-exact-stem`.
  public let name = "meteor-exact-stem"

  /// The weight of precision against recall, where 1 means that only recall counts.
  private static let alpha = 0.9
  /// The exponent of the fragmentation penalty.
  private static let beta = 3.0
  /// The maximum fragmentation penalty.
  private static let gamma = 0.5

  /// Creates the metric; it has no settings.
  public init() {}

  /// The highest METEOR for any reference, in percent.
  ///
  /// - Complexity: O(tokens) dictionary operations for each reference.
  public func sampleValue(references: [String], prediction: String) -> Double {
    let predicted = Self.words(prediction)
    return best(of: references) { Self.value(reference: Self.words($0), prediction: predicted) }
  }

  private typealias Word = [Unicode.Scalar]

  /// A prediction's word and the matching word of the reference, by their indices.
  private struct Match {
    let predicted: Int
    let reference: Int
  }

  private static func words(_ text: String) -> [Word] {
    MetricText.whitespaceWords(text).map { MetricText.lowercased($0) }
  }

  private static func value(reference: [Word], prediction: [Word]) -> Double {
    let matches = align(reference: reference, prediction: prediction)
    guard !matches.isEmpty else { return 0 }
    let count = Double(matches.count)
    let precision = count / Double(prediction.count)
    let recall = count / Double(reference.count)
    let mean = precision * recall / (alpha * precision + (1 - alpha) * recall)
    return 100 * (1 - gamma * pow(Double(chunks(in: matches)) / count, beta)) * mean
  }

  /// Matches equal words first, then words with equal stems among the rest, in the order of the prediction.
  private static func align(reference: [Word], prediction: [Word]) -> [Match] {
    var predicted = Array(prediction.enumerated())
    var expected = Array(reference.enumerated())
    var matches = takeEqual(&predicted, &expected)
    predicted = predicted.map { ($0.offset, PorterStemmer.stem(of: $0.element)) }
    expected = expected.map { ($0.offset, PorterStemmer.stem(of: $0.element)) }
    matches += takeEqual(&predicted, &expected)
    return matches.sorted { $0.predicted < $1.predicted }
  }

  /// Goes through the prediction from its end, matches each word to the last free equal word of the reference, and
  /// removes matched words from both lists.
  private static func takeEqual(
    _ predicted: inout [(offset: Int, element: Word)], _ expected: inout [(offset: Int, element: Word)]
  ) -> [Match] {
    var free: [Word: [Int]] = [:]
    for (offset, word) in expected { free[word, default: []].append(offset) }
    var matches: [Match] = []
    var unmatched: [(offset: Int, element: Word)] = []
    for (offset, word) in predicted.reversed() {
      if let place = free[word]?.popLast() {
        matches.append(Match(predicted: offset, reference: place))
      } else {
        unmatched.append((offset, word))
      }
    }
    let taken = Set(matches.map(\.reference))
    expected.removeAll { taken.contains($0.offset) }
    predicted = unmatched.reversed()
    return matches
  }

  /// The number of runs of matches that are contiguous in both texts.
  private static func chunks(in matches: [Match]) -> Int {
    1
      + zip(matches, matches.dropFirst()).count { match, next in
        next.predicted != match.predicted + 1 || next.reference != match.reference + 1
      }
  }
}
