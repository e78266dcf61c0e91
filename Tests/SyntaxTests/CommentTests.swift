import Testing

@testable import Syntax

/// Removal of comments by the tree.
struct CommentTests {
  @Test func commentsLeaveTheTreeAndTheText() throws {
    let code = "int f() { // it's \"one\"\n return /* two */ 1; }"
    let tree = try SyntaxParser(.java).parseFragment(code)
    let expected = "int f() {  \n return   1; }"
    #expect(String(decoding: tree.sourceWithoutComments, as: UTF8.self) == expected)
    let bare = tree.withoutComments
    #expect(!bare.nodes.indices.contains { bare.kindName($0).contains("comment") })
    #expect(
      SubtreeFingerprints(bare).values == SubtreeFingerprints(try SyntaxParser(.java).parseFragment(expected)).values)
    for node in bare.nodes.indices.dropFirst() {
      #expect(bare.children(of: Int(bare.nodes[node].parent)).contains(node))
    }
  }

  @Test func docstringsGoOnlyWhereTheyStandFirst() throws {
    let code = "'''module'''\ndef f(x):\n  # why\n  'doc'\n  'text'\n  return 'value'\nclass A:\n  \"doc\"\n"
    let tree = try SyntaxParser(.python).parse(code)
    let text = String(decoding: tree.sourceWithoutComments, as: UTF8.self)
    for gone in ["module", "why", "doc"] { #expect(!text.contains(gone)) }
    for kept in ["'text'", "'value'", "class A:"] { #expect(text.contains(kept)) }
  }

  @Test func hostileQuotesTakeLinearTime() {
    let size = 400_000
    for pattern in ["'\\", "/*", "\"\\\\", "'\"", "//'"] {
      let text = Array(String(repeating: pattern, count: size / pattern.utf8.count).utf8)
      #expect(CommentPatterns.removedCStyle(from: text).count <= text.count)
    }
  }
}
