import Basics

/// An output that knows nothing of the code that it should describe. A system's score means little unless it is well
/// above the scores of such outputs, the floor of the metric on these references.
package enum FloorOutput: String, CaseIterable, Codable, Sendable {
  /// The same sentence for every sample.
  case constant
  /// The reference's words in random order.
  case shuffledWords = "shuffled_words"
  /// Half of the reference's words, drawn at random and in their order.
  case halfOfWords = "half_of_words"
  /// The reference of another sample, drawn at random so that no sample gets its own.
  case otherReference = "other_reference"
  /// No text at all.
  case empty

  /// What `constant` says of every method.
  package static let sentence = "Returns the value."

  /// A name for tables.
  package var title: String {
    switch self {
    case .constant: "floor: \"\(Self.sentence)\""
    case .shuffledWords: "floor: reference, its words shuffled"
    case .halfOfWords: "floor: reference, half of its words in order"
    case .otherReference: "floor: another sample's reference"
    case .empty: "floor: empty output"
    }
  }

  /// The outputs for these references, of which each sample's first one counts. They are a function of the seed.
  ///
  /// - Returns: nil for `otherReference` if there is no other sample.
  package func outputs(for references: [[String]], seed: UInt64) -> [String]? {
    let texts = references.map { $0.first ?? "" }
    switch self {
    case .constant: return texts.map { _ in Self.sentence }
    case .empty: return texts.map { _ in "" }
    case .shuffledWords:
      return texts.enumerated().map { sample, text in
        var stream = RandomStream(seed: seed, purpose: .sampling, sample)
        return Self.joined(MetricText.whitespaceWords(text).shuffled(using: &stream))
      }
    case .halfOfWords:
      return texts.enumerated().map { sample, text in
        let words = MetricText.whitespaceWords(text)
        var stream = RandomStream(seed: seed, purpose: .sampling, sample, 1)
        let kept = words.indices.shuffled(using: &stream).prefix(words.count / 2).sorted()
        return Self.joined(kept.map { words[$0] })
      }
    case .otherReference:
      guard texts.count > 1 else { return nil }
      var stream = RandomStream(seed: seed, purpose: .sampling, -1)
      return Self.cycle(texts.count, using: &stream).map { texts[$0] }
    }
  }

  private static func joined(_ words: some Sequence<Substring.UnicodeScalarView>) -> String {
    words.map { String($0) }.joined(separator: " ")
  }

  /// A random permutation of one cycle, in which no number stays in its place (Sattolo, 1986).
  private static func cycle(_ count: Int, using stream: inout RandomStream) -> [Int] {
    var order = Array(0..<count)
    for place in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(place, Int.random(in: 0..<place, using: &stream))
    }
    return order
  }
}
