import Basics
import GazeSamples
import Recordings
import TestSupport
import Testing

@testable import Importers

struct UnusedSettingTests {
  private static let samples: [(GazeFormat, String)] = [
    (.fovea, Samples.trial), (.eyeLinkReport, Samples.eyeLinkReport), (.eyeLinkASC, Samples.asc), (.fix8, Samples.fix8),
    (.emip, Samples.emipCorrected), (.eyeTrans, Samples.eyeTrans), (.smi, Samples.smi),
    (.iTraceXML, Samples.iTraceCore),
  ]

  private static func give(_ setting: ImportSetting, _ settings: inout ImportSettings, _ folder: TemporaryFolder) throws
  {
    switch setting {
    case .code:
      _ = try folder.file("m1.java", "int f() { x = 0; }")
      settings.code = folder.path
    case .interestAreas, .boxes:
      _ = try folder.file("other.ias", Samples.interestAreas)
      if setting == .boxes { settings.boxes = folder.path } else { settings.interestAreas = folder.path }
    case .plugin: settings.plugin = try folder.file("plugin.xml", Samples.iTracePlugin)
    case .timeUnit: settings.timeUnit = .milliseconds
    case .coordinates: settings.coordinateUnit = .pixels
    case .source: settings.source = .samples
    case .eyes: settings.eyes = .left
    case .screen: (settings.screenWidth, settings.screenHeight) = (1920, 1080)
    case .stimulusColumn: settings.stimulusColumn = "code_snippet_id"
    case .participant: settings.participant = "P"
    }
  }

  @Test(arguments: ImportSetting.allCases) func everySettingIsUsedOrRefused(_ setting: ImportSetting) throws {
    let folder = try TemporaryFolder()
    for (format, text) in Self.samples {
      do {
        let imported = try Imported(text) { try Self.give(setting, &$0, folder) }
        #expect(format.usedSettings.contains(setting) && imported.report.format == format)
      } catch let unused as UnusedSetting {
        #expect(unused.format == format && unused.option == setting.option)
        // The report has no column that tells the eyes apart, and this file of SMI is no export of BeGaze.
        let isStated = setting == .timeUnit && format == .iTraceXML
        let isOfOthers = setting == .eyes && format == .eyeLinkReport || format == .smi || isStated
        #expect(!format.usedSettings.contains(setting) || isOfOthers)
        #expect(unused.diagnosis.exitCode == .usage && "\(unused)".contains(format.rawValue))
      }
    }
  }

  @Test func otherKeysAreRefusedToo() throws {
    let filter = #expect(throws: UnusedSetting.self) { try Imported(Samples.asc) { $0.filterRun = "IVT" } }
    #expect(filter?.option == "--filter")
    #expect(throws: UnusedSetting.self) { try Imported(Samples.eyeTrans) { $0.decimalSeparator = .comma } }
  }

  @Test func trialsGetWhatTheyLack() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("m.py", "x = 1\n")
    let bare = Samples.trial.replacing(", \"code\": \"int x;\"", with: "").replacing(
      "\"language\": \"java\"", with: "\"language\": null")
    let trial = try Imported(bare) { ($0.code, $0.screenWidth, $0.screenHeight) = (folder.path, 200, 100) }.trials[0]
    #expect(trial.code == "x = 1" && trial.language == "python" && trial.screen == ScreenSize(width: 200, height: 100))
    #expect(trial.boxes.count == 1)
    let whole = try Imported(Samples.trial) { $0.code = folder.path }
    #expect(whole.trials[0].code == "int x;" && whole.report.notes == ["trials that have code keep it"])
  }
}
