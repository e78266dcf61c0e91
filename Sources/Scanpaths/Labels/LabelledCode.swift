import Syntax

/// A method as the gaze analysis sees it: its tokens without punctuation, each with its semantic label.
public struct LabelledCode: Sendable, Equatable {
  /// A token and its label.
  public struct Token: Sendable, Equatable {
    /// The token's text; strings and comments are one token each.
    public var text: String
    /// The role of the token.
    public var label: SemanticLabel
    /// Offsets into the code, in bytes of UTF-8.
    public var bytes: Range<Int>
    /// Line from 0.
    public var line: Int

    /// Creates a token; `Labeller` makes them from code.
    public init(text: String, label: SemanticLabel, bytes: Range<Int>, line: Int) {
      self.text = text
      self.label = label
      self.bytes = bytes
      self.line = line
    }
  }

  /// Identifies the method.
  public var id: String
  /// The language of the code.
  public var language: ProgrammingLanguage
  /// The tokens in the order of the text.
  public var tokens: [Token]

  /// Creates a method whose tokens are already labelled; `Labeller` makes one from code.
  public init(id: String, language: ProgrammingLanguage, tokens: [Token]) {
    self.id = id
    self.language = language
    self.tokens = tokens
  }
}
