/// Removes comments by patterns, like the published CodeBLEU programs.
///
/// Those programs parse the result, so scores agree only if this result does too, even where it is wrong: a quotation
/// mark in a comment or an apostrophe in C# verbatim text can hide the text after it.
package enum CommentPatterns {
  /// The text without comments and blank lines. Ruby is left unchanged; Python also loses its docstrings, and is left
  /// unchanged if Python's own tokenizer would reject it.
  package static func removed(from source: [UInt8], in language: ProgrammingLanguage) -> [UInt8] {
    switch language {
    case .ruby: source
    case .python: PythonCommentRemoval.removed(from: source) ?? source
    case .c, .cpp, .cSharp, .go, .java, .javaScript, .rust: removedCStyle(from: source)
    }
  }

  /// Replaces each comment of the kinds `//…` and `/*…*/` with a space; quoted texts are skipped.
  ///
  /// This is the regular expression `//.*?$|/\*.*?\*/|'(?:\\.|[^\\'])*'|"(?:\\.|[^\\"])*"`, where the dot also matches
  /// line feeds.
  ///
  /// - Complexity: linear in the length.
  package static func removedCStyle(from source: [UInt8]) -> [UInt8] {
    guard source.contains(UInt8(ascii: "/")) else { return withoutBlankLines(source) }
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    var scanner = QuoteScanner(source)
    var place = 0
    while place < source.count {
      if let end = scanner.endOfComment(at: place) {
        result.append(UInt8(ascii: " "))
        place = end
      } else {
        let end = scanner.endOfQuotation(at: place) ?? place + 1
        result.append(contentsOf: source[place..<end])
        place = end
      }
    }
    return withoutBlankLines(result)
  }

  /// The lines that are not just white space.
  static func withoutBlankLines(_ text: [UInt8]) -> [UInt8] {
    // Corpora with one method per line have nothing to remove.
    guard text.contains(UInt8(ascii: "\n")) else { return isBlank(text[...]) ? [] : text }
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return Array(lines.filter { !isBlank($0) }.joined(separator: [UInt8(ascii: "\n")]))
  }

  private static func isBlank(_ line: ArraySlice<UInt8>) -> Bool {
    if let first = line.first(where: { $0 > 0x20 }), first < 0x7F { return false }
    return String(decoding: line, as: UTF8.self).unicodeScalars.allSatisfy {
      $0.properties.isWhitespace || (0x1C...0x1F).contains($0.value)
    }
  }
}

/// Finds the ends of comments and quotations, and remembers failed searches, so hostile text does not take quadratic
/// time.
private struct QuoteScanner {
  private let source: [UInt8]
  private var blockCommentsEnded = false
  /// For each quotation mark, the positions from which no closing one can be reached; nil until the first of them.
  private var unclosed: [UInt8: [Bool]] = [:]

  init(_ source: [UInt8]) {
    self.source = source
  }

  mutating func endOfComment(at place: Int) -> Int? {
    guard source[place] == UInt8(ascii: "/"), place + 1 < source.count else { return nil }
    if source[place + 1] == UInt8(ascii: "/") {
      return source[place...].firstIndex(of: UInt8(ascii: "\n")) ?? source.count
    }
    guard source[place + 1] == UInt8(ascii: "*"), !blockCommentsEnded else { return nil }
    var end = place + 2
    while end + 1 < source.count {
      if source[end] == UInt8(ascii: "*"), source[end + 1] == UInt8(ascii: "/") { return end + 2 }
      end += 1
    }
    blockCommentsEnded = true
    return nil
  }

  mutating func endOfQuotation(at place: Int) -> Int? {
    let mark = source[place]
    guard mark == UInt8(ascii: "'") || mark == UInt8(ascii: "\"") else { return nil }
    var end = place + 1
    while end < source.count, unclosed[mark]?[end] != true {
      if source[end] == mark { return end + 1 }
      end = Self.next(after: end, in: source)
    }
    remember(mark, from: place + 1)
    return nil
  }

  private mutating func remember(_ mark: UInt8, from start: Int) {
    var seen = unclosed[mark] ?? [Bool](repeating: false, count: source.count)
    unclosed[mark] = nil
    var place = start
    while place < source.count, !seen[place] {
      seen[place] = true
      place = Self.next(after: place, in: source)
    }
    unclosed[mark] = seen
  }

  /// The position after a character; a backslash also consumes the next character.
  private static func next(after place: Int, in source: [UInt8]) -> Int {
    guard source[place] == UInt8(ascii: "\\") else { return place + 1 }
    var next = place + 2
    while next < source.count, source[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
