/// Whether EyeMulator's published artefact is followed with its faults or as its description means it.
package enum EyeMulatorBehaviour: String, Sendable, Codable, CaseIterable {
  /// As the artefact does. Its count files hold every pattern under its labels in alphabetical order while its index
  /// has them in the order of reading, so most patterns find no count; and it looks labels up by their id in the index
  /// of patterns, so most find no salience and some find another label's.
  case artifact
  /// Every pattern finds its count and every label its own salience.
  case corrected
}

/// What the token weights of EyeMulator look up: how often a pattern occurs and how salient a label is.
package struct EyeMulatorLookups: Sendable {
  private let countOfID: [Int: Int]
  private let salienceOfLabelID: [Int: Double]

  /// The lookups in EyeMulator's own files.
  package init(files: EyeMulatorPriorFiles, index: [String: Int], behaviour: EyeMulatorBehaviour) {
    switch behaviour {
    case .artifact: self = Self(spelledAsIn: files, index: index)
    case .corrected: self = Self(priors: files.labelPriors(), vocabulary: PatternVocabulary(index: index))
    }
  }

  /// Everything by the spelling of its key, as the artefact does.
  private init(spelledAsIn files: EyeMulatorPriorFiles, index: [String: Int]) {
    let counts = [files.monograms, files.bigrams, files.trigrams].joined()
    let countOfKey = Dictionary(counts.map { ($0.key, $0.value) }, uniquingKeysWith: { $1 })
    countOfID = Dictionary(index.compactMap { key, id in countOfKey[key].map { (id, $0) } }, uniquingKeysWith: max)
    let means = Dictionary(
      files.beta.map { ($0.semanticLabel, Double($0.alpha) / Double($0.alpha + $0.beta)) }, uniquingKeysWith: { $1 })
    salienceOfLabelID = Dictionary(index.compactMap { key, id in means[key].map { (id, $0) } }, uniquingKeysWith: max)
  }

  /// The corrected lookups of any priors.
  package init(priors: LabelPriors, vocabulary: PatternVocabulary) {
    countOfID = vocabulary.patternOfID.compactMapValues { pattern in
      let count = priors.counts.occurrencesInAnyOrder(of: pattern)
      return count > 0 ? count : nil
    }
    salienceOfLabelID = Dictionary(priors.salience.map { ($0.label.id, $0.mean) }, uniquingKeysWith: { $1 })
  }

  /// How often the pattern with this number occurs; nil when the lookup finds nothing.
  package func count(ofPattern id: Int) -> Int? { countOfID[id] }

  /// E[θ] as found for a label id; nil when the lookup finds nothing.
  package func salience(ofLabel id: Int) -> Double? { salienceOfLabelID[id] }
}
