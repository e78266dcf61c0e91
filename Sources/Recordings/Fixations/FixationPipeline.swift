import Basics

/// A trial with its fixations on boxes, its quality, and the settings used.
public struct FixationResult: Sendable, Equatable {
  /// The trial.
  public var trial: ReadingTrial
  /// The quality of the trial.
  public var quality: TrialQuality
  /// The settings used.
  public var settings: FixationSettings
}

/// The pipeline from imported trials to fixations on boxes: cleaning, detection, filters, drift correction, hit test.
public struct FixationPipeline: Sendable {
  /// The settings of every step.
  public let settings: FixationSettings

  /// Creates a pipeline after checking the settings.
  ///
  /// - Throws: `InvalidSetting`.
  public init(_ settings: FixationSettings = FixationSettings()) throws {
    if let invalid = settings.invalidSettings().first { throw invalid }
    self.settings = settings
  }

  /// The fixations of an imported trial, which may have samples or fixations.
  ///
  /// A trial whose drift cannot be corrected, because its layout is unknown, is kept and counts as not corrected.
  public func result(of trial: ImportedTrial) throws -> FixationResult {
    switch trial {
    case .samples(let recording): try result(of: recording)
    case .fixations(let trial): try result(of: trial)
    }
  }

  /// Cleans the samples and detects fixations, then continues like `result(of:)` of a trial.
  public func result(of recording: GazeRecording) throws -> FixationResult {
    let cleaned = CleanedSamples(recording.samples, settings.cleaning)
    let detected = FixationDetector(settings.detection).fixations(in: cleaned.samples)
    var trial = ReadingTrial(
      participant: recording.participant, method: recording.method, language: recording.language, code: recording.code,
      screen: recording.screen, boxes: recording.boxes, provenance: recording.provenance,
      exclusions: recording.exclusions, notes: recording.notes)
    trial.fixations = detected.map { found in
      var fixation = found.fixation
      fixation.source = Self.commonest(cleaned.samples[found.samples].map(\.source), recording.sources)
      return fixation
    }
    if detected.isEmpty { trial.exclusions.add(.noFixations, at: recording.provenance.place) }
    trial.notes.append("fixations found with \(try JSONLines.line(settings.detection))")
    trial.quality = RecordingQuality(recording, cleaned, detected)
    try finish(&trial)
    return FixationResult(trial: trial, quality: TrialQuality(trial), settings: settings)
  }

  /// Applies filters, drift correction and, if boxes are known, the hit test to a trial that has fixations.
  ///
  /// A box named by the source is kept unless fixations were moved.
  public func result(of trial: ReadingTrial) throws -> FixationResult {
    var trial = trial
    let isMoved = settings.filter.offsetX != 0 || settings.filter.offsetY != 0 || settings.drift != nil
    let hasNamedBoxes = trial.exclusions[.unknownBox] > 0 || trial.fixations.contains { $0.box != nil }
    try finish(&trial, keepingBoxes: hasNamedBoxes && !isMoved)
    return FixationResult(trial: trial, quality: TrialQuality(trial), settings: settings)
  }

  private func finish(_ trial: inout ReadingTrial, keepingBoxes: Bool = false) throws {
    FixationFilter(settings.filter).apply(to: &trial)
    if let drift = settings.drift { try DriftCorrection(drift).apply(to: &trial) }
    guard !keepingBoxes, !trial.boxes.isEmpty || !trial.fixations.contains(where: { $0.box != nil }) else {
      trial.countUnassigned()
      return
    }
    BoxHitTest(boxes: trial.boxes, radius: settings.boxRadius).assign(&trial)
  }

  /// The place of most of a fixation's samples; ties go to the first.
  private static func commonest(_ numbers: [Int32], _ sources: [SourcePlace]) -> SourcePlace? {
    var counts: [Int32: Int] = [:]
    for number in numbers where sources.indices.contains(Int(number)) { counts[number, default: 0] += 1 }
    let best = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return best.map { sources[Int($0.key)] }
  }
}
