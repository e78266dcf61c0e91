import Basics
import Yams

/// The places of a configuration's keys in its file, for mistakes found only after reading it.
package struct KeyPlaces {
  private let path: String
  private var marks: [String: Mark] = [:]

  /// - Throws: `ConfigurationError` for text that is not YAML.
  package init(_ text: String, path: String) throws {
    self.path = path
    guard let root = try ConfigurationText.parse(text, path: path)?.mapping else { return }
    for (section, value) in root {
      for (key, _) in value.mapping ?? Node.Mapping([]) {
        if let names = section.scalar?.string, let name = key.scalar?.string { marks["\(names)/\(name)"] = key.mark }
      }
    }
  }

  package func place(of section: String, _ key: String) -> ConfigurationProblem.Place {
    marks["\(section)/\(key)"].map { .file(path, line: $0.line, column: $0.column) } ?? .wholeFile(path)
  }

  /// The error about a section's key.
  package func error(_ section: String, _ key: String, _ problem: String, _ remedy: String) -> ConfigurationError {
    ConfigurationError([
      ConfigurationProblem(
        place: place(of: section, key), keyPath: "\(section).\(key)", kind: .invalid(problem: problem, remedy: remedy))
    ])
  }
}
