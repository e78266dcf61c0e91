import Testing

@testable import CorpusBuilding

struct JavadocSentenceTests {
  private static let cases: [(comment: String, text: String)] = [
    ("/** Returns the value. More follows. */", "Returns the value."),
    ("/**\n * Returns the\n * value.\n * @return it\n */", "Returns the value."),
    ("/** Adds one\n * @param n the number */", "Adds one"),
    ("/** Reads 1.5 bytes per step. */", "Reads 1.5 bytes per step."),
    ("/** Uses a tool, e.g. a hammer, i.e. force. Then stops. */", "Uses a tool, e.g. a hammer, i.e. force."),
    ("/** Opens files, pipes etc. Closes them too. */", "Opens files, pipes etc."),
    ("/** Opens files, pipes etc. and closes them. */", "Opens files, pipes etc. and closes them."),
    ("/** Returns {@code a.b()} of the {@link Map#get(Object, int) entry}. */", "Returns a.b() of the entry."),
    ("/** Calls {@link #close} and {@linkplain java.util.List}. */", "Calls close and java.util.List."),
    ("/** Holds {@code {a: {b}}} as text. */", "Holds {a: {b}} as text."),
    ("/** <p>Waits <b>long</b>.<p>Second. */", "Waits long."),
    ("/** First part<p>Second part. */", "First part"),
    ("/** One paragraph\n *\n * Another one. */", "One paragraph"),
    ("/** Checks a &lt; b &amp;&amp; c&nbsp;&gt; d &#64; &unknown; e. */", "Checks a < b && c > d @ &unknown; e."),
    ("/** Compares a < b and c <= d. */", "Compares a < b and c <= d."),
    ("/***/", ""),
    ("/** */", ""),
    ("/** @return the value. */", ""),
    ("/** An {@code unclosed tag. */", "An unclosed tag."),
    ("/** A < with <no end. */", "A < with <no end."),
    ("/**\r\n * Ends\r\n * here.\r\n */", "Ends here."),
  ]

  @Test(arguments: cases) func givesTheFirstSentence(comment: String, text: String) {
    let found = JavadocSentence(of: comment.utf8).text
    #expect(found == text, "\(comment)")
  }

  @Test func tellsInheritedText() {
    #expect(JavadocSentence(of: "/** {@inheritDoc} */".utf8).origin == .inherited)
    #expect(JavadocSentence(of: "/** Also {@inheritDoc} here. */".utf8).origin == .own)
  }

  @Test func takesBytesThatAreNoText() {
    #expect(JavadocSentence(of: [0x2F, 0x2A, 0x2A, 0xFF, 0x2A, 0x2F]).text == "\u{FFFD}")
  }
}
