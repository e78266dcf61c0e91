import Basics
import Recordings

/// Imports recordings of any format.
public struct GazeImporter {
  /// Your declarations about the recordings.
  public let settings: ImportSettings

  /// Creates an importer after checking the settings.
  ///
  /// - Throws: `InvalidSetting`.
  public init(_ settings: ImportSettings = ImportSettings()) throws {
    try settings.validate()
    self.settings = settings
  }

  /// Calls `body` with every trial of a file, in order. Memory is bounded by the longest trial. Without a given format,
  /// it is detected from the beginning of the file.
  ///
  /// - Throws: `DataLineError` with file and line for unreadable data, `FileFailure`, an error for a setting that the
  ///   format has no use for, and anything that `body` throws.
  @discardableResult
  public func read(
    _ path: String, format: GazeFormat? = nil, _ body: (ImportedTrial) throws -> Void
  ) throws -> ImportReport {
    let format = try format ?? GazeFormatDetector.format(of: path)
    try settings.checkUse(by: format, path)
    switch format {
    case .fovea: return try readTrials(path, body)
    case .tobiiSDK: return try readSamples(TobiiSDKSource.self, path, body)
    case .tobiiProLab: return try readSamples(TobiiProLabSource.self, path, body)
    case .smi:
      if BeGazeSource.recognises(try SampleTable(path).headings) {
        return try readSamples(BeGazeSource.self, path, body)
      }
      return try readSamples(SMISource.self, path, body)
    case .iTraceXML: return try readSamples(ITraceSource.self, path, body)
    case .eyeLinkReport:
      var importer = try EyeLinkReportImporter(path, settings)
      return try importer.read(body)
    case .eyeLinkASC:
      var importer = try EyeLinkASCImporter(path, settings)
      return try importer.read(body)
    case .iTraceDatabase:
      var importer = try ITraceDatabaseImporter(path, settings)
      return try importer.read(body)
    case .fix8:
      var importer = try Fix8Importer(path, settings)
      return try importer.read(body)
    case .emip:
      var importer = try FixationTableImporter(path, settings, format: .emip)
      return try importer.read(body)
    case .eyeTrans:
      var importer = try EyeTransImporter(path, settings)
      return try importer.read(body)
    case .eyeMulator:
      throw DataLineError(
        path: path, line: 0, problem: "the file is an EyeMulator corpus: annotated code, not a recording",
        remedy: "use it as training data, or read it with EyeMulatorCorpus")
    }
  }

  /// All trials of a file that fits in memory.
  ///
  /// - Throws: the same errors as `read(_:format:_:)`.
  public func readAll(_ path: String, format: GazeFormat? = nil) throws -> (
    trials: [ImportedTrial], report: ImportReport
  ) {
    var trials: [ImportedTrial] = []
    let report = try read(path, format: format) { trials.append($0) }
    return (trials, report)
  }

  private func readSamples<Source: SampleSource>(
    _ source: Source.Type, _ path: String, _ body: (ImportedTrial) throws -> Void
  ) throws -> ImportReport {
    try settings.checkUse(of: Source.usedSettings, by: Source.format, path)
    var importer = try SampleImporter<Source>(path, settings)
    return try importer.read(body)
  }

  private func readTrials(_ path: String, _ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    var report = ImportReport(format: .fovea)
    var stimuli = try StimulusFiles(settings, screen: settings.screen)
    try TrialFile.read(path) { imported in
      report.rows += 1
      report.trials += 1
      var trial = imported
      if let screen = settings.screen { trial.screen = screen }
      try stimuli.completeAgain(&trial, &report)
      report.exclusions.add(trial.exclusions)
      try body(.fixations(trial))
    }
    return report
  }
}
