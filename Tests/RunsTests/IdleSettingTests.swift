import Basics
import Importers
import Recordings
import TestSupport
import Testing

@testable import Runs

/// Settings of an import that the recordings turn out to have no use for.
struct IdleSettingTests {
  private let recordings = PackageFolder.path("configs/data/simulated-recordings")

  private func run(_ change: (inout GazeImportRun) -> Void) throws -> [ReadingTrial] {
    var run = GazeImportRun()
    run.importing.code = "\(recordings)/code"
    change(&run)
    return try run.run(["\(recordings)/simulated-1.asc"]).trials
  }

  @Test func settingsOfDetectionNeedSamples() throws {
    #expect(throws: IdleSetting.self) { try run { $0.fixations.detection.dispersion = 5 } }
    #expect(throws: IdleSetting.self) { try run { $0.fixations.cleaning.maximumGap = 5 } }
    let trials = try run {
      $0.fixations.detection.dispersion = 5
      $0.importing.source = .samples
    }
    #expect(trials.count == 3)
    #expect(try run { $0.fixations.boxRadius = 5 }.count == 3)
  }

  @Test func anAliasNeedsAStimulus() throws {
    let error = #expect(throws: IdleSetting.self) {
      try run { $0.importing.stimulusAliases = ["Inventory.ad": "Inventory.add"] }
    }
    #expect(error?.remedy.contains("Inventory.add") == true)
    #expect(try run { $0.importing.stimulusAliases = ["Inventory.add": "Inventory.add"] }.count == 3)
  }
}
