import Basics
import Yams

/// Where the keys of a sweep file stand, for mistakes that only show when the sweep meets its configuration.
struct SweepPlaces {
  private let path: String
  private var marks: [String: Mark] = [:]

  init(_ text: String, path: String) throws {
    self.path = path
    guard let root = try ConfigurationText.parse(text, path: path)?.mapping else { return }
    for (section, value) in root {
      for (key, _) in value.mapping ?? Node.Mapping([]) {
        if let names = section.scalar?.string, let name = key.scalar?.string { marks["\(names)/\(name)"] = key.mark }
      }
    }
  }

  func place(of section: String, _ key: String) -> ConfigurationProblem.Place {
    marks["\(section)/\(key)"].map { .file(path, line: $0.line, column: $0.column) } ?? .wholeFile(path)
  }

  func error(_ section: String, _ key: String, _ problem: String, _ remedy: String) -> ConfigurationError {
    ConfigurationError([
      ConfigurationProblem(
        place: place(of: section, key), keyPath: "\(section).\(key)", kind: .invalid(problem: problem, remedy: remedy))
    ])
  }
}
