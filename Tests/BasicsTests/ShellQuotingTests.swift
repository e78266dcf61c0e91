import Basics
import Testing

struct ShellQuotingTests {
  @Test(arguments: [
    ("/a/b.c_d-e=f,g:h%i+j@1", "/a/b.c_d-e=f,g:h%i+j@1"), ("", "''"), ("a b", "'a b'"), ("é", "'é'"),
    ("it's $HOME", "'it'\\''s $HOME'"), ("a\nb", "'a\nb'"), ("~", "'~'"), ("*", "'*'"),
  ])
  func aWordStaysOneWord(_ text: String, _ quoted: String) { #expect(text.shellQuoted == quoted) }
}
