import Basics

/// Why a method is not in the corpus. The order is that of the checks: a method counts under the first that applies.
enum MethodExclusion: String, Codable, CaseIterable, Sendable {
  case withoutJavadoc = "without_javadoc"
  case withoutBody = "without_body"
  case syntaxError = "syntax_error"
  case inheritedText = "inherited_text"
  case standardMethod = "standard_method"
  case testMethod = "test_method"
  case tooFewLines = "too_few_lines"
  case tooLong = "too_long"
  case shortSummary = "short_summary"
  case longSummary = "long_summary"
  case webAddress = "web_address"
  case notEnglish = "not_english"
  case notProse = "not_prose"
  case sameCode = "same_code"
  case likeHeldApart = "like_held_apart"
  case repeatedSummary = "repeated_summary"
  case likeOtherSplit = "like_other_split"

  /// The reason in a table.
  func text(_ settings: JavaCorpusSettings) -> String {
    switch self {
    case .withoutJavadoc: "no Javadoc"
    case .withoutBody: "no body (abstract or native)"
    case .syntaxError: "syntax error in the method"
    case .inheritedText: "the Javadoc is {@inheritDoc}"
    case .standardMethod: "toString, hashCode, equals and their like"
    case .testMethod: "the name contains \"test\""
    case .tooFewLines: "fewer than \(settings.fewestLines) lines"
    case .tooLong: "more than \(settings.mostTokens) tokens"
    case .shortSummary: "the first sentence has fewer than \(settings.fewestWords) words"
    case .longSummary: "the first sentence has more than \(settings.mostWords) words"
    case .webAddress: "a web address in the first sentence"
    case .notEnglish: "a tenth or more of the first sentence is outside ASCII"
    case .notProse: "fewer than half of the first sentence are plain words"
    case .sameCode: "the same tokens as an earlier method"
    case .likeHeldApart: "similar to a method of --apart-from"
    case .repeatedSummary: "summary of more than \(settings.mostRepeats) methods"
    case .likeOtherSplit: "near-duplicate of a method in another split"
    }
  }
}
