import ArgumentParser
import Basics
import Configuration
import Programs
import Runs
import Training

extension ConfigCommand {
  /// `fovea config explain`: what a setting means, what it accepts, and where else it matters.
  struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "explain", abstract: "Explains a setting, or lists those of a section.",
      discussion: """
        The meanings are those of docs/configuration.md, and the limits are those of the program's own checks.

        EXAMPLES:
          fovea config explain
          fovea config explain optimizer
          fovea config explain optimizer.learning_rate
        """)

    @Argument(help: ArgumentHelp("A setting or a section (default: all sections).", valueName: "key"))
    var key: String?

    func validate() throws { _ = try shape() }

    func run() throws {
      let shape = try shape()
      let output = StandardOutput()
      let reference = SettingReference()
      for line in shape.isSection ? try list(shape, reference) : try explain(shape, reference) {
        try output.writeLine(line)
      }
      try output.flush()
    }

    /// The shape of what the key names.
    private func shape() throws -> ConfigurationShape {
      let root = try ConfigurationEncoder.encode(TrainingConfiguration()).shape
      guard let key else { return root }
      guard let shape = root.shape(at: key) else {
        let known = root.keyPaths()
        let last = known.first { $0.split(separator: ".").last.map(String.init) == key }
        let advice =
          (NearestName.nearest(to: key, among: known) ?? last).map { "did you mean \($0)?" }
          ?? "fovea config explain lists all sections"
        throw ValidationError("there is no setting \"\(key)\"; \(advice)")
      }
      return shape
    }

    /// A section's settings with their defaults, and its sections with how many they have.
    private func list(_ shape: ConfigurationShape, _ reference: SettingReference) throws -> [String] {
      let defaults = try Self.defaults()
      var table = TextTable(header: ["key", "default", "meaning"])
      table.widestCell = 96
      for field in shape.fields {
        let path = ConfigurationKey.path(key ?? "", field.key)
        guard field.shape.isSection else {
          table.rows.append([path, defaults[path] ?? "", reference[path]?.meaning ?? ""])
          continue
        }
        let inner = field.shape.keyPaths(below: path).filter { defaults[$0] != nil }
        table.rows.append([path, "", "\(inner.count) settings, such as \(inner.prefix(3).joined(separator: ", "))"])
      }
      return [table.rendered(.table)]
    }

    private func explain(_ shape: ConfigurationShape, _ reference: SettingReference) throws -> [String] {
      let key = key ?? ""
      let entry = reference[key]
      let limits = SettingLimits(key, shape)
      let related = reference.mentions(of: key)
      let isFree = TrainingRun.mayChange(key)
      let lines: [(String, [String])] = [
        ("type", [shape.expectation]),
        ("default", [try Self.defaults()[key] ?? ""]),
        ("meaning", [entry?.meaning ?? ""]),
        ("refused", limits.refused),
        ("needs", limits.requirements),
        ("see also", related),
        (
          "resuming",
          [
            isFree
              ? "a run that is resumed may change it"
              : "a run that is resumed keeps it, unless --allow-change \(key) is given"
          ]
        ),
        ("pages", ["docs/configuration.md, \"\(entry?.heading ?? "")\""] + (entry?.pages ?? [])),
      ]
      return [key]
        + lines.flatMap { label, texts in
          texts.enumerated().map { place, text in
            "  " + (place == 0 ? label : "").padding(toLength: 10, withPad: " ", startingAt: 0) + text
          }
        }
    }

    /// Every setting's default as YAML; `empty` for an empty text.
    private static func defaults() throws -> [String: String] {
      Dictionary(
        uniqueKeysWithValues: try ConfigurationLoader.settings(of: TrainingConfiguration()).map {
          ($0.keyPath, $0.value == "''" ? "empty" : $0.value)
        })
    }
  }
}

extension ConfigurationShape {
  fileprivate var fields: [Field] {
    if case .mapping(let fields) = required { return fields }
    return []
  }

  /// Whether it has settings below it.
  fileprivate var isSection: Bool { !fields.isEmpty }

  /// The shape at a path of keys; nil if there is none.
  fileprivate func shape(at path: String) -> ConfigurationShape? {
    path.split(separator: ".", omittingEmptySubsequences: false).reduce(self) { shape, key in
      shape?.fields.first { $0.key == key }?.shape
    }
  }
}
