import Foundation
import TestSupport
import Testing
import Training

@testable import Configuration

/// docs/configuration.md has every setting, in the order of the configuration, with its default and its choices.
struct ConfigurationReferenceTests {
  private struct Row: Equatable, CustomStringConvertible {
    var key: String
    var value: String
    var description: String { "\(key) = \(value)" }
  }

  @Test func theReferenceIsTheConfiguration() throws {
    let encoded = try ConfigurationEncoder.encode(TrainingConfiguration())
    var expected: [Row] = []
    var choices: [(key: String, names: [String])] = []
    Self.collect(encoded.shape, encoded.value, "", &expected, &choices)

    let lines = try Self.reference().split(separator: "\n").filter { $0.hasPrefix("| `") }
    let cells = lines.map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
    let stated = cells.map { Row(key: Self.plain($0[0]), value: Self.plain($0[1])) }
    for row in expected { #expect(stated.contains(row), "docs/configuration.md lacks \(row)") }
    for row in stated { #expect(expected.contains(row), "docs/configuration.md has \(row)") }
    #expect(stated.map(\.key) == expected.map(\.key))
    for (key, names) in choices {
      let meaning = cells.first { Self.plain($0[0]) == key }?.last ?? ""
      for name in names { #expect(meaning.contains("`\(name)`"), "\(key) does not name its choice \(name)") }
    }
  }

  private static func plain(_ cell: String) -> String {
    cell == "empty" ? "" : cell.replacingOccurrences(of: "`", with: "")
  }

  private static func reference() throws -> String {
    try String(contentsOfFile: PackageFolder.path("docs/configuration.md"), encoding: .utf8)
  }

  private static func collect(
    _ shape: ConfigurationShape, _ value: ConfigurationTree, _ path: String, _ rows: inout [Row],
    _ choices: inout [(key: String, names: [String])]
  ) {
    if case .mapping(let fields) = shape, case .mapping(let entries) = value {
      for (field, entry) in zip(fields, entries) {
        collect(field.shape, entry.value, path.isEmpty ? field.key : "\(path).\(field.key)", &rows, &choices)
      }
      return
    }
    if case .choice(let names) = shape { choices.append((path, names)) }
    rows.append(Row(key: path, value: text(value)))
  }

  private static func text(_ value: ConfigurationTree) -> String {
    switch value {
    case .boolean(let value): "\(value)"
    case .integer(let value): "\(value)"
    // As a person writes it, without the digits that a Float lacks.
    case .number(let value): value == value.rounded() ? "\(Int(value))" : "\(Float(value))"
    case .text(let value): value
    case .sequence(let values): "[\(values.map(text).joined(separator: ", "))]"
    default: "?"
    }
  }
}
