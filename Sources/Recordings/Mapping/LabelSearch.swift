/// A place in the code that has the text of a box.
struct LabelMatch: Sendable, Equatable {
  /// Visible bytes.
  var range: Range<Int>
  /// 1 for the very same text, less for text that reads alike.
  var quality: Double
  /// How many of its two ends are within a word or an operator.
  var cuts: Int

  /// Whether the text is the very same, up to how it is written.
  var isExact: Bool { quality >= 0.9 }

  /// The score of this match in an alignment: longer texts say more.
  var score: Double { quality * (1.5 + 0.5 * Double(min(range.count, 10))) - 0.9 * Double(cuts) }
}

/// Finds the labels of boxes in code, also where they are written in another way: without spaces, with entities
/// (`&lt;`), escaped or doubled quotes, ligatures (`≠`), other case, or letters that were misread.
struct LabelSearch {
  private let text: VisibleText
  /// The text without quotes and escapes, with look-alike letters folded, and the place of each byte in `text`.
  private let skeleton: [UInt8]
  private let places: [Int]

  init(_ text: VisibleText) {
    self.text = text
    places = text.bytes.indices.filter { Self.folded(text.bytes[$0]) != nil }
    skeleton = places.compactMap { Self.folded(text.bytes[$0]) }
  }

  /// All matches in the order of the text; none for a label without visible characters.
  ///
  /// - Complexity: O(length of the code × length of the label), in practice linear in the length of the code.
  func matches(of label: String) -> [LabelMatch] {
    let plain = label.filter { !$0.isWhitespace }
    let typed = Self.asTyped(plain)
    var found = starts(of: Array(plain.utf8), in: text.bytes).map { match($0..<$0 + plain.utf8.count, 1) }
    if typed != plain {
      found += starts(of: Array(typed.utf8), in: text.bytes).map { match($0..<$0 + typed.utf8.count, 0.9) }
    }
    found = merged(found, with: lookalikes(of: typed))
    if found.isEmpty {
      let core = BoxSearch.withoutPunctuation(typed)
      if core != typed, !core.isEmpty {
        found = starts(of: Array(core.utf8), in: text.bytes).map { match($0..<$0 + core.utf8.count, 0.6) }
        found = merged(found, with: lookalikes(of: core))
      }
    }
    return found.sorted { ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound) }
  }

  private func match(_ range: Range<Int>, _ quality: Double) -> LabelMatch {
    let cuts = [range.lowerBound, range.upperBound].count(where: text.isWithinWord)
    return LabelMatch(range: range, quality: quality, cuts: cuts)
  }

  private func lookalikes(of label: String) -> [LabelMatch] {
    let wanted = Self.skeleton(label)
    // Fewer letters could match anything.
    guard wanted.count >= 3 else { return [] }
    return starts(of: wanted, in: skeleton).map { start in
      match(places[start]..<places[start + wanted.count - 1] + 1, 0.7)
    }
  }

  /// Adds what overlaps nothing that is there already.
  private func merged(_ matches: [LabelMatch], with others: [LabelMatch]) -> [LabelMatch] {
    let taken = Set(matches.flatMap { Array($0.range) })
    return matches + others.filter { !$0.range.contains(where: taken.contains) }
  }

  private func starts(of wanted: [UInt8], in bytes: [UInt8]) -> [Int] {
    guard let first = wanted.first, wanted.count <= bytes.count else { return [] }
    return (0...bytes.count - wanted.count).filter { start in
      bytes[start] == first && bytes[start..<start + wanted.count].elementsEqual(wanted)
    }
  }
}

extension LabelSearch {
  /// The visible bytes without quotes and escapes, with case and look-alike letters folded.
  static func skeleton(_ text: String) -> [UInt8] {
    text.filter { !$0.isWhitespace }.utf8.compactMap(folded)
  }

  /// nil for quotes and backslashes.
  private static func folded(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "\\"), UInt8(ascii: "`"): nil
    case UInt8(ascii: "I"), UInt8(ascii: "i"), UInt8(ascii: "L"), UInt8(ascii: "1"): UInt8(ascii: "l")
    case UInt8(ascii: "O"), UInt8(ascii: "0"): UInt8(ascii: "o")
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte + 32
    default: byte
    }
  }

  private static let replacements: [(String, String)] = [
    ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&#39;", "'"), ("&nbsp;", ""), ("&amp;", "&"),
    ("\\\"", "\""), ("\\'", "'"), ("\\\\", "\\"), ("\"\"", "\""), ("≠", "!="), ("≤", "<="), ("≥", ">="),
    ("→", "->"), ("⇒", "=>"), ("≡", "==="), ("ﬁ", "fi"), ("ﬂ", "fl"), ("…", "..."), ("“", "\""), ("”", "\""),
    ("‘", "'"),
    ("’", "'"), ("−", "-"), ("–", "-"),
  ]

  /// The label as it would be typed: without HTML's entities, escapes, ligatures and typographic quotes.
  private static func asTyped(_ label: String) -> String {
    replacements.reduce(label) { $0.replacing($1.0, with: $1.1) }
  }

  /// How alike two texts are, from 0 to 1: twice their longest common subsequence over the sum of their lengths.
  ///
  /// - Complexity: O(product of the lengths).
  static func likeness(_ first: String, _ second: String) -> Double {
    let (a, b) = (skeleton(first), skeleton(second))
    guard !a.isEmpty, !b.isEmpty else { return 0 }
    var row = [Int](repeating: 0, count: b.count + 1)
    for byte in a {
      var diagonal = 0
      for place in b.indices {
        let above = row[place + 1]
        row[place + 1] = byte == b[place] ? diagonal + 1 : max(above, row[place])
        diagonal = above
      }
    }
    return 2 * Double(row[b.count]) / Double(a.count + b.count)
  }
}

extension VisibleText {
  /// Whether a word or an operator goes on from the byte before this place.
  func isWithinWord(_ place: Int) -> Bool {
    place > 0 && place < bytes.count && offsets[place - 1] + 1 == offsets[place]
      && BoxSearch.belong(bytes[place - 1], bytes[place])
  }
}
