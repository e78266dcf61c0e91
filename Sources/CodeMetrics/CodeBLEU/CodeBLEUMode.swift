import Basics
import Syntax

/// The program whose CodeBLEU is computed. Do not compare scores of different modes.
public enum CodeBLEUMode: String, CaseIterable, Sendable, Codable {
  /// The Python package `codebleu` 0.7.0, including its quirks.
  case k4black
  /// CodeXGLUE's evaluator, which the package is based on.
  case microsoft
  /// CodeBLEU with the corrections listed in docs/metrics.md; deterministic. Fovea's own results use this mode.
  case fixed

  /// The mode with that name, in any case.
  ///
  /// - Throws: `CodeBLEUError.unknownMode`.
  public init(named name: String) throws(CodeBLEUError) {
    guard let mode = Self(rawValue: name.lowercased()) else { throw .unknownMode(name) }
    self = mode
  }

  /// The code as this mode parses it.
  func source(_ text: [UInt8], _ language: ProgrammingLanguage) -> [UInt8] {
    switch self {
    case .k4black: CommentPatterns.removed(from: text, in: language)
    // CodeXGLUE's program removes comments as if every language were Java.
    case .microsoft: CommentPatterns.removedCStyle(from: text)
    case .fixed: text
    }
  }

  /// The tree whose subtrees and data flow this mode compares.
  func tree(_ text: [UInt8], _ parser: SyntaxParser) throws(SyntaxError) -> SyntaxTree {
    let source = source(text, parser.language)
    switch self {
    case .k4black, .microsoft: return try parser.parse(source)
    case .fixed: return try parser.parseFragment(source).withoutComments
    }
  }

  func dataFlow(_ tree: SyntaxTree) -> DataFlowGraph {
    switch self {
    case .k4black, .microsoft: .published(tree)
    case .fixed: .corrected(tree)
    }
  }
}

/// Invalid settings for CodeBLEU.
public enum CodeBLEUError: DiagnosableError, Equatable {
  /// No mode has this name.
  case unknownMode(String)
  /// The numbers are not four, one is negative, or their sum is not 1.
  case weights([Double])
  /// The text is not a list of numbers.
  case noWeights(String)

  /// The problem with the settings.
  public var diagnosis: Diagnosis {
    switch self {
    case .unknownMode(let name):
      let names = CodeBLEUMode.allCases.map(\.rawValue)
      let guess = NearestName.nearest(to: name, among: names).map { "did you mean '\($0)'? " } ?? ""
      return Diagnosis(
        .usage, problem: "unknown CodeBLEU mode '\(name)'",
        remedy: guess + "the modes are \(names.joined(separator: ", "))")
    case .weights(let weights):
      return Diagnosis(
        .usage, problem: "CodeBLEU cannot have the weights \(weights.map { "\($0)" }.joined(separator: ","))",
        remedy: "give four numbers of at least 0 that add up to 1, as in 0.25,0.25,0.25,0.25")
    case .noWeights(let text):
      return Diagnosis(
        .usage, problem: "'\(text)' is not a list of weights",
        remedy: "give four numbers of at least 0 that add up to 1, as in 0.25,0.25,0.25,0.25")
    }
  }
}
