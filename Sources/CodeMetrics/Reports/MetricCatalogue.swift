import Basics
import Syntax

/// The catalogue of metrics by name.
public enum MetricCatalogue {
  /// The metrics that do not depend on the programming language.
  private static let plain: [any SummableMetric] = [
    CodeToTextBLEU(), CodeToCodeBLEU(), ExactMatch(), ExactMatch(comparison: .whitespaceNormalized), EditSimilarity(),
    ROUGEL(stemming: false), ROUGEL(stemming: true), METEOR(), ChrF.characters, ChrF.charactersAndWords,
    LineCompletion.exactMatch, LineCompletion.editSimilarity,
  ]

  /// The default metrics: one of each kind, those with a meaning for any text first.
  private static let usual = [
    "codexglue-smoothed-bleu", "codexglue-corpus-bleu", "meteor-exact-stem", "chrf", "chrf++", "rouge-l",
    "exact-match", "edit-similarity",
  ]

  /// All names; CodeBLEU and its components need a language.
  public static var names: [String] { plain.map(\.name) + codeBLEU(.java).map(\.name) }

  /// The metrics with these names, or the default ones when none are named.
  ///
  /// - Parameters:
  ///   - names: names from `names`.
  ///   - language: the language of the texts; adds CodeBLEU to the default metrics.
  /// - Throws: `MetricNameError`, also when CodeBLEU is named without a language.
  public static func metrics(
    named names: [String], language: ProgrammingLanguage?
  ) throws(MetricNameError) -> [any SummableMetric] {
    let code = language.map(codeBLEU) ?? []
    let chosen = names.isEmpty ? usual + code.prefix(1).map(\.name) : names
    var metrics: [any SummableMetric] = []
    for name in chosen {
      guard let metric = (plain + code).first(where: { $0.name == name }) else {
        throw self.names.contains(name) ? .needsLanguage(name) : .unknown(name)
      }
      metrics.append(metric)
    }
    return metrics
  }

  /// CodeBLEU in all modes, the default first, each followed by its components.
  private static func codeBLEU(_ language: ProgrammingLanguage) -> [any SummableMetric] {
    [CodeBLEUMode.fixed, .k4black, .microsoft].flatMap { mode in
      CodeBLEUMetric.Part.allCases.map { CodeBLEUMetric(CodeBLEU(language: language, mode: mode), part: $0) }
    }
  }
}

/// A metric name that cannot be used.
public enum MetricNameError: DiagnosableError, Equatable {
  /// No metric has this name.
  case unknown(String)
  /// The metric needs a programming language.
  case needsLanguage(String)

  /// The name, with the nearest known one and all known names.
  public var diagnosis: Diagnosis {
    switch self {
    case .unknown(let name):
      let guess = NearestName.nearest(to: name, among: MetricCatalogue.names).map { "did you mean '\($0)'? " } ?? ""
      return Diagnosis(
        .usage, problem: "unknown metric '\(name)'",
        remedy: guess + "the metrics are \(MetricCatalogue.names.joined(separator: ", "))")
    case .needsLanguage(let name):
      return Diagnosis(.usage, problem: "the metric '\(name)' needs a programming language", remedy: "give --language")
    }
  }
}
