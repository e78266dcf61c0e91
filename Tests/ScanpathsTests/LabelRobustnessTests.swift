import Basics
import Foundation
import Scanpaths
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

  /// How many texts; docs/metrics.md tells of the long run.
  private static let rounds = ProcessInfo.processInfo.environment["FOVEA_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 3000

  @Test(arguments: ProgrammingLanguage.allCases) func randomDamageAndRandomBytesGiveLabels(
    _ language: ProgrammingLanguage
  ) throws {
    let labeller = Labeller(language)
    let parser = SyntaxParser(language)
    let all = LabelExamplesTests.java + LabelExamplesTests.others
    let own = all.filter { $0.language == language }
    let examples = (own.isEmpty ? all : own).map { Array($0.code.utf8) }
    let index = ProgrammingLanguage.allCases.firstIndex(of: language) ?? 0
    for round in 0..<Self.rounds / ProgrammingLanguage.allCases.count {
      var stream = RandomStream(seed: 13, purpose: .testData, round, index)
      func pick(_ count: Int) -> Int { Int(stream.next() % UInt64(max(1, count))) }
      var bytes = examples[pick(examples.count)]
      if round % 4 == 0 { bytes = (0..<pick(120)).map { _ in UInt8(truncatingIfNeeded: stream.next()) } }
      for _ in 0..<3 where !bytes.isEmpty { bytes[pick(bytes.count)] = UInt8(truncatingIfNeeded: stream.next()) }
      bytes.removeSubrange(pick(bytes.count + 1)...)
      let tokens = labeller.label(try parser.parseFragment(bytes), id: "").tokens
      #expect(zip(tokens, tokens.dropFirst()).allSatisfy { $0.bytes.upperBound <= $1.bytes.lowerBound })
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
