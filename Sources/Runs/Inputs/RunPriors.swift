import Scanpaths

/// The priors of a run and the patterns that they speak of.
struct RunPriors {
  let labels: LabelPriors
  private let vocabulary: PatternVocabulary
  /// The kept patterns of recordings, by their numbers; empty with priors from a folder.
  private let kept: [Int: Double]

  init(_ files: EyeMulatorPriorFiles) {
    labels = files.labelPriors()
    vocabulary = files.index.map { PatternVocabulary(index: $0) } ?? PatternVocabulary(counts: labels.counts)
    kept = [:]
  }

  init(_ labels: LabelPriors, patterns: PatternTable) {
    self.labels = labels
    vocabulary = PatternVocabulary(counts: labels.counts)
    kept = Dictionary(
      uniqueKeysWithValues: patterns.entries.enumerated().map { ($0 + 1, Double($1.count)) })
  }

  func generator(_ behaviour: EyeMulatorBehaviour) -> PseudoScanpathGenerator {
    var settings = PseudoScanpathSettings()
    settings.behaviour = behaviour
    return PseudoScanpathGenerator(priors: labels, vocabulary: vocabulary, settings: settings)
  }

  /// How often the patterns that pseudo-scanpaths are made of occur, by number.
  var countsOfPseudoPatterns: [Int: Double] {
    vocabulary.patternOfID.mapValues { Double(labels.counts.occurrencesInAnyOrder(of: $0)) }
  }

  /// How often the kept patterns of recordings occur, by number.
  var countsOfRecordedPatterns: [Int: Double] { kept }
}
