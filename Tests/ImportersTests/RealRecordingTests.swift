import Basics
import Foundation
import Scanpaths
import TestSupport
import Testing

@testable import Importers
@testable import Recordings

@Suite(.enabled(if: SharedData.holds("eyetrans/scanpaths.jsonl"), "needs the shared data (FOVEA_DATA)"))
struct RealRecordingTests {
  @Test func allEyeTransScanpathsImport() throws {
    var settings = ImportSettings()
    settings.code = SharedData.path("eyetrans/methods.jsonl")
    let (trials, report) = try GazeImporter(settings).readAll(SharedData.path("eyetrans/scanpaths.jsonl"))
    #expect(report.format == .eyeTrans)
    #expect(trials.count == 498)
    // Nineteen scanpaths of the file are empty.
    #expect(report.exclusions[.noFixations] == 19 && report.exclusions.total == 19 + 868)
    // 668 names that the code does not have, and 200 that it does not have so often.
    #expect(report.exclusions[.unknownBox] == 668 + 200)
    var fixations = 0
    for case .fixations(let trial) in trials {
      fixations += trial.fixations.count
      #expect(trial.code != nil)
    }
    #expect(fixations == 51_529)
  }

  /// Rows, assigned, on no area, on stimuli without an area file; counted by a few lines of Python beforehand.
  @Test(
    arguments: zip(
      SharedData.eyeLinkReports, [[5538, 2091, 935, 2512], [5518, 2255, 799, 2464], [7056, 4332, 1649, 1075]]))
  func everyEyeLinkFixationIsAccountedFor(_ path: String, _ expected: [Int]) throws {
    var settings = ImportSettings()
    settings.interestAreas = SharedData.path("eyelink/interest-areas")
    settings.code = SharedData.path("eyelink/code")
    // Their files are named 10-177; the positions that the reports count to areas confirm it.
    settings.stimulusAliases = ["10-117-V1": "10-177-V1", "10-117-V2": "10-177-V2"]
    let (trials, report) = try GazeImporter(settings).readAll(path)
    var assigned = 0
    var fixations = 0
    for case .fixations(let trial) in trials {
      fixations += trial.fixations.count
      assigned += trial.fixations.count { $0.box != nil }
      #expect(trial.fixations.allSatisfy { $0.start != nil && $0.position != nil })
    }
    #expect(trials.count == 10)
    #expect(report.rows == expected[0] && fixations == expected[0])
    #expect(assigned + report.exclusions[.onNoBox] + report.exclusions[.noLayout] == expected[0])
    #expect(report.exclusions[.unknownBox] == 0)
    let reasons = report.exclusions.sorted.map { "\($0.reason.rawValue) \($0.tally.count)" }
    print("\(path.suffix(8)): \(assigned) assigned, \(reasons.joined(separator: ", "))")
  }

  /// The report's own assignment against a hit test of its coordinates.
  @Test(arguments: SharedData.eyeLinkReports)
  func hitTestsAgreeWithTheReport(_ path: String) throws {
    var settings = ImportSettings()
    settings.interestAreas = SharedData.path("eyelink/interest-areas")
    let (trials, _) = try GazeImporter(settings).readAll(path)
    var different = 0
    for case .fixations(let trial) in trials where !trial.boxes.isEmpty {
      var retested = trial
      BoxHitTest(boxes: trial.boxes).assign(&retested)
      different += zip(trial.fixations, retested.fixations).count { $0.box != $1.box }
    }
    // Three fixations lie where two areas overlap by a pixel; the report takes the first, the hit test the smaller.
    #expect(different == (path.contains("P305") ? 3 : 0))
  }

  /// Drift correction of long real trials: no fixation is lost or moved sideways.
  @Test(arguments: DriftAlgorithm.allCases) func realTrialsAreCorrected(_ algorithm: DriftAlgorithm) throws {
    var settings = ImportSettings()
    settings.interestAreas = SharedData.path("eyelink/interest-areas")
    let (trials, _) = try GazeImporter(settings).readAll(SharedData.eyeLinkReports[2])
    var fixationSettings = FixationSettings()
    fixationSettings.drift = DriftSettings()
    fixationSettings.drift?.algorithm = algorithm
    let pipeline = try FixationPipeline(fixationSettings)
    var (before, after, all) = (0, 0, 0)
    for case .fixations(let trial) in trials where !trial.boxes.isEmpty {
      let corrected = try pipeline.result(of: trial).trial
      #expect(corrected.fixations.count + corrected.exclusions[.offScreen] == trial.fixations.count)
      #expect(zip(corrected.fixations, trial.fixations).allSatisfy { $0.position?.x == $1.position?.x })
      before += trial.fixations.count { $0.box != nil }
      after += corrected.fixations.count { $0.box != nil }
      all += trial.fixations.count
    }
    print("\(algorithm.rawValue) on P305: \(before) of \(all) fixations on a box before, \(after) after")
    // Algorithms that look at height alone pull fixations onto lines. Those that follow the order of reading move them
    // off, for code is not read from top to bottom; what they must keep is every fixation.
    if [.attach, .chain, .regress].contains(algorithm) { #expect(after > before) }
  }

  @Test func allInterestAreasLoad() throws {
    let folder = SharedData.path("eyelink/interest-areas")
    let files = try TrackerFile.names(in: folder).filter { $0.hasSuffix(".ias") }
    #expect(files.count == 23)
    for file in files {
      let layout = try BoxFile.eyeLink("\(folder)/\(file)")
      #expect(layout.boxes.count > 10)
      #expect(layout.exclusions.isEmpty)
    }
  }

  @Test(arguments: ["summarization_valid", "translation_valid", "completion_train_sample", "completion_valid_sample"])
  func eyeMulatorCorporaRoundTrip(_ name: String) throws {
    let folder = try TemporaryFolder()
    let source = SharedData.path("eyemulator/corpus/\(name).jsonl")
    try EyeMulatorCorpus.write(to: folder.path("copy")) { write in try EyeMulatorCorpus.read(source, write) }
    let original = try TextFile.undecodedLines(of: source)
    let copy = try TextFile.undecodedLines(of: folder.path("copy"))
    #expect(original.count == copy.count && !copy.isEmpty)
    for (first, second) in zip(original, copy) { #expect(try equalJSON(first, second)) }
  }

  private func equalJSON(_ first: Data, _ second: Data) throws -> Bool {
    let objects = try [first, second].map { try JSONSerialization.jsonObject(with: $0) }
    return (objects[0] as? NSObject)?.isEqual(objects[1]) ?? false
  }
}
