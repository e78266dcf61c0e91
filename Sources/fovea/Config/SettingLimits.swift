import Basics
import Configuration
import Training

/// What a setting accepts, found by giving it values: the checks themselves are the only place that knows.
struct SettingLimits {
  /// Values that are refused, each with the reason, one value for each reason.
  private(set) var refused: [String] = []
  /// What some values require of other settings.
  private(set) var requirements: [String] = []

  init(_ key: String, _ shape: ConfigurationShape) {
    for value in Self.probes(shape) {
      for problem in Self.problems(key, value) {
        let diagnosis = problem.diagnosis
        let remedy = diagnosis.remedy.isEmpty ? "" : " (\(diagnosis.remedy))"
        if problem.keyPath == key {
          Self.note("\(diagnosis.problem.trimmingPrefix("\(key) "))\(remedy)", of: value, &refused)
        } else if let label = Self.label(value, shape) {
          Self.note("\(diagnosis.problem)\(remedy)", of: label, &requirements)
        }
      }
    }
  }

  private static func note(_ reason: String, of value: String, _ list: inout [String]) {
    // The same reason for another value repeats the value at most.
    func form(_ text: String) -> String { text.replacing(/-?[0-9][0-9.e+]*/, with: "#") }
    guard !list.contains(where: { form($0).hasSuffix(form(reason)) }) else { return }
    list.append("\(value.isEmpty ? "empty" : value): \(reason)")
  }

  /// Values at which limits usually lie, and the choices of settings that have some.
  private static func probes(_ shape: ConfigurationShape) -> [String] {
    switch shape.required {
    case .boolean: ["true", "false"]
    case .integer: ["-1", "0", "1", "2", "3", "1000", "1000000", "1000000000000"]
    case .number: ["-1.0", "0.0", "0.5", "1.0", "2.0", "1000000000.0"]
    case .choice(let names): names
    case .text: ["a/b", "nonsense"]
    case .sequence: ["[-1]", "[1, 1]"]
    default: []
    }
  }

  /// How to name a value that may ask for other settings; nil for numbers, which do not.
  private static func label(_ value: String, _ shape: ConfigurationShape) -> String? {
    switch shape.required {
    case .boolean, .choice: value
    case .text: "if it is given"
    default: nil
    }
  }

  /// The problems of a configuration that is otherwise complete.
  private static func problems(_ key: String, _ value: String) -> [ConfigurationProblem] {
    var complete = ["tokenizer=tokenizer"]
    for set in ["train", "valid"] { complete += ["source", "target", "file"].map { "data.\(set).\($0)=data" } }
    do {
      _ = try ConfigurationLoader.load(TrainingConfiguration.self, assignments: complete + ["\(key)=\(value)"])
      return []
    } catch {
      return (error as? ConfigurationError)?.problems ?? []
    }
  }
}
