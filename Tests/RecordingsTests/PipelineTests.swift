import Basics
import Foundation
import GazeSamples
import Importers
import TestSupport
import Testing

@testable import Recordings

struct PipelineTests {
  private func tobiiTrial() throws -> ImportedTrial {
    let folder = try TemporaryFolder()
    var settings = ImportSettings()
    (settings.screenWidth, settings.screenHeight) = (1000, 500)
    settings.boxes = try folder.file("boxes", Samples.tobiiBoxes)
    return try #require(GazeImporter(settings).readAll(folder.file("r", Samples.tobiiSDK)).trials.first)
  }

  @Test func aRecordingBecomesFixationsOnBoxes() throws {
    let result = try FixationPipeline().result(of: tobiiTrial())
    #expect(result.trial.fixations.map(\.box?.text) == ["read", "file"])
    #expect(result.trial.fixations.map(\.box?.occurrence) == [0, 0])
    // The settings that were used are noted.
    let settings = result.trial.notes.compactMap { note in
      note.firstIndex(of: "{").map { Data(note[$0...].utf8) }
    }
    #expect(try settings.map { try JSONDecoder().decode(DetectionSettings.self, from: $0) } == [DetectionSettings()])
    #expect(result.quality.samples == 240 && result.quality.validShare == 0.95 && result.quality.blinks == 1)
    #expect(abs((result.quality.samplingRate ?? 0) - 120) < 0.01)
    #expect(result.quality.precision == 0 && result.quality.onBoxShare == 1 && result.quality.onScreenShare == 1)
    #expect(abs((result.quality.longestGap ?? 0) - 13 * 8.333) < 1e-6)
    let text = try JSONLines.line(result.trial)
    #expect(try JSONDecoder().decode(ReadingTrial.self, from: Data(text.utf8)) == result.trial)
  }

  @Test func offsetMovesFixationsAndTheirBoxes() throws {
    var settings = FixationSettings()
    settings.filter.offsetX = 140
    let result = try FixationPipeline(settings).result(of: tobiiTrial())
    #expect(result.trial.fixations.map(\.box?.occurrence) == [nil, 1])
    #expect(result.trial.exclusions[.onNoBox] == 1)
    settings.filter.offsetX = 500
    let moved = try FixationPipeline(settings).result(of: tobiiTrial())
    #expect(moved.trial.fixations.count == 1 && moved.trial.exclusions[.offScreen] == 1)
  }

  @Test func durationsAreFilteredByReason() throws {
    var trial = ReadingTrial(
      participant: "p", method: "m", provenance: Provenance(format: .eyeTrans, file: "f", line: 1))
    trial.fixations = [50, 100, 200, 5000].map { Fixation(duration: $0, box: BoxReference(text: "x", occurrence: 0)) }
    trial.fixations[1].box = nil
    var settings = FixationSettings()
    settings.filter.minimumDuration = 100
    settings.filter.maximumDuration = 1000
    let result = try FixationPipeline(settings).result(of: trial)
    #expect(result.trial.fixations.map(\.duration) == [100, 200])
    #expect(result.trial.exclusions[.tooShort] == 1 && result.trial.exclusions[.tooLong] == 1)
    #expect(result.quality.meanDuration == 150 && result.quality.medianDuration == 150 && result.quality.samples == nil)
    #expect(result.quality.onBoxShare == 0.5)
  }

  @Test func aRecordingWithoutEyesSaysSo() throws {
    let recording = GazeRecording(
      participant: "p", method: "m", screen: nil, samples: stream(500) { _ in nil },
      provenance: Provenance(format: .smi, file: "f", line: 1))
    let result = try FixationPipeline().result(of: recording)
    #expect(result.trial.fixations.isEmpty && result.trial.exclusions[.noFixations] == 1)
    #expect(result.quality.validShare == 0 && result.quality.meanDuration == nil && result.quality.precision == nil)
  }

  @Test(
    arguments: [
      { (settings: inout FixationSettings) in settings.detection.minimumDuration = 0 },
      { $0.cleaning.maximumBlink = 1 }, { $0.filter.offsetX = .nan }, { $0.boxRadius = -1 },
      {
        $0.drift = DriftSettings()
        $0.drift?.compareLines = 0
      }, { ($0.filter.minimumDuration, $0.filter.maximumDuration) = (5, 4) },
    ] as [@Sendable (inout FixationSettings) -> Void])
  func settingsAreChecked(_ spoil: @Sendable (inout FixationSettings) -> Void) {
    var settings = FixationSettings()
    spoil(&settings)
    #expect(throws: InvalidSetting.self) { try FixationPipeline(settings) }
  }

  @Test func placesInSourceFilesComeAlong() throws {
    let folder = try TemporaryFolder()
    var settings = ImportSettings()
    settings.plugin = try folder.file("plugin", Samples.iTracePlugin)
    let trials = try GazeImporter(settings).readAll(folder.file("core", Samples.iTraceCore)).trials
    let result = try FixationPipeline().result(of: #require(trials.first))
    #expect(result.trial.fixations.map(\.source) == [SourcePlace(file: "src/A.java", line: 3, column: 7)])
  }

  /// Fixations and hits of the real recording, against those of a few lines of Python.
  @Test(.enabled(if: SharedData.holds("tobii"), "needs the shared data (FOVEA_DATA)"))
  func theTobiiSampleAgreesWithPython() throws {
    struct Golden: Decodable {
      let rows: [[Double]]
      private enum CodingKeys: String, CodingKey { case rows = "start_duration_box" }
    }
    let golden = try GoldenFolder().decoded(Golden.self, "tobii_hits.json")
    var settings = ImportSettings()
    (settings.screenWidth, settings.screenHeight) = (1920, 1080)
    settings.boxes = SharedData.path("tobii/createServerChooser_boxes.csv")
    settings.code = SharedData.path("eyetrans/methods.jsonl")
    let (trials, report) = try GazeImporter(settings).readAll(SharedData.path("tobii/168_createServerChooser_gaze.csv"))
    #expect(report.rows == 8812 && report.exclusions.isEmpty)
    var fixationSettings = FixationSettings()
    fixationSettings.boxRadius = 20
    fixationSettings.filter.screenMargin = nil
    let result = try FixationPipeline(fixationSettings).result(of: #require(trials.first))
    let references = Dictionary(uniqueKeysWithValues: result.trial.boxes.enumerated().map { ($1.reference, $0) })
    let found = result.trial.fixations.map { fixation in
      [fixation.start ?? -1, fixation.duration, Double(fixation.box.flatMap { references[$0] } ?? -1)]
    }
    #expect(found.count == golden.rows.count)
    for (mine, theirs) in zip(found, golden.rows) {
      #expect(zip(mine, theirs).allSatisfy { abs($0 - $1) < 0.002 }, "\(mine) \(theirs)")
    }
    #expect(result.trial.code?.contains("createServerChooser") == true)
    let quality = result.quality
    #expect(quality.samples == 8812 && abs((quality.validShare ?? 0) - 8215.0 / 8812) < 1e-12)
    print(try JSONLines.line(quality))
  }
}
