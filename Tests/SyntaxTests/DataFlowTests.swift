import Testing

@testable import Syntax

struct DataFlowTests {
  /// Edges as `name<-parent,parent`, in the order of their tokens.
  private func flows(_ language: ProgrammingLanguage, _ code: String) throws -> [String] {
    let graph = DataFlowGraph.corrected(try SyntaxParser(language).parseFragment(code))
    func name(_ number: Int32) -> String { String(decoding: graph.names[Int(number)], as: UTF8.self) }
    return graph.edges.map { name($0.name) + "<-" + graph.numbers(of: $0.parents).map(name).joined(separator: ",") }
  }

  /// One program in each language: `x` becomes `a`, then `x` plus one in a loop, and is given back.
  static let programs: [(ProgrammingLanguage, String)] = [
    (.java, "int f(int a) { int x = a; while (a > 0) { x = x + 1; } return x; }"),
    (.cSharp, "int f(int a) { int x = a; while (a > 0) { x = x + 1; } return x; }"),
    (.c, "int f(int a) { int x = a; while (a > 0) { x = x + 1; } return x; }"),
    (.cpp, "int f(int a) { int x = a; while (a > 0) { x = x + 1; } return x; }"),
    (.javaScript, "function f(a) { let x = a; while (a > 0) { x = x + 1; } return x; }"),
    (.python, "def f(a):\n  x = a\n  while a > 0:\n    x = x + 1\n  return x\n"),
    (.ruby, "def f(a)\n  x = a\n  while a > 0\n    x = x + 1\n  end\n  x\nend\n"),
    (.rust, "fn f(a: i32) -> i32 { let mut x = a; while a > 0 { x = x + 1; } return x; }"),
    (.go, "func f(a int) int { x := a; for i := 0; i < a; i++ { x = x + 1 }; return x }"),
  ]

  @Test(arguments: programs) func valuesFlowThroughDeclarationAssignmentAndLoop(
    _ language: ProgrammingLanguage, _ code: String
  ) throws {
    let flows = try flows(language, code)
    #expect(flows.contains("x<-a"), "\(flows)")
    #expect(flows.contains { $0.hasPrefix("x<-x") && $0.contains("1") }, "\(flows)")
    #expect(flows.last == "x<-x")
  }

  @Test func branchesMeetAfterTheConditional() throws {
    let graph = DataFlowGraph.corrected(
      try SyntaxParser(.java).parseFragment("int f(int a) { int x = 1; if (a > 0) { x = 2; } return x; }"))
    // What is returned may come from the declaration or from the branch.
    #expect(graph.edges.last?.parentTokens.count == 2)
    let both = DataFlowGraph.corrected(
      try SyntaxParser(.java).parseFragment("int f(int a) { int x; if (a > 0) { x = 2; } else { x = 3; } return x; }"))
    #expect(both.edges.last?.parentTokens.count == 2)
  }

  @Test func normalizationForgetsNamesOnly() throws {
    let parser = SyntaxParser(.java)
    func fingerprints(_ code: String) throws -> [UInt64] {
      DataFlowGraph.corrected(try parser.parseFragment(code)).fingerprints
    }
    let first = try fingerprints("int f(int a) { int x = a + 1; return x; }")
    #expect(!first.isEmpty)
    #expect(try fingerprints("int g(int b) { int y = b + 1; return y; }") == first)
    #expect(try fingerprints("int f(int a) { int x = 1 + a; return a; }") != first)
  }

  @Test func deepCodeGivesUpInsteadOfOverflowing() throws {
    for code in [
      String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000),
      String(repeating: "while (a) { ", count: 40) + "x = x + a;" + String(repeating: "}", count: 40),
      String(repeating: "{", count: 50_000), String(repeating: "if (a) ", count: 20_000) + ";",
    ] {
      let tree = try SyntaxParser(.java).parse(code)
      #expect(DataFlowGraph.published(tree).edges.count < 10)
      #expect(DataFlowGraph.corrected(tree).edges.count < 10)
      _ = (SubtreeFingerprints(tree), tree.tokens, tree.withoutComments)
    }
  }

  @Test func namesTimesSourcesAreBounded() throws {
    func edges(_ count: Int) throws -> Int {
      let names = Array(repeating: "a", count: count).joined(separator: ", ")
      return DataFlowGraph.published(try SyntaxParser(.java).parse("a[f(\(names))] = f(\(names));")).edges.count
    }
    #expect(try edges(300) > 0)
    // Each of 3,000 names would depend on each of as many: nine million edges.
    #expect(try edges(3000) == 0)
  }
}
