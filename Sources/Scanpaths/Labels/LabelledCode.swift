import Syntax

/// A method as the gaze analysis sees it: its tokens without punctuation, each with its semantic label.
package struct LabelledCode: Sendable, Equatable {
  package struct Token: Sendable, Equatable {
    package var text: String
    package var label: SemanticLabel
    /// Offsets into the code, in bytes of UTF-8.
    package var bytes: Range<Int>
    /// Line from 0.
    package var line: Int

    package init(text: String, label: SemanticLabel, bytes: Range<Int>, line: Int) {
      self.text = text
      self.label = label
      self.bytes = bytes
      self.line = line
    }
  }

  /// Names the method among others.
  package var id: String
  package var language: ProgrammingLanguage
  package var tokens: [Token]

  package init(id: String, language: ProgrammingLanguage, tokens: [Token]) {
    self.id = id
    self.language = language
    self.tokens = tokens
  }
}
