/// Finds the texts of boxes in code.
struct BoxSearch: Sendable {
  private let source: [UInt8]

  init(_ source: String) {
    self.init(bytes: Array(source.utf8))
  }

  private init(bytes: [UInt8]) {
    source = bytes
  }

  /// The offsets where a text occurs and is not part of a longer word or operator, in order.
  ///
  /// - Complexity: O(length of the source × length of the text), in practice linear in the length of the source.
  func starts(of text: String) -> [Int] {
    occurrences(of: text) { start, end in
      !(start > 0 && Self.belong(source[start - 1], source[start]))
        && !(end < source.count && Self.belong(source[end - 1], source[end]))
    }
  }

  /// The offsets of a text made only of operator signs, also inside longer operators: some people boxed the `+` of
  /// `+=`.
  func startsWithinOperators(of text: String) -> [Int] {
    text.utf8.allSatisfy(Self.isOfOperator) ? occurrences(of: text) { _, _ in true } : []
  }

  private func occurrences(of text: String, _ isWanted: (_ start: Int, _ end: Int) -> Bool) -> [Int] {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, wanted.count <= source.count else { return [] }
    return (0...source.count - wanted.count).filter { start in
      let end = start + wanted.count
      return source[start] == first && source[start..<end].elementsEqual(wanted) && isWanted(start, end)
    }
  }

  /// The offsets of a text when similar-looking letters count as equal: people named the boxes as they read them.
  ///
  /// - Returns: nothing for texts of fewer than four bytes, which could match anything.
  func startsOfLookalikes(of text: String) -> [Int] {
    guard text.utf8.count >= 4 else { return [] }
    let folded = text.utf8.map(Self.folded)
    return BoxSearch(bytes: source.map(Self.folded)).starts(of: String(decoding: folded, as: UTF8.self))
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    switch byte {
    case UInt8(ascii: "I"), UInt8(ascii: "1"): UInt8(ascii: "l")
    case UInt8(ascii: "O"): UInt8(ascii: "0")
    default: byte
    }
  }

  /// Assigns every byte to at most one of the texts, longer ones first, and returns the offsets for each text.
  func divide(among texts: Set<String>) -> [String: [Int]] {
    var taken = [Bool](repeating: false, count: source.count)
    var result: [String: [Int]] = [:]
    let order = texts.filter { !$0.isEmpty }.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    for text in order {
      let length = text.utf8.count
      let free = starts(of: text).filter { start in !taken[start..<start + length].contains(true) }
      for start in free {
        for byte in start..<start + length { taken[byte] = true }
      }
      result[text] = free
    }
    return result
  }

  /// The text without white space at the ends.
  static func trimmed(_ text: String) -> String { trimmed(text) { $0.isWhitespace } }

  /// The text without brackets, separators and white space at the ends.
  static func withoutPunctuation(_ text: String) -> String {
    trimmed(text) { $0.isWhitespace || "()[]{};,.:".contains($0) }
  }

  private static func trimmed(_ text: String, _ isSuperfluous: (Character) -> Bool) -> String {
    var rest = text[...]
    while let first = rest.first, isSuperfluous(first) { rest.removeFirst() }
    while let last = rest.last, isSuperfluous(last) { rest.removeLast() }
    return String(rest)
  }

  /// Whether two neighbouring bytes are part of the same word or operator.
  static func belong(_ first: UInt8, _ second: UInt8) -> Bool {
    (isOfWord(first) && isOfWord(second)) || (isOfOperator(first) && isOfOperator(second))
  }

  private static func isOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), 0x80...:
      true
    default: false
    }
  }

  private static func isOfOperator(_ byte: UInt8) -> Bool { operators.contains(byte) }

  private static let operators = Set("=!<>+-*/%&|^?~:".utf8)
}

/// A recording's name for a box: its text and, after a full stop, its number among the boxes with that text.
///
/// `name.2` is the third box with the text `name`, counted from 0; the first is `name` alone, never `name.0`.
package struct BoxName: Sendable, Hashable {
  package var text: String
  package var occurrence: Int

  package init(text: String, occurrence: Int) {
    self.text = text
    self.occurrence = occurrence
  }

  /// Parses a name. `100.0` has no box number, since the first box is never numbered; whether `0.5` is the sixth box
  /// `0` or a number depends on the code (`BoxMapping`).
  package init(_ name: String) {
    self.init(text: name, occurrence: 0)
    guard let point = name.lastIndex(of: "."), point > name.startIndex else { return }
    let digits = name[name.index(after: point)...]
    guard let first = digits.utf8.first, (UInt8(ascii: "1")...UInt8(ascii: "9")).contains(first),
      digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int(digits)
    else { return }
    self.init(text: String(name[..<point]), occurrence: number)
  }

  /// The name as it is written in recordings.
  package var name: String { occurrence == 0 ? text : "\(text).\(occurrence)" }
}
