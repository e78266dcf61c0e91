import Scanpaths

/// The priors of a run and their patterns.
struct RunPriors {
  let labels: LabelPriors
  let source: PriorSource
  private let vocabulary: PatternVocabulary
  /// The counts of the recordings' kept patterns, by number; empty for priors from a folder.
  private let kept: [Int: Double]

  /// - Parameter folder: the path of the files' folder.
  init(_ files: EyeMulatorPriorFiles, folder: String) {
    source = .folder(folder)
    labels = files.labelPriors()
    vocabulary = files.index.map { PatternVocabulary(index: $0) } ?? PatternVocabulary(counts: labels.counts)
    kept = [:]
  }

  /// - Parameter readings: the number of readings that the priors were computed from.
  init(_ labels: LabelPriors, patterns: PatternTable, readings: Int) {
    source = .readings(readings)
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
