/// Finds texts of boxes in code.
struct BoxSearch: Sendable {
  private let source: [UInt8]

  init(_ source: String) {
    self.source = Array(source.utf8)
  }

  /// Where a text occurs without being part of a longer word or operator, in order.
  ///
  /// - Complexity: O(length of the source × length of the text), in practice linear in the length of the source.
  func starts(of text: String) -> [Int] {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, let last = wanted.last, wanted.count <= source.count else { return [] }
    return (0...source.count - wanted.count).filter { start in
      let end = start + wanted.count
      guard source[start] == first, source[end - 1] == last, source[start..<end].elementsEqual(wanted) else {
        return false
      }
      return !(start > 0 && Self.belong(source[start - 1], first))
        && !(end < source.count && Self.belong(last, source[end]))
    }
  }

  /// Gives every byte to at most one of the texts, longer ones first, and tells what each text got.
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

  /// Without white space at the ends.
  static func trimmed(_ text: String) -> String { trimmed(text) { $0.isWhitespace } }

  /// Without brackets, separators and white space at the ends.
  static func withoutPunctuation(_ text: String) -> String {
    trimmed(text) { $0.isWhitespace || "()[]{};,.:".contains($0) }
  }

  private static func trimmed(_ text: String, _ isSuperfluous: (Character) -> Bool) -> String {
    var rest = text[...]
    while let first = rest.first, isSuperfluous(first) { rest.removeFirst() }
    while let last = rest.last, isSuperfluous(last) { rest.removeLast() }
    return String(rest)
  }

  /// Whether two neighbouring bytes are of one word or of one operator.
  private static func belong(_ first: UInt8, _ second: UInt8) -> Bool {
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
