import Scanpaths
import Syntax
import Testing

struct LabelExamplesTests {
  struct Example: CustomTestStringConvertible {
    var language: ProgrammingLanguage
    var code: String
    /// `token label` pairs that must appear in this order; tokens between them do not matter.
    var expected: [(String, SemanticLabel)]

    init(_ language: ProgrammingLanguage, _ code: String, _ expected: [(String, SemanticLabel)]) {
      self.language = language
      self.code = code
      self.expected = expected
    }

    var testDescription: String { "\(language): \(code.prefix(40))" }
  }

  static let java = [
    Example(
      .java, "@Override\npublic List<String> all(final int n) throws IOException { }",
      [
        ("Override", .externalClass), ("public", .functionDeclaration), ("List", .externalClass), ("<", .argument),
        ("String", .argument), ("all", .functionDeclaration), ("final", .parameter), ("n", .parameter),
        ("throws", .exceptionHandling), ("IOException", .exceptionHandling),
      ]),
    Example(
      .java, "void f(List a) { // why\n a.add(x + 1); g(a); Math.abs(2); }",
      [
        ("// why", .comment), ("a", .variable), ("add", .functionCall), ("x", .argument), ("+", .argument),
        ("1", .argument), ("g", .externallyDefined), ("a", .argument), ("Math", .externalClass),
        ("abs", .externallyDefined), ("2", .argument),
      ]),
    Example(
      .java, "void f(int[] a, int b) { b = a[0]; b = b * 2; c[1] += 3; b = 7; assert b > 8; }",
      [
        ("b", .variable), ("=", .assignment), ("a", .variable), ("0", .assignment), ("*", .operation),
        ("2", .operation),
        ("c", .externallyDefined), ("1", .operation), ("+=", .operation), ("3", .operation), ("7", .assignment),
        ("assert", .functionCall), ("b", .variable), (">", .operator), ("8", .literal),
      ]),
    Example(
      .java, "void f() { if (a == null) { b(); } else { c = 1; } int d = e ? 1 : 2; }",
      [
        ("if", .conditionalStatement), ("a", .conditionalStatement), ("==", .conditionalStatement),
        ("null", .conditionalStatement), ("b", .conditionalBlock), ("else", .conditionalStatement),
        ("c", .conditionalBlock), ("int", .variableDeclaration), ("e", .conditionalStatement),
        ("1", .conditionalBlock), ("2", .conditionalBlock),
      ]),
    Example(
      .java, "void f() { for (int i = 0; i < n; i++) { if (g) { h(i); } throw new E(\"x\"); } return a[i]; }",
      [
        ("for", .loop), ("int", .loop), ("i", .conditionalStatement), ("<", .conditionalStatement), ("i", .loop),
        ("++", .loop), ("if", .conditionalStatement), ("h", .loop), ("throw", .exceptionHandling),
        ("\"x\"", .exceptionHandling), ("return", .return), ("a", .return), ("i", .return),
      ]),
    Example(
      .java, "void f() { try { g[i + 1].h(); } catch (E e) { } items.each(x -> { int y = x; return y; }); ++g[2]; }",
      [
        ("try", .exceptionHandling), ("catch", .exceptionHandling), ("E", .parameter), ("e", .parameter),
        ("x", .parameter), ("->", .argument), ("int", .variableDeclaration), ("y", .variableDeclaration),
        ("return", .return), ("++", .operation),
      ]),
    Example(.java, "void f() { use(); a[0].b(); }", [("use", .externallyDefined), ("0", .indexOperation)]),
  ]

  static let others = [
    Example(
      .cSharp,
      "public int F(string s) { var x = new A(); foreach (var i in s) { x.Add(i); } x.Size = B.Max; x.Go(1); }",
      [
        ("public", .functionDeclaration), ("F", .functionDeclaration), ("string", .parameter),
        ("var", .variableDeclaration),
        ("new", .variableDeclaration), ("foreach", .loop), ("Add", .loop), ("x", .variable),
        ("Size", .externallyDefined), ("=", .assignment), ("B", .externalClass), ("Max", .externalClass),
        ("x", .variable), ("Go", .functionCall), ("1", .argument),
      ]),
    Example(
      .cSharp, "public override string ToString() => a ?? throw new E(b);",
      [("override", .functionDeclaration), ("=>", .return), ("a", .return), ("throw", .return), ("b", .return)]),
    Example(
      .python, "def f(self, n=1):\n    \"\"\"Why.\"\"\"\n    x = n + 2\n    if x and n:\n        g(x)\n    self.h(x)",
      [
        ("def", .functionDeclaration), ("f", .functionDeclaration), ("self", .parameter), ("n", .parameter),
        ("1", .parameter), ("\"\"\"Why.\"\"\"", .comment), ("x", .variable), ("=", .assignment), ("n", .variable),
        ("+", .operation), ("2", .operation), ("if", .conditionalStatement), ("and", .conditionalStatement),
        ("g", .conditionalBlock), ("self", .variable), ("h", .functionCall), ("x", .argument),
      ]),
    Example(
      .python,
      """
      def f():
        try:
          for a in b:
            c(a)
        except E as e:
          raise G(e)
        with h() as i:
          i.j()
        return [k for k in l]
      """,
      [
        ("try", .exceptionHandling), ("for", .loop), ("c", .loop), ("except", .exceptionHandling), ("E", .parameter),
        ("e", .parameter), ("raise", .exceptionHandling), ("h", .variableDeclaration), ("j", .functionCall),
        ("return", .return), ("for", .return),
      ]),
    Example(
      .javaScript, "function f(a) { const b = 1; a.c(x => x + 1); return b; }",
      [
        ("function", .functionDeclaration), ("a", .parameter), ("const", .variableDeclaration), ("a", .variable),
        ("c", .functionCall), ("x", .parameter), ("+", .argument), ("return", .return),
      ]),
    Example(
      .go, "func f(a int) error { b := 1; for i := range a { b += i }; return g(b) }",
      [
        ("func", .functionDeclaration), ("a", .parameter), ("error", .functionDeclaration), ("b", .variableDeclaration),
        ("for", .loop), ("+=", .loop), ("return", .return),
      ]),
    Example(
      .ruby, "def f(a)\n  b = a.c + 1\n  g(b) if b\n  return b\nend",
      [
        ("def", .functionDeclaration), ("a", .parameter), ("b", .variable), ("c", .functionCall), ("+", .operation),
        ("g", .conditionalBlock), ("if", .conditionalStatement), ("return", .return),
      ]),
    Example(
      .rust, "fn f(a: u8) -> u8 { let b = 1; while b > a { g(b); } println!(\"{}\", b); return b; }",
      [
        ("fn", .functionDeclaration), ("a", .parameter), ("let", .variableDeclaration), ("while", .loop),
        ("b", .conditionalStatement), ("g", .loop), ("println", .functionCall), ("b", .argument), ("return", .return),
      ]),
    Example(
      .c, "int f(char *s) { int n = 0; while (*s) n++; p->q = n * 2; return n; }",
      [
        ("int", .functionDeclaration), ("s", .parameter), ("n", .variableDeclaration), ("while", .loop),
        ("s", .conditionalStatement), ("n", .loop), ("*", .operation), ("return", .return),
      ]),
    Example(
      .cpp, "int Box::f(const A& a) { for (auto& b : a) c(b); try { a.g(1); } catch (E& e) { throw; } }",
      [
        ("f", .functionDeclaration), ("a", .parameter), ("for", .loop), ("c", .loop), ("try", .exceptionHandling),
        ("a", .variable), ("g", .functionCall), ("1", .argument), ("e", .parameter), ("throw", .exceptionHandling),
      ]),
  ]

  @Test(arguments: java + others) func labelsFollowTheRules(_ example: Example) throws {
    let code = try Labeller(example.language).label(example.code, id: "example")
    var rest = code.tokens[...]
    for (text, label) in example.expected {
      guard let place = rest.firstIndex(where: { $0.text == text && $0.label == label }) else {
        let found = rest.map { "\($0.text) (\($0.label.rawValue))" }.joined(separator: ", ")
        Issue.record("no \(text) with label \(label.rawValue) in \(found)")
        return
      }
      rest = rest[(place + 1)...]
    }
  }

  @Test func everyLabelHasAnExampleInJava() throws {
    let used = Set(Self.java.flatMap { $0.expected.map(\.1) })
    #expect(used == Set(SemanticLabel.allCases))
  }

  @Test func tokensKnowTheirPlaces() throws {
    let source = "int f() {\n  return \"é\" + x; // é y\n}"
    let code = try Labeller(.java).label(source, id: "7")
    #expect(code.id == "7" && code.language == .java)
    #expect(code.tokens.map(\.text) == ["int", "f", "return", "\"é\"", "+", "x", "// é y"])
    #expect(code.tokens.map(\.line) == [0, 0, 1, 1, 1, 1, 1])
    for token in code.tokens {
      #expect(String(decoding: Array(source.utf8)[token.bytes], as: UTF8.self) == token.text)
    }
  }
}
