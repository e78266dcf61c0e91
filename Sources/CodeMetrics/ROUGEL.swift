/// ROUGE-L, sentence level, as Google's `rouge-score` 0.1.2 computes it: the F1 of precision and recall by longest
/// common subsequence (Lin, "ROUGE: a package for automatic evaluation of summaries", 2004, section 3.1).
///
/// Tokens are the runs of a–z and 0–9 in the lower-cased text, so other scripts and underscores act as separators. With
/// `stemming`, tokens of more than three characters are reduced to their stems. With several references, the one with
/// the highest F1 counts; `corpus` is the mean of `samples`. A text without tokens scores 0, even against another such
/// text. Other programs that print "ROUGE-L" weight recall more (β = 1.2) or split summaries into sentences.
public struct ROUGEL: MeanMetric {
  /// Whether tokens are reduced to their stems.
  public let stemming: Bool

  /// ROUGE-L with or without stemming.
  public init(stemming: Bool) {
    self.stemming = stemming
  }

  /// `rouge-l`, or `rouge-l-stem`.
  public var name: String { stemming ? "rouge-l-stem" : "rouge-l" }

  /// The highest F1 for any reference, in percent.
  ///
  /// - Complexity: O(a · b) for each reference of a and a prediction of b tokens.
  public func sampleValue(references: [String], prediction: String) -> Double {
    let predicted = tokens(prediction)
    return best(of: references) { Self.value(reference: tokens($0), prediction: predicted) }
  }

  private static func value(reference: [[Unicode.Scalar]], prediction: [[Unicode.Scalar]]) -> Double {
    let shared = LongestCommonSubsequence.length(reference, prediction)
    guard shared > 0 else { return 0 }
    let precision = Double(shared) / Double(prediction.count)
    let recall = Double(shared) / Double(reference.count)
    return 100 * (2 * precision * recall / (precision + recall))
  }

  private func tokens(_ text: String) -> [[Unicode.Scalar]] {
    let words = MetricText.lowercased(text.unicodeScalars).split { !Self.isTokenCharacter($0) }.map(Array.init)
    guard stemming else { return words }
    return words.map { $0.count > 3 ? PorterStemmer.stem(of: $0) : $0 }
  }

  private static func isTokenCharacter(_ scalar: Unicode.Scalar) -> Bool {
    (0x61...0x7A).contains(scalar.value) || (0x30...0x39).contains(scalar.value)
  }
}
