import Basics
import CodeT5
import Syntax

package struct ValidationConfiguration: ValidatedConfiguration, Equatable {
  /// What decides which checkpoint is best and when to stop early.
  package enum Criterion: String, Codable, CaseIterable, Sendable {
    case loss
    case exactMatch = "exact_match"
    case bleu
    case codebleu
  }

  /// Steps between validations; 0 validates at each epoch's end.
  package var everySteps = 0
  /// Samples that outputs are generated for, from the file's beginning; 0 for none.
  package var generatedSamples = 100
  package var generation = GenerationSettings()
  /// The programming language of the targets, for CodeBLEU (mode `fixed`); empty for no CodeBLEU.
  package var codeLanguage = ""
  package var criterion = Criterion.loss
  /// Validations without improvement after which training stops; 0 for never.
  package var patience = 0

  package init() {}

  package func validate() throws {
    try require(everySteps >= 0, "everySteps", "must not be negative")
    try require(generatedSamples >= 0, "generatedSamples", "must not be negative")
    try require(patience >= 0, "patience", "must not be negative")
    try require(
      criterion == .loss || generatedSamples > 0, "criterion", "needs generated outputs",
      remedy: "set generated_samples to more than 0, or the criterion to loss")
    do {
      _ = try language
    } catch {
      throw InvalidSetting("codeLanguage", error.diagnosis.problem, remedy: error.diagnosis.remedy)
    }
    try require(
      criterion != .codebleu || !codeLanguage.isEmpty, "codeLanguage", "is empty",
      remedy: "the criterion codebleu needs the language of the targets, such as java")
  }
}

extension ValidationConfiguration {
  /// The language of `codeLanguage`, nil where it is empty.
  package var language: ProgrammingLanguage? {
    get throws(UnknownLanguage) { codeLanguage.isEmpty ? nil : try ProgrammingLanguage(named: codeLanguage) }
  }
}
