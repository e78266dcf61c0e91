import Basics
import Foundation
import Recordings
import TestSupport
import Testing

@testable import ReadingTables

struct QualityTests {
  private static func trial(onBox: Int, of count: Int, duration: Double = 200) -> ReadingTrial {
    let box = TokenBox(
      reference: BoxReference(text: "int", occurrence: 0),
      rectangle: ScreenRectangle(x: 0, y: 0, width: 10, height: 10))
    return ReadingTrial(
      participant: "p", method: "m", boxes: [box],
      fixations: (0..<count).map { Fixation(duration: duration, box: $0 < onBox ? box.reference : nil) },
      provenance: Provenance(format: .tobiiSDK, file: "f.csv", line: 1))
  }

  private static func values(_ trial: ReadingTrial, _ thresholds: QualityThresholds = QualityThresholds()) throws
    -> [String: TableValue]
  {
    let row = try #require(QualityTable.rows(try ReadingSet([trial]), thresholds: thresholds).first)
    return Dictionary(
      uniqueKeysWithValues: QualityTable.definition.columns.map { ($0.description.name, $0.value(row)) })
  }

  @Test func aFlagNeedsItsMeasure() throws {
    let list = try Self.values(Self.trial(onBox: 3, of: 12))
    #expect(list["on_box_share"] == .number(0.25) && list["flag_low_on_box_share"] == .boolean(true))
    #expect(list["flag_few_fixations"] == .boolean(false) && list["flags"] == .integer(1))
    for name in ["samples", "valid_share", "precision_px", "flag_low_valid_share", "flag_long_gap", "on_token_share"] {
      #expect(list[name] == .missing, "\(name)")
    }
    var recorded = Self.trial(onBox: 12, of: 12)
    var quality = RecordingQuality(samples: 1000, gaps: 2, blinks: 1)
    (quality.validShare, quality.samplingRate, quality.longestGap, quality.precision) = (0.69, 120, 5001, 40)
    recorded.quality = quality
    let sampled = try Self.values(recorded)
    #expect(sampled["flag_low_valid_share"] == .boolean(true) && sampled["flag_long_gap"] == .boolean(true))
    #expect(sampled["flag_low_precision"] == .boolean(false) && sampled["flag_low_sampling_rate"] == .boolean(false))
    #expect(sampled["flags"] == .integer(2) && sampled["gaps"] == .integer(2))
  }

  @Test func thresholdsCanBeSet() throws {
    var thresholds = QualityThresholds()
    thresholds.minimumOnBoxShare = 0.25
    thresholds.minimumFixations = 13
    thresholds.maximumMedianDuration = 199
    let flagged = try Self.values(Self.trial(onBox: 3, of: 12), thresholds)
    #expect(flagged["flag_low_on_box_share"] == .boolean(false) && flagged["flag_few_fixations"] == .boolean(true))
    #expect(flagged["flag_long_fixations"] == .boolean(true))
    thresholds.minimumValidShare = 1.5
    #expect(throws: InvalidSetting.self) { try thresholds.validate() }
    thresholds.minimumValidShare = 0.5
    thresholds.minimumMedianDuration = 200
    #expect(throws: InvalidSetting.self) { try thresholds.validate() }
  }

  @Test func aWarningCountsTrialsAndSaysWhatToTry() throws {
    let trials = [Self.trial(onBox: 12, of: 12), Self.trial(onBox: 3, of: 12), Self.trial(onBox: 0, of: 12)]
    let sentences = QualityWarnings(trials).sentences
    let sentence = try #require(sentences.first)
    #expect(sentences.count == 1 && sentence.hasPrefix("2 of 3 trials: low on box share (first p on m, 25 % of 12"))
    for advice in ["--screen", "--drift", "box_radius", "filter.offset_y", "layout"] {
      #expect(sentence.contains(advice), "\(advice)")
    }
    #expect(QualityWarnings(trials, [.lowValidShare]).sentences.isEmpty)
  }

  @Test func aTrialFileKeepsTheQualityOfItsSamples() throws {
    let folder = try TemporaryFolder()
    var trial = Self.trial(onBox: 1, of: 1)
    var quality = RecordingQuality(samples: 8812, gaps: 35, blinks: 32)
    (quality.validShare, quality.samplingRate, quality.precision) = (0.93, 120.004, 10.95)
    trial.quality = quality
    try TrialFile.write([trial, Self.trial(onBox: 1, of: 1)], to: folder.path("t.jsonl"))
    #expect(try TrialFile.read(folder.path("t.jsonl")).map(\.quality) == [quality, nil])
    let lines = try folder.read("t.jsonl").split(separator: "\n")
    #expect(lines[0].contains("\"sampling_rate_hz\":120.004") && !lines[1].contains("quality"))
  }
}
