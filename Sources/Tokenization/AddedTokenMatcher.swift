/// Finds added tokens in text: the leftmost longest matches, like Hugging Face `tokenizers`.
struct AddedTokenMatcher: Sendable {
  /// The children of the trie's nodes, 256 per node, by byte; 0 means none, since no node leads back to the root.
  private var children: [Int32] = Array(repeating: 0, count: 256)
  /// The token that ends at each node, as an index into `tokens`; -1 for none.
  private var tokenAtNode: [Int32] = [-1]
  private var tokens: [AddedToken] = []

  init(_ tokens: [AddedToken]) {
    for token in tokens where !token.content.isEmpty { insert(token) }
  }

  var isEmpty: Bool { tokens.isEmpty }

  /// Calls `body` with the pieces of `range` in order: added tokens with their id, the text between them with `nil`.
  ///
  /// - Complexity: O(n · length of the longest token); O(n) unless many tokens almost match.
  func split(
    _ text: UnsafeBufferPointer<UInt8>, in range: Range<Int>, ascii: UnsafeBufferPointer<ScalarClass>,
    body: (Int32?, Range<Int>) -> Void
  ) {
    var done = range.lowerBound
    var cursor = range.lowerBound
    while cursor < range.upperBound {
      guard children[Int(text[cursor])] != 0, let match = longestMatch(text, at: cursor, end: range.upperBound) else {
        cursor += 1
        continue
      }
      var start = cursor
      cursor = match.end
      var end = match.end
      if match.token.stripsLeft { start = skipWhitespaceBack(text, from: start, to: done, ascii: ascii) }
      if match.token.stripsRight { end = skipWhitespace(text, from: end, to: range.upperBound, ascii: ascii) }
      // A token that begins with white space may be inside the white space that the previous one includes.
      guard start >= done else { continue }
      if start > done { body(nil, done..<start) }
      body(match.token.id, start..<end)
      done = end
    }
    if done < range.upperBound { body(nil, done..<range.upperBound) }
  }

  private func longestMatch(
    _ text: UnsafeBufferPointer<UInt8>, at start: Int, end: Int
  ) -> (token: AddedToken, end: Int)? {
    var node = 0
    var cursor = start
    var longest: (token: Int, end: Int)?
    while cursor < end {
      node = Int(children[node << 8 | Int(text[cursor])])
      guard node != 0 else { break }
      cursor += 1
      if tokenAtNode[node] >= 0 { longest = (Int(tokenAtNode[node]), cursor) }
    }
    return longest.map { (tokens[$0.token], $0.end) }
  }

  private mutating func insert(_ token: AddedToken) {
    var node = 0
    for byte in token.content.utf8 {
      let slot = node << 8 | Int(byte)
      if children[slot] == 0 {
        children[slot] = Int32(tokenAtNode.count)
        children.append(contentsOf: repeatElement(0, count: 256))
        tokenAtNode.append(-1)
      }
      node = Int(children[slot])
    }
    tokenAtNode[node] = Int32(tokens.count)
    tokens.append(token)
  }

  private func skipWhitespace(
    _ text: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, ascii: UnsafeBufferPointer<ScalarClass>
  ) -> Int {
    var cursor = start
    while cursor < end {
      let scalar = ClassifiedScalar(in: text, at: cursor, ascii: ascii)
      guard scalar.scalarClass == .whitespace else { break }
      cursor += scalar.length
    }
    return cursor
  }

  private func skipWhitespaceBack(
    _ text: UnsafeBufferPointer<UInt8>, from end: Int, to start: Int, ascii: UnsafeBufferPointer<ScalarClass>
  ) -> Int {
    var cursor = end
    while cursor > start {
      var first = cursor - 1
      while first > start && text[first] & 0xC0 == 0x80 { first -= 1 }
      guard ClassifiedScalar(in: text, at: first, ascii: ascii).scalarClass == .whitespace else { break }
      cursor = first
    }
    return cursor
  }
}
