import CTreeSitter
import Testing

@testable import Syntax

struct SyntaxTreeTests {
  static let samples: [(ProgrammingLanguage, String)] = [
    (.java, "public int twice(int n) { // doubles\n  String s = \"ä\\n\"; return 2 * n; }"),
    (.cSharp, "public virtual int Twice(int n) { var s = $\"{n}\"; return checked(2 * n); }"),
    (.python, "def twice(n):\n  '''Doubles.'''\n  return f\"{2 * n}\" # done\n"),
    (.javaScript, "function twice(n) { const s = `a${n}b`; return /x+/.test(s) ? 2 * n : n ?? 0; }"),
    (.go, "func twice(n int) (int, error) { x := 2 * n; return x, nil }"),
    (.ruby, "def twice(n)\n  puts \"#{n}\" unless n.nil?\n  2 * n\nend\n"),
    (.c, "int twice(int n) { char *s = \"x\"; return 2 * n; }"),
    (.cpp, "template <typename T> auto twice(T n) -> T { std::string s{R\"(raw)\"}; return 2 * n; }"),
    (.rust, "fn twice(n: i32) -> i32 { let s = r#\"raw\"#; println!(\"{}\", s); 2 * n }"),
  ]

  @Test(arguments: samples) func methodsParseWithoutErrors(_ language: ProgrammingLanguage, _ code: String) throws {
    #expect(try SyntaxParser(language).parse(code).isSound)
  }

  /// Compares with tree-sitter's own printing, for the code and for damaged versions of it.
  @Test(arguments: samples) func sExpressionsAreTreeSitters(_ language: ProgrammingLanguage, _ code: String) throws {
    let bytes = Array(code.utf8)
    for cut in 0..<bytes.count {
      for damaged in [
        Array(bytes[..<cut]), Array(bytes[..<cut] + bytes[(cut + 1)...]), bytes[..<cut] + [0x60] + bytes[cut...],
      ] {
        let tree = try SyntaxParser(language).parse(damaged)
        #expect(tree.sExpression(of: 0) == treeSittersExpression(damaged, language))
      }
    }
  }

  /// The published scanner of Ruby comes to an assertion where the word has more than 255 bytes.
  @Test(arguments: [10, 255, 256, 300, 1020, 5000]) func heredocsMayEndWithAnyWord(_ length: Int) throws {
    let word = String(repeating: "A", count: length)
    for code in ["x = <<~\(word)\n  text\n\(word)\n", "f(<<\(word), <<~B, <<-\(word))\n a\n\(word)\n b\nB\n"] {
      let tree = try SyntaxParser(.ruby).parse(code + "puts x\n")
      #expect(tree.source == Array((code + "puts x\n").utf8))
      guard code.hasPrefix("x") else { continue }
      // The lines of a heredoc whose word is not kept are read as code.
      let expression = tree.sExpression(of: 0)
      #expect(expression.contains("heredoc_body") == (length <= 255), "\(expression)")
    }
  }

  @Test func nodesNestAndCoverTheirChildren() throws {
    for (language, code) in Self.samples {
      let tree = try SyntaxParser(language).parse(code)
      for node in tree.nodes.indices {
        for child in tree.children(of: node) {
          #expect(Int(tree.nodes[child].parent) == node)
          #expect(tree.nodes[child].startByte >= tree.nodes[node].startByte)
          #expect(tree.nodes[child].endByte <= tree.nodes[node].endByte)
        }
      }
    }
  }

  private func treeSittersExpression(_ source: [UInt8], _ language: ProgrammingLanguage) -> String {
    let parser = ts_parser_new()
    defer { ts_parser_delete(parser) }
    ts_parser_set_language(parser, Grammar.of(language).language)
    let tree = source.withUnsafeBufferPointer { buffer in
      buffer.withMemoryRebound(to: CChar.self) {
        ts_parser_parse_string(parser, nil, $0.baseAddress, UInt32($0.count))
      }
    }
    defer { ts_tree_delete(tree) }
    guard let text = ts_node_string(ts_tree_root_node(tree)) else { return "" }
    defer { text.deallocate() }
    return String(cString: text)
  }
}
