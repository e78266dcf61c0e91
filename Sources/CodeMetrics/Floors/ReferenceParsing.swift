import Syntax

/// How many references parse without errors.
package struct ReferenceParsing: Codable, Sendable, Equatable {
  package var language: String
  package var references: Int
  /// References with a syntax error.
  package var withErrors: Int

  enum CodingKeys: String, CodingKey {
    case language, references
    case withErrors = "with_errors"
  }

  package init(language: ProgrammingLanguage, references: Int, withErrors: Int) {
    (self.language, self.references, self.withErrors) = (language.rawValue, references, withErrors)
  }

  /// Parses the references as files or class members, as CodeBLEU does in the mode `fixed`.
  package init(_ references: [String], as language: ProgrammingLanguage) {
    let parser = SyntaxParser(language)
    let sound = references.count { text in
      (try? parser.parseFragment(MetricText.strippedBytes(text)))?.isSound == true
    }
    self.init(language: language, references: references.count, withErrors: references.count - sound)
  }

  /// Whether most references have an error: they are text rather than code.
  package var isMostlyText: Bool { 2 * withErrors > references }

  /// The numbers as a clause: "518 of 518 references (100 %) do not parse as java".
  package var summary: String {
    let share = references > 0 ? 100 * Double(withErrors) / Double(references) : 0
    return "\(withErrors) of \(references) references (\(Int(share.rounded())) %) do not parse without errors as "
      + language
  }

  /// A warning if most references are no code; nil otherwise.
  package var warning: String? {
    guard isMostlyText else { return nil }
    return summary + ": CodeBLEU's syntax and data-flow matches then compare what the parser's error recovery makes of "
      + "text; compare scores with the floor rows, and prefer BLEU, METEOR and chrF (docs/metrics.md)"
  }
}
