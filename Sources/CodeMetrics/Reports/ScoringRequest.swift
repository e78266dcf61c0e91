import Basics
import Syntax

/// A validation's request to score predictions. It can be sent to another process.
package struct ScoringRequest: Codable, Sendable, Equatable {
  package var task: LearningTask
  /// The programming language of the targets, for CodeBLEU; nil for none.
  package var language: ProgrammingLanguage?
  /// The references, one for each prediction.
  package var references: [String]
  package var predictions: [String]
  /// Whether to compute CodeBLEU's floors on these references instead of the predictions' scores.
  package var isForFloors = false

  package init(task: LearningTask, language: ProgrammingLanguage? = nil, references: [String], predictions: [String]) {
    self.task = task
    self.language = language
    self.references = references
    self.predictions = predictions
  }

  /// The scores to expect, the cheapest first.
  package var names: [String] { parts.flatMap(\.names) }

  /// Computes the scores in percent and passes on each as soon as it is ready: exact match, the task's BLEU, for
  /// summaries METEOR and chrF, and CodeBLEU (mode `fixed`) with its components if the targets' language is known.
  /// Without predictions there are none.
  package func scores(_ receive: ([String: Double]) throws -> Void) throws {
    guard !predictions.isEmpty else { return }
    for part in parts {
      try receive(Dictionary(uniqueKeysWithValues: zip(part.names, try part.values())))
    }
  }

  /// Scores that are computed together.
  private struct Part {
    let names: [String]
    let values: () throws -> [Double]
  }

  private var parts: [Part] {
    if isForFloors { return language.map { [floorPart($0)] } ?? [] }
    var parts = [
      Part(names: ["exact_match"]) {
        [try ExactMatch.score(references: references, predictions: predictions).corpus]
      },
      Part(names: ["bleu"]) { [try bleu()] },
    ]
    if task == .summarization {
      parts += [
        Part(names: ["meteor"]) { [try METEOR().score(references: references, predictions: predictions).corpus] },
        Part(names: ["chrf"]) {
          [try ChrF.characters.score(references: references, predictions: predictions).corpus]
        },
      ]
    }
    if task == .completion {
      parts.append(
        Part(names: ["edit_similarity"]) {
          [try EditSimilarity.score(references: references, predictions: predictions).corpus]
        })
    }
    return parts + (language.map { [codeBLEUPart($0)] } ?? [])
  }

  private func codeBLEUPart(_ language: ProgrammingLanguage) -> Part {
    let names = ["codebleu", "codebleu_ngram", "codebleu_weighted_ngram", "codebleu_syntax", "codebleu_dataflow"]
    return Part(names: names) {
      let score = try CodeBLEU(language: language).score(references: references, predictions: predictions).corpus
      return [
        score.codebleu, score.ngramMatch, score.weightedNgramMatch, score.syntaxMatch, score.dataflowMatch,
      ].map { 100 * $0 }
    }
  }

  /// The BLEU that CodeXGLUE uses for the task: smoothed sentence BLEU-4 for text, corpus BLEU-4 for code.
  package func bleu() throws -> Double {
    try bleuMetric.score(references: references, predictions: predictions).corpus
  }

  private var bleuMetric: any SummableMetric { task == .summarization ? CodeToTextBLEU() : CodeToCodeBLEU() }
}

extension ScoringRequest {
  /// The key of the number of references with a syntax error among the scores of a request for floors.
  private static let withErrors = "references_with_errors"

  /// Whether the task's targets may be text, for which CodeBLEU needs its floors.
  package var mayBeText: Bool { task == .summarization || task == .pairs }

  /// BLEU, METEOR, chrF and CodeBLEU of outputs that know nothing of the code, on these references.
  ///
  /// - Throws: `MetricInputError` without references.
  package func floors(threads: Int = 1) throws -> MetricFloors {
    var metrics: [MetricFloors.NamedMetric] = [
      ("bleu", bleuMetric), ("meteor", METEOR()), ("chrf", ChrF.characters),
    ]
    if let language { metrics.append(("codebleu", CodeBLEUMetric(CodeBLEU(language: language)))) }
    return try MetricFloors(metrics, references: references.map { [$0] }, language: language, threads: threads)
  }

  private func floorPart(_ language: ProgrammingLanguage) -> Part {
    let outputs = FloorOutput.allCases.filter { $0 != .otherReference || references.count > 1 }
    return Part(names: outputs.map(\.rawValue) + [Self.withErrors]) {
      let name = "codebleu"
      let floors = try MetricFloors(
        [(name, CodeBLEUMetric(CodeBLEU(language: language)))], references: references.map { [$0] },
        language: language, outputs: outputs)
      return outputs.map { floors.score($0, name) ?? 0 } + [Double(floors.parsing?.withErrors ?? 0)]
    }
  }

  /// A sentence about CodeBLEU's floors, from the scores of a request for them; nil if most references are code or the
  /// scores are incomplete.
  package func floorSentence(_ scores: [String: Double]) -> String? {
    guard let language, let errors = scores[Self.withErrors] else { return nil }
    let parsing = ReferenceParsing(language: language, references: references.count, withErrors: Int(errors))
    guard let warning = parsing.warning else { return nil }
    let floors = FloorOutput.allCases.compactMap { output in
      scores[output.rawValue].map { "\(output.title.dropFirst("floor: ".count)) \($0.decimals(1))" }
    }
    return "CodeBLEU without looking at the code: \(floors.joined(separator: "; ")). \(warning)"
  }
}
