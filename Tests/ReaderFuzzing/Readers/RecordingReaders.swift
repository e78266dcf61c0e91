import Basics
import Foundation
import GazeSamples
import Importers
import ReadingTables
import Scanpaths
import TestSupport

@testable import Recordings

extension FuzzedReader {
  static func recordingReaders() throws -> [FuzzedReader] {
    let folder = try TemporaryFolder()
    try Samples.iTraceDatabase(at: folder.path("run.db3"))
    let recordings: [(name: String, format: GazeFormat, sample: String)] = [
      ("trials", .fovea, Samples.trial), ("tobii-sdk", .tobiiSDK, prefix(Samples.tobiiSDK, lines: 16)),
      ("tobii-pro-lab", .tobiiProLab, prefix(Samples.proLab(), lines: 6)),
      ("eyelink-report", .eyeLinkReport, Samples.eyeLinkReport), ("eyelink-asc", .eyeLinkASC, Samples.asc),
      ("smi", .smi, prefix(Samples.smi, lines: 24)), ("begaze", .smi, prefix(Samples.beGaze(), lines: 9)),
      ("begaze-events", .smi, Samples.beGazeEvents), ("tobii-events", .tobiiProLab, Samples.proLabEvents),
      ("itrace-xml", .iTraceXML, traceCore(responses: 9)),
      ("eyetrans", .eyeTrans, Samples.eyeTrans), ("fix8", .fix8, Samples.fix8), ("fix8-csv", .fix8, Samples.fix8Table),
      ("emip-events", .emip, Samples.emipEvents), ("emip-corrected", .emip, Samples.emipCorrected),
    ]
    var settings = ImportSettings()
    (settings.screenWidth, settings.screenHeight) = (1000, 500)
    let importer = try GazeImporter(settings)
    settings.filterRun = "IVT"
    let ofOneFilter = try GazeImporter(settings)
    let pipelines = try pipelines()
    let words = [
      "RECTANGLE", "EFIX L ", "MSG\t", "TRIALID", "TRIAL_RESULT", "nan", "(nan, nan)", "<!--", "</", "<![CDATA[",
      "START\t",
      "1.234,5", "1,234", "fixation", "\"fixations\"",
    ]
    return recordings.map { recording in
      FuzzedReader(recording.name, texts: [recording.sample], words: words) { path in
        try importer.read(path, format: recording.format) { try check($0) }
      }
    } + [
      // The format is found out from the damaged file, and all is made of it that the program makes.
      FuzzedReader("any-recording", texts: recordings.map(\.sample), words: words) { path in
        try importer.read(path) {
          try check($0)
          try checkResult(of: $0, pipelines)
        }
      },
      FuzzedReader("itrace-database", seeds: [["input": try folder.bytes("run.db3")]]) { folder in
        try ofOneFilter.read("\(folder)/input", format: .iTraceDatabase) { try check($0) }
      },
      FuzzedReader("eyemulator", texts: [Samples.eyeMulator], words: ["\"mask\"", "\"ngrams\""]) { path in
        try EyeMulatorCorpus.read(path) { try Unsound.require($0.fault == nil, "the row has no fault") }
      },
    ]
  }

  /// Without drift correction, and with each of its algorithms.
  private static func pipelines() throws -> [FixationPipeline] {
    try ([nil] + DriftAlgorithm.allCases.map(Optional.some)).map { algorithm in
      var settings = FixationSettings()
      settings.drift = algorithm.map { algorithm in
        var drift = DriftSettings()
        drift.algorithm = algorithm
        return drift
      }
      return try FixationPipeline(settings)
    }
  }

  /// Samples that were imported are sound.
  private static func check(_ trial: ImportedTrial) throws {
    guard case .samples(let recording) = trial else { return }
    let samples = recording.samples
    try Unsound.require(
      samples.allSatisfy { $0.time.isFinite && $0.left.position.isFinite && $0.right.position.isFinite },
      "times and places are numbers")
    try Unsound.require(zip(samples, samples.dropFirst()).allSatisfy { $0.time < $1.time }, "time goes on")
  }

  /// What is made of an imported trial is sound too.
  private static func checkResult(of trial: ImportedTrial, _ pipelines: [FixationPipeline]) throws {
    let choice =
      switch trial {
      case .samples(let recording): recording.samples.count
      case .fixations(let trial): trial.fixations.count
      }
    let result = try pipelines[choice % pipelines.count].result(of: trial)
    try Unsound.require(
      result.trial.fixations.allSatisfy { $0.duration >= 0 && $0.position?.isFinite ?? true }, "fixations are sound")
    // JSON has no infinities: encoding fails when there is one anywhere.
    let line = try JSONLines.line(result.trial)
    let again = try JSONDecoder().decode(ReadingTrial.self, from: Data(line.utf8))
    try Unsound.require(again.fixations.count == result.quality.fixations, "what is written is read back")
    _ = try JSONLines.line(result.quality)
    let readings = try ReadingSet([result.trial, again])
    for unit in ReadingUnit.allCases {
      _ = try JSONLines.line(readings.readings.flatMap { $0.measures(of: unit) ?? [] }.map(\.measures))
      MeasureSummary.definition(unit, per: .all)
        .write(MeasureSummary.rows(readings, unit: unit, per: .all), as: .jsonl) { _ in }
    }
    SaccadeTable.definition.write(SaccadeTable.rows(readings), as: .csv) { _ in }
    AreaTable.definition.write(AreaTable.rows(readings), as: .tsv) { _ in }
    QualityTable.definition.write(QualityTable.rows(readings), as: .jsonl) { _ in }
  }

  /// iTrace's file with few responses; each has three lines.
  static func traceCore(responses: Int) -> String {
    prefix(Samples.iTraceCore, lines: 6 + 3 * responses) + "</gazes></itrace_core>\n"
  }

  static func prefix(_ text: String, lines: Int) -> String {
    // A line's end of two bytes is one character, and not the one of a single byte.
    let end = text.contains("\r\n") ? "\r\n" : "\n"
    return text.split(separator: Character(end)).prefix(lines).joined(separator: end) + end
  }
}
