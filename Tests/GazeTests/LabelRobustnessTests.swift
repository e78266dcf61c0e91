import Basics
import Gaze
import Syntax
import Testing

struct LabelRobustnessTests {
  @Test(arguments: ProgrammingLanguage.allCases) func anyTextGivesLabels(_ language: ProgrammingLanguage) throws {
    let labeller = Labeller(language)
    let texts = ["", " \n\t", "}", "((((", "\"", "/*", "\u{FEFF}\u{0}\u{FFFD}", "if if = else , . return", "é 日本 🙂"]
    for text in texts {
      let code = try labeller.label(text, id: "")
      #expect(code.tokens.allSatisfy { !$0.bytes.isEmpty && $0.bytes.upperBound <= text.utf8.count })
    }
  }

  @Test(arguments: [ProgrammingLanguage.java, .cSharp, .python]) func randomDamageGivesLabels(
    _ language: ProgrammingLanguage
  ) throws {
    let labeller = Labeller(language)
    let examples = (LabelExamplesTests.java + LabelExamplesTests.others).filter { $0.language == language }
    var generator = SplitMix(state: UInt64(language.rawValue.utf8.count))
    for _ in 0..<80 {
      for example in examples {
        var bytes = Array(example.code.utf8)
        for _ in 0..<3 {
          bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
        }
        bytes.removeSubrange(Int.random(in: bytes.indices, using: &generator)...)
        let tree = try SyntaxParser(language).parseFragment(bytes)
        let tokens = labeller.label(tree, id: "").tokens
        #expect(zip(tokens, tokens.dropFirst()).allSatisfy { $0.bytes.upperBound <= $1.bytes.lowerBound })
      }
    }
  }

  @Test(arguments: [
    (ProgrammingLanguage.java, "void f() { x = ", "(", "1", ")", "; }"),
    (.java, "void f() { ", "g(", "1", ")", "; }"),
    (.java, "void f() { ", "if (a) {", "b();", "}", "}"),
    (.java, "void f() { a", ".b()", "", "", "; }"),
    (.java, "void f() { ", "((((", "", "", ""),
    (.cSharp, "void F() { x = ", "-", "1", "", "; }"),
    (.cSharp, "void F() { ", "{", "", "}", "}"),
    (.python, "x = ", "[", "1", "]", "\n"),
    (.python, "x = f", "(1)", "", "", "\n"),
  ]) func deepNestingDoesNotRecurse(
    _ language: ProgrammingLanguage, _ head: String, _ open: String, _ core: String, _ close: String, _ tail: String
  ) throws {
    let depth = 100_000
    let text = head + String(repeating: open, count: depth) + core + String(repeating: close, count: depth) + tail
    do {
      let code = try Labeller(language).label(text, id: "deep")
      #expect(code.tokens.count >= 1)
    } catch {
      // What a parser gives up is an error, not a crash.
      #expect(error.diagnosis.exitCode == .badData)
    }
  }
}

/// A small generator for tests: SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
