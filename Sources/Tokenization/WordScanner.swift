/// Splits text into words, whose boundaries byte-pair merges never cross: the pre-tokenisation of GPT-2 and RoBERTa.
///
/// It is equivalent to successive matches of this regular expression:
///
///     's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
///
/// It matches English contractions; runs of letters, of numbers or of other signs, each with at most one space before
/// it; and runs of white space, which leave their last character to the next word. The words tile the text.
struct WordScanner {
  /// Valid UTF-8.
  let text: UnsafeBufferPointer<UInt8>
  let ascii: UnsafeBufferPointer<ScalarClass>
  /// The start of the next word.
  private(set) var position: Int
  /// The end of the text to split. White space before it counts as trailing.
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

  /// The end of a run of white space, which leaves its last character to the next word unless it has only one.
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

  /// The end of the contraction that starts with the apostrophe at `start`; `nil` if there is none.
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
