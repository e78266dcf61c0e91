import Basics
import CodeMetrics
import Configuration
import Results
import Syntax

/// The scores that a study can be about.
enum StudyScore {
  /// Scores of test predictions, which are known for each sample.
  private static let ofTexts = ["bleu", "meteor", "chrf", "rouge_l", "exact_match", "codebleu"]
  /// Numbers of a run: the test loss, and the attention on held-out readings at the selected checkpoint.
  private static let ofRuns = [
    "loss", "attention_above_even", "attention_rank_correlation", "attention_cross_entropy",
  ]

  static var names: [String] { ofTexts + ofRuns }

  /// The metric of a score of texts; nil for a number of a run.
  ///
  /// - Throws: `UnknownLanguage`; `MissingCodeLanguage` for CodeBLEU without a language.
  static func metric(_ name: String, task: LearningTask, language: String) throws -> (any SummableMetric)? {
    switch name {
    case "bleu": task == .summarization ? CodeToTextBLEU() : CodeToCodeBLEU()
    case "meteor": METEOR()
    case "chrf": ChrF.characters
    case "rouge_l": ROUGEL(stemming: true)
    case "exact_match": ExactMatch()
    case "codebleu":
      if language.isEmpty {
        throw InvalidSetting(
          "validation.code_language", "is empty, but the plan asks for codebleu",
          remedy: "name the language, such as java")
      } else {
        CodeBLEUMetric(CodeBLEU(language: try ProgrammingLanguage(named: language)), part: .all)
      }
    default: nil
    }
  }

  static func title(_ name: String) -> String { name == "rouge_l" ? "ROUGE-L" : MetricName.title(name, on: .test) }

  static func decimals(_ name: String) -> Int { MetricName.decimals(name) }
}
