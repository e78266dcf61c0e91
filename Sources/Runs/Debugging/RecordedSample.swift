import Corpus
import Recordings
import Scanpaths
import Training

/// The recording of a gaze-annotated sample.
struct RecordedSample {
  let sample: AnnotatedSample
  let code: LabelledCode
  /// The method as people read it.
  let text: String
  let scanpath: Scanpath
  let trial: ReadingTrial
  let augmented: AugmentedScanpath

  /// The first sample with its recording, read again from the trials; nil if the sample has no recording.
  ///
  /// - Throws: errors in the trials.
  init?(_ corpus: AnnotatedSamples, _ gaze: GazeConfiguration, seed: UInt64) throws {
    guard let sample = corpus.samples.first, !gaze.trials.isEmpty else { return nil }
    let recordings = try LoadedTrials(path: gaze.trials, unit: gaze.events)
    let dataset = recordings.mapped
    let place = dataset.scanpaths.firstIndex {
      $0.participant == sample.participant && $0.code == sample.method && !$0.visits.isEmpty
    }
    guard let place, let code = dataset.methods[sample.method], let text = dataset.sources[sample.method] else {
      return nil
    }
    self.sample = sample
    self.code = code
    self.text = text
    scanpath = dataset.scanpaths[place]
    trial = dataset.trials[place]
    // Patterns come from the readings for training; variants do not contribute to them.
    var unexpanded = gaze
    unexpanded.expansion.variants = 0
    let patterns = try RecordedReadings(recordings.corpus, unexpanded, seed: seed).patterns
    let alone = try ScanpathSet(codes: [code], scanpaths: [scanpath], unit: gaze.events)
    augmented = Augmenter(patterns: patterns, settings: gaze.augmentation).augment(0, of: alone)
  }
}
