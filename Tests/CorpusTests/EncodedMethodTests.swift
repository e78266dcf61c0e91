import Scanpaths
import Testing
import Tokenization

@testable import Corpus

/// Methods as a model reads them.
struct EncodedMethodTests {
  static let text = "int twice(int n) {\n  return 2 * n;\n}"

  private func encoded(_ source: String, limit: Int = 100) throws -> (EncodedMethod?, LabelledCode, Tokenizer) {
    let tokenizer = try TokenizerTrainer(vocabularySize: 270, minimalFrequency: 1, sentinelCount: 0)
      .train(on: [Self.text])
    let code = try Labeller(.java).label(Self.text, id: "twice")
    return (
      EncodedMethod(code, text: Self.text, source: source, tokenizer: tokenizer, limit: limit), code, tokenizer
    )
  }

  @Test(arguments: [EncodedMethodTests.text, "int twice ( int n ) { return 2 * n ; }"])
  func subwordsOfATokenSpellIt(_ source: String) throws {
    let (found, code, tokenizer) = try encoded(source)
    let method = try #require(found)
    #expect(!method.isCut && method.fullLength == method.source.count)
    #expect(method.tokens.count == method.source.count)
    #expect(method.tokens.first == -1 && method.tokens.last == -1)
    for (place, token) in code.tokens.enumerated() {
      let pieces = zip(method.source, method.tokens).filter { $0.1 == Int32(place) }.map(\.0)
      let spelled = tokenizer.decode(pieces).filter { !$0.isWhitespace }
      #expect(spelled == token.text, "\(place)")
    }
  }

  @Test func whatIsCutHasNoSubword() throws {
    let (found, code, _) = try encoded(Self.text, limit: 8)
    let method = try #require(found)
    #expect(method.isCut && method.source.count == 8)
    #expect(method.tokens.max() ?? 0 < Int32(code.tokens.count - 1))
  }

  @Test func anotherTextIsNone() throws {
    #expect(try encoded("int thrice(int n) { return 3 * n; }").0 == nil)
  }
}
