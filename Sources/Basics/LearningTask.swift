/// The learning task, which decides the files with the samples and the BLEU that scores them.
package enum LearningTask: String, Codable, CaseIterable, Sendable {
  /// Code to code, two line-aligned files.
  case translation
  /// Code to text, CodeXGLUE's JSON lines.
  case summarization
  /// The rest of a line or method, CodeXGLUE's or EyeMulator's JSON lines.
  case completion
  /// Any text to any text, JSON lines with `source` and `target`.
  case pairs
  /// Pre-training: a model restores what is masked in code and its documentation.
  case denoising
}
