import Testing

@testable import Syntax

struct FragmentTests {
  static let fragments: [(ProgrammingLanguage, String)] = [
    (.java, "public Box(int size) {\n  this.size = size;\n}"),
    (.java, "  @Override\n  public String name() { return name; }"),
    (.cSharp, "public Box(int size) : base(size) {\n  this.size = size;\n}"),
    (.cSharp, "public int Size { get { return size; } }"),
    (.cSharp, "~Box() { Close(); }"),
    (.javaScript, "async name(a, b = 2) {\n  return this.name;\n}"),
    (.python, "    @property\n    def name(self):\n        return self._name"),
    (.cpp, "explicit Box(int size) noexcept : size_(size) {}"),
    (.rust, "pub fn name(&self) -> &str { &self.name }"),
    (.go, "func (b *Box) Name() string { return b.name }"),
    (.ruby, "  def name\n    @name\n  end"),
  ]

  @Test(arguments: fragments) func membersParseWithoutTheirClass(_ language: ProgrammingLanguage, _ code: String) throws
  {
    let tree = try SyntaxParser(language).parseFragment(code)
    #expect(tree.isSound)
    #expect(tree.source == Array(code.utf8))
    expectConsistent(tree)
    // The tokens and the white space between them are the text again.
    var rebuilt: [UInt8] = []
    for token in tree.tokens {
      let gap = tree.source[rebuilt.count..<token.bytes.lowerBound]
      #expect(gap.allSatisfy { $0 == 0x20 || $0 == 0x0A })
      rebuilt += gap + tree.source[token.bytes]
    }
    #expect(rebuilt == tree.source)
  }

  @Test func textThatClosesTheInventedClassIsParsedAsItStands() throws {
    let code = "int a() { } } class B { int b("
    let tree = try SyntaxParser(.java).parseFragment(code)
    #expect(tree.source == Array(code.utf8))
    expectConsistent(tree)
  }

  @Test func tokensTellLinesColumnsAndRoles() throws {
    let code = "int f() {\n  return \"é\" + x; // é y\n}"
    let tree = try SyntaxParser(.java).parseFragment(code)
    let tokens = tree.tokens.filter { $0.role != .punctuation }
    #expect(
      tokens.map { String(decoding: tree.source[$0.bytes], as: UTF8.self) }
        == ["int", "f", "return", "\"é\"", "+", "x", "// é y"])
    #expect(tokens.map(\.role) == [.word, .word, .word, .text, .word, .word, .comment])
    #expect(tokens[5].start == SyntaxTree.Point(line: 1, column: 16))
    #expect(tokens[5].finish == SyntaxTree.Point(line: 1, column: 17))
  }

  private func expectConsistent(_ tree: SyntaxTree) {
    #expect(Int(tree.nodes[0].end) == tree.nodes.count)
    for node in tree.nodes.indices.dropFirst() {
      let parent = Int(tree.nodes[node].parent)
      #expect(parent < node && Int(tree.nodes[parent].end) >= Int(tree.nodes[node].end))
      #expect(tree.children(of: parent).contains(node))
      #expect(tree.nodes[node].startByte >= tree.nodes[parent].startByte)
      #expect(tree.nodes[node].endByte <= tree.nodes[parent].endByte)
      let before = tree.source[..<Int(tree.nodes[node].startByte)]
      #expect(Int(tree.nodes[node].start.line) == before.count { $0 == 0x0A })
    }
  }
}
