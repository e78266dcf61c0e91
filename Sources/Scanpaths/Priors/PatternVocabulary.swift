/// The numbered label patterns that pseudo-scanpaths are made of.
///
/// A single label's number is its id, 1 to 20. Numbers of bigrams and trigrams come from EyeMulator's index or from
/// their rank in our own counts.
package struct PatternVocabulary: Sendable, Equatable {
  package let idOfPattern: [LabelNGram: Int]
  package let patternOfID: [Int: LabelNGram]

  /// The multi-label patterns in EyeMulator's index. Its single entries are words from label names, not labels, and are
  /// ignored.
  package init(index: [String: Int]) {
    self.init(
      index.compactMap { key, id in
        EyeMulatorPatternName.pattern(of: key).flatMap { $0.length > 1 && id > 20 ? ($0, id) : nil }
      })
  }

  /// The bigrams and then the trigrams of our own counts, the most frequent first, numbered from 21.
  package init(counts: NGramCounts) {
    let patterns = (2...3).flatMap { length in
      counts.ranked(length: length).flatMap { entry in
        counts.areDirectional ? [entry.pattern] : TransitionModel.orders(of: entry.pattern).sorted()
      }
    }
    self.init(zip(patterns, 21...).map { ($0, $1) })
  }

  private init(_ patterns: [(LabelNGram, Int)]) {
    let single = SemanticLabel.allCases.map { (LabelNGram([$0]), $0.id) }
    idOfPattern = Dictionary(single + patterns, uniquingKeysWith: min)
    patternOfID = Dictionary(idOfPattern.map { ($1, $0) }, uniquingKeysWith: min)
  }
}

/// Whether EyeMulator's published artefact is followed with its faults or as its description means it.
package enum EyeMulatorBehaviour: String, Sendable, Codable, CaseIterable {
  /// As the artefact does. Its count files hold every pattern under its labels in alphabetical order while its index
  /// has them in the order of reading, so most patterns find no count; and it looks labels up by their id in the index
  /// of patterns, so most find no salience and some find another label's. Its training program gives all target tokens
  /// of a sample one weight, the largest of the sample's source tokens, and has no preference loss.
  case artifact
  /// Every pattern finds its count and every label its own salience; each target token has its own weight.
  case corrected
}
