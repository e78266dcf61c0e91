import Basics

/// All problems of a configuration, in line order, those of `--set` last.
package struct ConfigurationError: DiagnosableError, Equatable {
  /// The mistakes that the message describes; it counts the others.
  static let mostShown = 20

  package var problems: [ConfigurationProblem]

  package init(_ problems: [ConfigurationProblem]) {
    self.problems = problems.enumerated()
      .sorted { ($0.element.place.order, $0.offset) < ($1.element.place.order, $1.offset) }.map(\.element)
  }

  package var diagnosis: Diagnosis {
    if problems.count == 1, let only = problems.first { return only.diagnosis }
    let lines = problems.prefix(Self.mostShown).map { problem in
      let diagnosis = problem.diagnosis
      let advice = diagnosis.remedy.isEmpty ? "" : " (\(diagnosis.remedy))"
      return "\n  \(diagnosis.place): \(diagnosis.problem)\(advice)"
    }
    let rest = problems.count > lines.count ? "\n  and \(problems.count - lines.count) more" : ""
    return Diagnosis(
      .configuration, problem: "the configuration has \(problems.count) mistakes" + lines.joined() + rest)
  }
}
