import Basics
import Foundation
import TestSupport
import Testing

@testable import Tokenization

struct TokenizerPropertyTests {
  /// Valid text of any scalars; half of it from those that matter to pre-tokenisation.
  private func randomText(_ random: inout RandomStream) -> String {
    let marked = Array("  \t\n\r'stm\u{85}\u{A0}\u{3000}aZ09_=é٣½\u{301}\u{200D}".unicodeScalars)
    var text = String.UnicodeScalarView()
    for _ in 0..<Int.random(in: 0..<60, using: &random) {
      if Bool.random(using: &random) {
        text.append(marked[Int.random(in: 0..<marked.count, using: &random)])
      } else if let scalar = Unicode.Scalar(UInt32.random(in: 0..<0x110000, using: &random)) {
        text.append(scalar)
      }
    }
    return String(text)
  }

  @Test func decodingUndoesEncodingAndTheByteRangesTileTheText() throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    for sample in 0..<5_000 {
      var random = RandomStream(seed: 4, purpose: .testData, sample)
      let text = randomText(&random)
      let encoding = tokenizer.encodeWithOffsets(text)
      #expect(encoding.ids == tokenizer.encode(text))
      #expect(tokenizer.decode(encoding.ids).utf8.elementsEqual(text.utf8), "sample \(sample)")
      let bytes = Array(text.utf8)
      var position = 0
      for (id, range) in zip(encoding.ids, encoding.byteRanges) {
        #expect(range.lowerBound == position)
        #expect(tokenizer.vocabulary.bytes[Int(id)] == Array(bytes[range]), "sample \(sample)")
        position = range.upperBound
      }
      #expect(position == bytes.count && encoding.byteRanges.count == encoding.ids.count)
    }
  }

  @Test func anAddedTokensRangeHoldsTheWhiteSpaceThatItStrips() throws {
    let tokenizer = try Tokenizer(directory: GoldenFiles.path("flags"))
    let encoding = tokenizer.encodeWithOffsets("x \u{3000}[both]\t y")
    let both = try #require(tokenizer.id(for: "[both]"))
    let index = try #require(encoding.ids.firstIndex(of: both))
    #expect(encoding.byteRanges[index] == 1..<13)
    #expect(encoding.byteRanges.first == 0..<1)
    #expect(encoding.byteRanges.last?.upperBound == 14)
  }

  @Test func aCharacterOfSeveralBytesThatIsSplitGivesEachIdItsOwnBytes() throws {
    let encoding = try GoldenFiles.smallTokenizer().encodeWithOffsets("x👍y")
    #expect(encoding.byteRanges == [0..<1, 1..<2, 2..<3, 3..<4, 4..<5, 5..<6])
  }

  @Test(arguments: [2, 3, 7, 8, 9, 100]) func aSequenceHasItsEndsAndLosesWhatExceedsTheLimit(limit: Int) throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    let text = "ZQWXYJ"
    let ids = tokenizer.encode(text)
    #expect(ids.count == 6)
    let sequence = tokenizer.encodeSequence(text, maximalLength: limit)
    #expect(sequence.ids == [1] + ids.prefix(limit - 2) + [2])
    #expect(sequence.isTruncated == (limit < 8))
    #expect(sequence.fullLength == 8)
  }

  @Test(arguments: ["a", "ab_x1", "aaa=数"]) func aWordOfAMegabyteTakesNoQuadraticTime(unit: String) throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    let letters = unit.filter(\.isLetter)
    let word = String(repeating: letters, count: 1 << 20 / letters.utf8.count)
    let eighth = String(repeating: letters, count: 1 << 17 / letters.utf8.count)
    var ids: [Int32] = []
    // The square would be 64 times the time.
    let growth = ProcessorTime.growth(
      below: 24, from: { ids = tokenizer.encode(eighth) }, to: { ids = tokenizer.encode(word) })
    #expect(growth < 24)
    #expect(tokenizer.decode(ids) == word)
  }

  @Test func longWordsMergeAsShortOnesDoWhicheverWayTheyAreSearched() throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    let merges = try tokenizer.definition.mergeTable()
    for sample in 0..<400 {
      var random = RandomStream(seed: 5, purpose: .testData, sample)
      let word = (0..<Int.random(in: 2..<150, using: &random)).map { _ in "aexin".randomElement(using: &random) ?? "a" }
      var symbols = word.compactMap { tokenizer.id(for: String($0)) }
      while let best = symbols.indices.dropLast()
        .compactMap({ index in merges[symbols[index], symbols[index + 1]].map { (index, $0) } })
        .min(by: { ($0.1.rank, $0.0) < ($1.1.rank, $1.0) })
      {
        symbols.replaceSubrange(best.0...best.0 + 1, with: [best.1.result])
      }
      #expect(tokenizer.encode(String(word)) == symbols, "sample \(sample)")
    }
  }

  @Test func threadsThatShareATokenizerGetTheSameIds() async throws {
    let tokenizer = try GoldenFiles.smallTokenizer()
    let texts = try GoldenFiles.records(GoldenFiles.Encoded.self, "small.jsonl")
    await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask {
          (0..<20).allSatisfy { _ in texts.allSatisfy { tokenizer.encode($0.text) == $0.ids } }
        }
      }
      for await agreed in group { #expect(agreed) }
    }
  }

  @Test func aCacheThatOverflowsForgetsButDoesNotErr() {
    var cache = WordCache(capacity: 4)
    var encoded = 0
    for round in 0..<3 {
      for number in 0..<10 {
        var ids: [Int32] = []
        Array("w\(number)".utf8).withUnsafeBufferPointer { word in
          cache.append(word, to: &ids) { word, ids in
            encoded += 1
            ids += word.map(Int32.init)
          }
        }
        #expect(ids == "w\(number)".utf8.map(Int32.init), "round \(round)")
      }
    }
    #expect(encoded == 30)
  }

  @Test func aCachedWordIsNotEncodedAgain() {
    var cache = WordCache(capacity: 4)
    var encoded = 0
    for _ in 0..<3 {
      Array("word".utf8).withUnsafeBufferPointer { word in
        var ids: [Int32] = []
        cache.append(word, to: &ids) { _, ids in
          encoded += 1
          ids.append(7)
        }
        #expect(ids == [7])
      }
    }
    #expect(encoded == 1)
  }
}
