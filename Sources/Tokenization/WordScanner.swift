/// Cuts text into the words that byte-pair merges never cross: RoBERTa's (that is GPT-2's) pre-tokenisation.
///
/// It does by hand what this regular expression does when its matches are put end to end:
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// In words: English contractions; runs of letters, of numbers or of other signs, each with at most one space before
/// it; and runs of white space, which leave their last character to what follows. The words tile the text.
struct WordScanner {
  /// Valid UTF-8.
  let text: UnsafeBufferPointer<UInt8>
  let ascii: UnsafeBufferPointer<ScalarClass>
  /// Where the next word starts.
  private(set) var position: Int
  /// Where the text to be cut ends. White space before it counts as trailing.
  let end: Int

  init(text: UnsafeBufferPointer<UInt8>, range: Range<Int>, ascii: UnsafeBufferPointer<ScalarClass>) {
    self.text = text
    self.ascii = ascii
    position = range.lowerBound
    end = range.upperBound
  }

  /// The byte range of the next word; `nil` at the end.
  ///
  /// - Complexity: O(length of the word).
  @inline(__always)
  mutating func next() -> Range<Int>? {
    guard position < end else { return nil }
    let start = position
    position = endOfWord(from: start)
    return start..<position
  }

  @inline(__always)
  private func endOfWord(from start: Int) -> Int {
    let first = text[start]
    if first == UInt8(ascii: "'"), let contractionEnd = endOfContraction(from: start) { return contractionEnd }
    let leading = ClassifiedScalar(in: text, at: start, ascii: ascii)
    let second = start + leading.length
    guard leading.scalarClass == .whitespace else { return endOfRun(of: leading.scalarClass, from: second) }
    if first == UInt8(ascii: " "), second < end {
      let following = ClassifiedScalar(in: text, at: second, ascii: ascii)
      if following.scalarClass != .whitespace {
        return endOfRun(of: following.scalarClass, from: second + following.length)
      }
    }
    return endOfWhitespace(from: start)
  }

  @inline(__always)
  private func endOfRun(of scalarClass: ScalarClass, from start: Int) -> Int {
    var cursor = start
    while cursor < end {
      let scalar = ClassifiedScalar(in: text, at: cursor, ascii: ascii)
      guard scalar.scalarClass == scalarClass else { break }
      cursor += scalar.length
    }
    return cursor
  }

  /// A run of white space gives its last character to the word behind it, unless it has only that one.
  private func endOfWhitespace(from start: Int) -> Int {
    var cursor = start
    var last = start
    while cursor < end {
      let scalar = ClassifiedScalar(in: text, at: cursor, ascii: ascii)
      guard scalar.scalarClass == .whitespace else { break }
      last = cursor
      cursor += scalar.length
    }
    return cursor == end || last == start ? cursor : last
  }

  /// Where a contraction that starts with the apostrophe at `start` ends; `nil` if there is none.
  private func endOfContraction(from start: Int) -> Int? {
    guard start + 1 < end else { return nil }
    switch text[start + 1] {
    case UInt8(ascii: "s"), UInt8(ascii: "t"), UInt8(ascii: "m"), UInt8(ascii: "d"): return start + 2
    case UInt8(ascii: "r"), UInt8(ascii: "v"):
      return start + 2 < end && text[start + 2] == UInt8(ascii: "e") ? start + 3 : nil
    case UInt8(ascii: "l"): return start + 2 < end && text[start + 2] == UInt8(ascii: "l") ? start + 3 : nil
    default: return nil
    }
  }
}
