import Basics

/// The sets of 4-grams of code tokens (shingles) of some texts, for their Jaccard similarity: the number of common
/// 4-grams over the number of 4-grams in either text (Broder, "On the resemblance and containment of documents", 1997).
/// Each 4-gram counts once, however often it occurs. A text of fewer than four tokens has one gram: all its tokens.
package struct CodeShingles: Sendable {
  /// The number of tokens in a gram.
  package static let length = 4

  /// For each text, its different grams, the rarest first. Grams are numbered so that a smaller number is rarer.
  let sets: [[UInt32]]

  /// - Complexity: linear in the length of the texts, but for sorting each text's grams.
  package init(_ texts: some Collection<String>, comments: CommentStyle) {
    var tokens = ByteInterner(capacity: 1 << 14)
    var pairs = NumberedPairs()
    var grams = NumberedPairs()
    var sets: [[UInt32]] = []
    sets.reserveCapacity(texts.count)
    for text in texts {
      let numbers = Self.numbers(Array(text.utf8), comments, &tokens)
      sets.append(Self.grams(of: numbers, &pairs, &grams))
    }
    let ranks = Self.ranksByRarity(sets, grams.count)
    self.sets = sets.map { set in set.map { ranks[Int($0)] }.sorted() }
  }

  /// The numbers of a text's tokens, from 1; 0 fills up texts that are too short.
  private static func numbers(_ text: [UInt8], _ comments: CommentStyle, _ tokens: inout ByteInterner) -> [UInt32] {
    var numbers: [UInt32] = []
    text.withUnsafeBufferPointer { bytes in
      LexicalTokens(bytes, comments: comments).forEach { range in
        let number = tokens.number(of: UnsafeBufferPointer(rebasing: bytes[range]), ArraySlice(bytes[range]))
        numbers.append(UInt32(number) + 1)
      }
    }
    if !numbers.isEmpty, numbers.count < length {
      numbers += [UInt32](repeating: 0, count: length - numbers.count)
    }
    return numbers
  }

  private static func grams(
    of numbers: [UInt32], _ pairs: inout NumberedPairs, _ grams: inout NumberedPairs
  ) -> [UInt32] {
    guard numbers.count >= length else { return [] }
    let bigrams = (0..<numbers.count - 1).map { pairs.number(of: numbers[$0], numbers[$0 + 1]) }
    var set = (0..<bigrams.count - 2).map { grams.number(of: bigrams[$0], bigrams[$0 + 2]) }
    set.sort()
    var kept = 0
    for place in set.indices where place == 0 || set[place] != set[place - 1] {
      set[kept] = set[place]
      kept += 1
    }
    set.removeLast(set.count - kept)
    return set
  }

  /// The rank of each gram when they are sorted by the number of texts that have it; equally frequent ones stay in the
  /// order of their first occurrence.
  private static func ranksByRarity(_ sets: [[UInt32]], _ count: Int) -> [UInt32] {
    var frequencies = [UInt32](repeating: 0, count: count)
    for set in sets { for gram in set { frequencies[Int(gram)] += 1 } }
    // A counting sort: most grams occur once.
    var starts = [Int](repeating: 0, count: Int(frequencies.max() ?? 0) + 2)
    for frequency in frequencies { starts[Int(frequency) + 1] += 1 }
    for place in starts.indices.dropFirst() { starts[place] += starts[place - 1] }
    return frequencies.map { frequency in
      defer { starts[Int(frequency)] += 1 }
      return UInt32(starts[Int(frequency)])
    }
  }
}
