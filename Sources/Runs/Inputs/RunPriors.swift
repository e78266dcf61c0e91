import Scanpaths

/// The priors of a run and their patterns.
struct RunPriors {
  let labels: LabelPriors
  private let vocabulary: PatternVocabulary
  /// The counts of the recordings' kept patterns, by number; empty for priors from a folder.
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

  /// The counts of the patterns in pseudo-scanpaths, by number.
  var countsOfPseudoPatterns: [Int: Double] {
    vocabulary.patternOfID.mapValues { Double(labels.counts.occurrencesInAnyOrder(of: $0)) }
  }

  /// The counts of the recordings' kept patterns, by number.
  var countsOfRecordedPatterns: [Int: Double] { kept }
}
