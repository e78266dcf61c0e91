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

  package init(task: LearningTask, language: ProgrammingLanguage? = nil, references: [String], predictions: [String]) {
    self.task = task
    self.language = language
    self.references = references
    self.predictions = predictions
  }

  /// The scores to expect, the cheapest first.
  package var names: [String] { parts.flatMap(\.names) }

  /// Computes the scores in percent and passes on each as soon as it is ready: exact match, the task's BLEU, and
  /// CodeBLEU (mode `fixed`) with its components if the targets' language is known. Without predictions there are none.
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
    var parts = [
      Part(names: ["exact_match"]) {
        [try ExactMatch.score(references: references, predictions: predictions).corpus]
      },
      Part(names: ["bleu"]) { [try bleu()] },
    ]
    if task == .completion {
      parts.append(
        Part(names: ["edit_similarity"]) {
          [try EditSimilarity.score(references: references, predictions: predictions).corpus]
        })
    }
    if let language {
      let names = ["codebleu", "codebleu_ngram", "codebleu_weighted_ngram", "codebleu_syntax", "codebleu_dataflow"]
      parts.append(
        Part(names: names) {
          let score = try CodeBLEU(language: language).score(references: references, predictions: predictions).corpus
          return [
            score.codebleu, score.ngramMatch, score.weightedNgramMatch, score.syntaxMatch, score.dataflowMatch,
          ].map { 100 * $0 }
        })
    }
    return parts
  }

  /// The BLEU that CodeXGLUE uses for the task: smoothed sentence BLEU-4 for text, corpus BLEU-4 for code.
  package func bleu() throws -> Double {
    task == .summarization
      ? try CodeToTextBLEU.score(references: references, predictions: predictions).corpus
      : try CodeToCodeBLEU.score(references: references, predictions: predictions).corpus
  }
}
