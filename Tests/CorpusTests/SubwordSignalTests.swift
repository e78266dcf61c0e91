import Foundation
import Scanpaths
import Testing

@testable import Corpus

/// Attention on its way from code tokens to subwords.
struct SubwordSignalTests {
  private static func token(_ weight: Double, _ order: Int, pattern: Int = 0, label: Int = 5) -> AttentionSignal.Token {
    .init(weight: weight, order: order, pattern: pattern, label: label, looking: 400 * weight, isFixated: weight > 0)
  }

  @Test func aMapCarriesTokensToATextSpacedOtherwise() throws {
    let (first, second) = ("int  f(a){\n\treturn \"x y\";\n}", "int f ( a ) { return \"x  y\" ; }")
    let map = try #require(TextMap(from: first, to: second))
    func text(_ range: Range<Int>?) -> String? {
      range.map { String(decoding: Array(second.utf8)[$0], as: UTF8.self) }
    }
    #expect(text(map.range(of: 0..<3)) == "int")
    #expect(text(map.range(of: 5..<6)) == "f")
    // A string is one token, whatever the white space in it.
    let string = try #require(first.range(of: "\"x y\""))
    let bytes = first.utf8.distance(from: first.startIndex, to: string.lowerBound)
    #expect(text(map.range(of: bytes..<bytes + 5)) == "\"x  y\"")
    #expect(map.range(of: 3..<5) == nil, "white space alone is nowhere")
    #expect(map.range(of: 0..<1000) == nil)
    #expect(map.range(of: 4..<4) == nil)
  }

  @Test(arguments: [("int f", "int g"), ("int f", "int"), ("int", "int f"), ("", "x")])
  func textsThatDifferInMoreThanWhiteSpaceHaveNoMap(_ texts: (String, String)) {
    #expect(TextMap(from: texts.0, to: texts.1) == nil)
  }

  @Test func subwordsTakeFromTheTokenTheyShareMostWith() {
    // Text: "return value1" in subwords "return", " val", "ue1", "(", with a token that is split and one that is not.
    let signal = AttentionSignal(
      code: "f", tokens: [Self.token(0.5, 1, pattern: 2, label: 17), Self.token(1, 3, label: 19), Self.token(0, 0)])
    let subwords = SubwordSignal(
      signal, tokenBytes: [0..<6, 7..<13, 14..<16], subwordBytes: [0..<6, 6..<10, 10..<13, 13..<14, 14..<16][...])
    #expect(subwords.weights == [0, 0.5, 1, 1, 0, 0, 0])
    #expect(subwords.tokens == [-1, 0, 1, 1, -1, 2, -1])
    #expect(subwords.order == [0, 0, 1, 1, 0, 0, 0])
    #expect(subwords.patterns == [0, 2, 0, 0, 0, 0, 0])
    #expect(subwords.labels == [0, 17, 19, 19, 0, 5, 0])
    #expect(subwords.looking == [0, 200, 400, 400, 0, 0, 0])
    #expect(!subwords.isEmpty)
  }

  @Test func aSubwordOverTwoTokensIsThatOfTheLongerShare() {
    let signal = AttentionSignal(code: "f", tokens: [Self.token(1, 1), Self.token(0, 0), Self.token(0.25, 2)])
    let subwords = SubwordSignal(signal, tokenBytes: [0..<1, 1..<5, nil], subwordBytes: [0..<5][...])
    #expect(subwords.tokens == [-1, 1, -1])
    #expect(subwords.isEmpty, "the attended token has the smaller share, the other is not in the text")
  }

  @Test func truncatedTextLosesOnlyWhatIsCut() {
    let signal = AttentionSignal(code: "f", tokens: (0..<4).map { Self.token(1, $0 + 1) })
    let bytes: [Range<Int>] = [0..<2, 2..<4, 4..<6, 6..<8]
    let whole = SubwordSignal(signal, tokenBytes: bytes, subwordBytes: bytes[...])
    let cut = SubwordSignal(signal, tokenBytes: bytes, subwordBytes: bytes.prefix(2))
    #expect(cut.count == 4 && whole.count == 6)
    #expect(cut.weights == [0, 1, 1, 0])
    #expect(Array(cut.order.prefix(3)) == Array(whole.order.prefix(3)), "the order is that of the whole reading")
  }

  @Test func signalsSurviveTheirWayToOtherRanks() throws {
    let signal = AttentionSignal(code: "f", tokens: (0..<9).map { Self.token(Double($0) / 8, $0, pattern: $0 % 3) })
    let bytes = (0..<9).map { $0..<$0 + 1 }
    let subwords = SubwordSignal(signal, tokenBytes: bytes, subwordBytes: bytes[...])
    let encoded = try JSONEncoder().encode(subwords)
    #expect(try JSONDecoder().decode(SubwordSignal.self, from: encoded) == subwords)
    var broken = try #require(try JSONSerialization.jsonObject(with: encoded) as? [String: String])
    broken["labels"] = Data([1, 2]).base64EncodedString()
    let data = try JSONSerialization.data(withJSONObject: broken)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(SubwordSignal.self, from: data) }
    broken["labels"] = encoded.base64EncodedString()
    broken["weights"] = Data([1, 2, 3]).base64EncodedString()
    let cut = try JSONSerialization.data(withJSONObject: broken)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(SubwordSignal.self, from: cut) }
  }

  @Test func wordsOfASummaryTakeTheAttentionOfNamesTheyRepeat() {
    let names = ["user": Self.token(0.75, 2, pattern: 4), "name": Self.token(1, 1)]
    let target = "returns the userName of größe"
    let bytes: [Range<Int>] = [0..<7, 7..<11, 11..<16, 16..<20, 20..<23, 23..<31]
    let signal = TargetSignals.onText(names, target: target, subwordBytes: bytes[...])
    // The first word of a name that was looked at decides.
    #expect(signal.weights == [0, 0, 0, 0.75, 0.75, 0, 0, 0])
    #expect(signal.patterns[3] == 4)
  }
}
