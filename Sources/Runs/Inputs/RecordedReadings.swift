import Corpus
import Scanpaths
import Training

/// The recorded readings of a run: those for training, with their variants, and those held out.
struct RecordedReadings {
  let training: [MethodReading]
  let heldOut: [MethodReading]
  /// Every method with a recording.
  let methods: Set<String>
  let holdOut: HoldOut
  /// The held-out readings, as they were recorded.
  let heldOutScanpaths: [Scanpath]
  /// Readings that are neither trained on nor measured: of a held-out method or a held-out person, but not both.
  let leftOut: Int
  /// Computed only from the readings for training.
  let priors: LabelPriors
  let patterns: PatternTable
  /// The number of recorded readings for training, without their variants.
  let recordedForTraining: Int

  /// - Parameter sharing: whether the readings for training have the looking time that all readers of their method have
  ///   in common.
  /// - Throws: `InvalidSetting` if the readings cannot be divided into as many folds as asked.
  init(_ corpus: ScanpathSet, _ gaze: GazeConfiguration, seed: UInt64, sharing: Bool = false) throws {
    methods = Set(corpus.scanpaths.map(\.code))
    let held =
      gaze.holdOut.isUsed
      ? try HoldOut(gaze.holdOut, of: corpus.scanpaths)
      : HoldOut(shareOfMethods: gaze.heldOutShare, of: corpus.scanpaths, seed: seed)
    holdOut = held
    let kept = try ScanpathSet(
      codes: corpus.codes, scanpaths: corpus.scanpaths.filter { held.side(of: $0) == .training }, unit: corpus.unit)
    let out = try ScanpathSet(
      codes: corpus.codes, scanpaths: corpus.scanpaths.filter { held.side(of: $0) == .heldOut }, unit: corpus.unit)
    heldOutScanpaths = out.scanpaths
    leftOut = corpus.scanpaths.count - kept.scanpaths.count - out.scanpaths.count
    priors = LabelPriors(corpus: kept)
    recordedForTraining = kept.scanpaths.count
    patterns = PatternTable(priors.counts, keeping: gaze.augmentation.keptPatterns)
    let augmenter = Augmenter(patterns: patterns, settings: gaze.augmentation)
    let variants = ScanpathExpander(corpus: kept, patterns: patterns, settings: gaze.expansion)
      .variants(seed: seed).map(\.scanpath).filter { !$0.visits.isEmpty }
    let common = sharing ? Self.commonLookingTime(kept) : [:]
    training =
      Self.readings(kept, augmenter, common)
      + Self.readings(try ScanpathSet(codes: corpus.codes, scanpaths: variants, unit: corpus.unit), augmenter, common)
    heldOut = Self.readings(out, augmenter, [:])
  }

  /// F★ and looking time of every scanpath.
  ///
  /// - Parameter common: the looking time of all readers of a method, instead of that of each.
  private static func readings(
    _ corpus: ScanpathSet, _ augmenter: Augmenter, _ common: [String: LookingTime]
  ) -> [MethodReading] {
    augmenter.augment(corpus).enumerated().map { place, path in
      let code = corpus.code(ofScanpath: place)
      let own = LookingTime(corpus.scanpaths[place].visits, tokenCount: code.tokens.count)
      return MethodReading(
        participant: path.participant, signal: AttentionSignal(path, looking: common[code.id] ?? own, of: code))
    }
  }

  /// For each method, the mean of its readers' distributions of looking time; each reader counts once.
  private static func commonLookingTime(_ corpus: ScanpathSet) -> [String: LookingTime] {
    Dictionary(grouping: corpus.scanpaths.indices) { corpus.scanpaths[$0].code }.compactMapValues { places in
      let count = corpus.code(ofScanpath: places[0]).tokens.count
      let visits = Dictionary(grouping: places) { corpus.scanpaths[$0].participant }.sorted { $0.key < $1.key }
      return LookingTime.consensus(
        visits.compactMap { _, readings in
          LookingTime(readings.flatMap { corpus.scanpaths[$0].visits }, tokenCount: count)
        })
    }
  }
}
