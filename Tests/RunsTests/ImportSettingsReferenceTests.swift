import Foundation
import TestSupport
import Testing

@testable import Configuration
@testable import Runs

/// docs/import-settings.md has every setting of `fovea gaze import --set`, in order, with its default, unit and choices.
struct ImportSettingsReferenceTests {
  private struct Row: Equatable, CustomStringConvertible {
    var key: String
    var value: String
    var description: String { "\(key) = \(value)" }
  }

  @Test func thePageIsWhatTheProgramKnows() throws {
    let encoded = try ConfigurationEncoder.encode(GazeImportSettings())
    var expected: [Row] = []
    var choices: [(key: String, names: [String])] = []
    Self.collect(encoded.shape, "", &expected, &choices)
    #expect(expected.contains(Row(key: "box_radius", value: "0")), "the settings have one level of sections")

    let page = try String(contentsOfFile: PackageFolder.path("docs/import-settings.md"), encoding: .utf8)
    let lines = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
    let cells = lines.map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    let stated = cells.map { Row(key: Self.plain($0[0]), value: Self.plain($0[1])) }
    for row in expected { #expect(stated.contains(row), "docs/import-settings.md lacks \(row)") }
    for row in stated { #expect(expected.contains(row), "docs/import-settings.md has \(row)") }
    #expect(stated.map(\.key) == expected.map(\.key))
    #expect(
      cells.allSatisfy { $0.count == 4 && !$0[2].isEmpty && !$0[3].isEmpty }, "every row has a unit and a meaning")
    for (key, names) in choices {
      let meaning = cells.first { Self.plain($0[0]) == key }?.last ?? ""
      for name in names { #expect(meaning.contains("`\(name)`"), "\(key) does not name its choice \(name)") }
    }
  }

  @Test func settingsOfBothPartsAreSetByTheirKeys() throws {
    let settings = try ConfigurationLoader.load(
      GazeImportSettings.self,
      assignments: [
        "stimulus_column=item", "box_radius=20", "detection.dispersion=80", "screen_width=800", "screen_height=600",
      ])
    #expect(settings.importing.stimulusColumn == "item" && settings.importing.screen?.height == 600)
    #expect(settings.fixations.boxRadius == 20 && settings.fixations.detection.dispersion == 80)
    let unknown = #expect(throws: ConfigurationError.self) {
      try ConfigurationLoader.load(GazeImportSettings.self, assignments: ["stimulus_colum=item"])
    }
    #expect(unknown.map { "\($0)".contains("stimulus_column") } == true)
    let invalid = #expect(throws: ConfigurationError.self) {
      try ConfigurationLoader.load(GazeImportSettings.self, assignments: ["maximum_faulty_share=2"])
    }
    #expect(invalid?.problems.first?.keyPath == "maximum_faulty_share")
  }

  private static func plain(_ cell: String) -> String { cell.replacingOccurrences(of: "`", with: "") }

  private static func collect(
    _ shape: ConfigurationShape, _ path: String, _ rows: inout [Row], _ choices: inout [(key: String, names: [String])]
  ) {
    guard case .mapping(let fields) = shape.required else { return }
    for field in fields {
      let key = path.isEmpty ? field.key : "\(path).\(field.key)"
      if case .mapping = field.shape.required {
        collect(field.shape, key, &rows, &choices)
      } else {
        if case .choice(let names) = field.shape.required { choices.append((key, names)) }
        rows.append(Row(key: key, value: text(field.defaultValue)))
      }
    }
  }

  private static func text(_ value: ConfigurationTree) -> String {
    switch value {
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number(let value): value == value.rounded() ? "\(Int(value))" : "\(value)"
    case .text(let value): value
    default: "none"
    }
  }
}
