import Basics
import CodeMetrics
import Foundation
import Scanpaths

@testable import Syntax

extension FuzzedReader {
  /// Everything that looks at code as a tree: parsing, labels, data flow, comments, CodeBLEU; in all languages by turns.
  static func codeReaders() -> [FuzzedReader] {
    let tools = CodeTools()
    return [
      FuzzedReader("code-labels", texts: codes, words: words) { path in
        let bytes = try Array(TextFile.bytes(of: path))
        let tree = try tools.tree(of: bytes, language(for: bytes))
        let tokens = tools.labeller(tree.language).label(tree, id: "").tokens
        try Unsound.require(
          zip(tokens, tokens.dropFirst()).allSatisfy { $0.bytes.upperBound <= $1.bytes.lowerBound },
          "tokens follow each other")
      },
      FuzzedReader("code-trees", texts: codes, words: words) { path in
        let bytes = try Array(TextFile.bytes(of: path))
        let tree = try tools.tree(of: bytes, language(for: bytes))
        try Unsound.require(tree.tokens.allSatisfy { $0.bytes.upperBound <= bytes.count }, "tokens are of the text")
        try Unsound.require(!SubtreeFingerprints(tree).values.isEmpty, "a tree has subtrees")
        for graph in [DataFlowGraph.published(tree), .corrected(tree)] {
          try Unsound.require(graph.fingerprints.count == graph.edges.count, "each edge has a fingerprint")
        }
        _ = (CommentPatterns.removed(from: bytes, in: tree.language), tree.sourceWithoutComments)
        _ = tree.sExpression(of: 0)
      },
      FuzzedReader("code-scores", texts: codes, words: words) { path in
        let bytes = try Array(TextFile.bytes(of: path))
        let text = String(decoding: bytes, as: UTF8.self)
        let metric = CodeBLEU(language: language(for: bytes))
        let score = try metric.score(references: [codes[0]], predictions: [text]).corpus
        try Unsound.require((0...1 + 1e-9).contains(score.codebleu), "the score \(score.codebleu) is a share")
      },
    ]
  }

  private static func language(for bytes: [UInt8]) -> ProgrammingLanguage {
    let all = ProgrammingLanguage.allCases
    return all[bytes.reduce(0) { ($0 &* 31 &+ Int($1)) & 0xFFFF } % all.count]
  }

  private static let words = [
    "if", "else", "while (", "for (", "def ", "class ", "=>", "lambda", "/*", "*/", "//", "#", "'''", "\"\"\"", "`",
    "return", "::", "fn ", "func ", "end", "switch", "try", "catch", "<<EOF", "${", "#{", "@", "((((", "[[[[", "{{{{",
  ]

  private static let codes = [
    "int f(int a) { int s = 0; while (a > 0) { s += g(a); a--; } return s; }",
    "public static List<String> read(String p) throws IOException { try (var r = open(p)) { return r.lines(); } }",
    "async Task<int> F(int x) => await G(x) ?? throw new E($\"{x:0}\");",
    "def f(a, *b, **c):\n    \"\"\"doc\"\"\"\n    for x in [y for y in b if y]:\n        yield f'{x!r}' # c\n",
    "const f = async (a, {b, ...c}) => { for (const x of a) { await `t${x}`; } return /re/g.test(b) };",
    "func (s *S) F(a int, b ...string) (int, error) { if x := <-s.c; x > 0 { defer s.g() }; return 0, nil }",
    "def m(a, b = 1, *c)\n  c.each do |x| puts \"#{x}\" unless x.nil? end\n  <<~EOF\n  t\n  EOF\nend\n",
    "static int *f(const char *s, struct t u[static 2]) { #ifdef A\n for (;;) switch (*s++) { case 'a': break; }\n}",
    "template <typename T> auto f(T&& t) -> decltype(t) { return [&](auto x) { return R\"(a)\"; }(t); }",
    "fn f<'a, T: Clone>(x: &'a [T]) -> Option<&'a T> { match x { [h, ..] if g!(h) => Some(h), _ => None } }",
  ]
}

/// A labeller and a parser for each language, which hold memory that is worth keeping.
private final class CodeTools {
  private var labellers: [ProgrammingLanguage: Labeller] = [:]
  private var parsers: [ProgrammingLanguage: SyntaxParser] = [:]

  func tree(of bytes: [UInt8], _ language: ProgrammingLanguage) throws -> SyntaxTree {
    let parser = parsers[language] ?? SyntaxParser(language)
    parsers[language] = parser
    return try parser.parseFragment(bytes)
  }

  func labeller(_ language: ProgrammingLanguage) -> Labeller {
    let labeller = labellers[language] ?? Labeller(language)
    labellers[language] = labeller
    return labeller
  }
}
