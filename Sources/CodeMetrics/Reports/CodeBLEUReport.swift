/// CodeBLEU's scores with the settings and counts needed to interpret them.
package struct CodeBLEUReport: Encodable {
  package var score: CodeBLEUScore
  package var language: String
  package var mode: CodeBLEUMode
  package var weights: CodeBLEUWeights
  package var samples: Int
  package var warnings: [String]
  /// CodeBLEU, from 0 to 1, of outputs that know nothing of the code, by `FloorOutput`; nil if it was not computed.
  package var floors: [String: Double]?
  private var perSample: [CodeBLEUScore]?

  /// - Parameter each: whether to include the scores of each sample.
  package init(_ metric: CodeBLEU, _ result: CodeBLEU.Result, each: Bool = false) {
    score = result.corpus
    language = metric.language.rawValue
    mode = metric.mode
    weights = metric.weights
    samples = result.samples.count
    perSample = each ? result.samples : nil
    warnings = Self.warnings(metric, result)
  }

  /// How many references parse in the metric's mode.
  package static func parsing(_ metric: CodeBLEU, _ result: CodeBLEU.Result) -> ReferenceParsing {
    ReferenceParsing(
      language: metric.language, references: result.references, withErrors: result.unsoundReferences)
  }

  private static func warnings(_ metric: CodeBLEU, _ result: CodeBLEU.Result) -> [String] {
    var warnings: [String] = []
    let parsing = Self.parsing(metric, result)
    if let warning = parsing.warning {
      warnings.append(warning)
    } else if parsing.withErrors > 0 {
      warnings.append(parsing.summary)
    }
    if result.unsoundPredictions > 0 {
      warnings.append(
        "\(result.unsoundPredictions) predictions do not parse without errors as \(metric.language.rawValue)")
    }
    if !result.hasDataFlow {
      let consequence =
        switch metric.mode {
        case .k4black: "the data-flow match is 0 and counts as 1 in codebleu"
        case .microsoft: "the data-flow match is 0"
        case .fixed: "the other components share the weight of the data-flow match, given as 0"
        }
      warnings.append("no reference has any data flow: \(consequence)")
    }
    return warnings
  }

  private enum CodingKeys: String, CodingKey {
    case language, mode, weights, samples, warnings, floors
    case perSample = "per_sample"
  }

  package func encode(to encoder: any Encoder) throws {
    try score.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(language, forKey: .language)
    try container.encode(mode, forKey: .mode)
    try container.encode(
      [weights.ngram, weights.weightedNgram, weights.syntax, weights.dataFlow], forKey: .weights)
    try container.encode(samples, forKey: .samples)
    try container.encode(warnings, forKey: .warnings)
    try container.encodeIfPresent(floors, forKey: .floors)
    try container.encodeIfPresent(perSample, forKey: .perSample)
  }
}
