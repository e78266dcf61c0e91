import Scanpaths

/// Finds the tokens of a method that the boxes of a recording cover.
///
/// Boxes are drawn by hand around words of the text: names, calls with their object (`sb.append`), operators, pieces of
/// strings and comments, sometimes with brackets attached. A box's text is found in the code where it is not part of
/// a longer word or operator. If the method's other boxes are known, an occurrence within a longer box counts only for
/// that box: if `i++` is a box of its own, its `i` is not one of the boxes `i`.
///
/// A fixation on a box with several tokens belongs to all of them, divided by the length of their text
/// (`TokenShare.byLength`). A box within a token that is longer, such as a string, gives it the whole fixation.
package struct BoxMapping: Sendable {
  private let search: BoxSearch
  private let tokens: [Range<Int>]
  /// The start offsets of the occurrences of each known box, by its text, in text order.
  private let known: [String: [Int]]

  /// - Parameters:
  ///   - code: the tokens of the method, in text order.
  ///   - source: the text that the tokens' byte offsets refer to.
  ///   - boxes: the texts of all known boxes in the recordings of this method.
  /// - Complexity: O(length of the source × number of boxes).
  package init(code: LabelledCode, source: String, boxes: some Sequence<String> = []) {
    search = BoxSearch(source)
    tokens = code.tokens.map(\.bytes)
    known = search.divide(among: Set(boxes.map(BoxSearch.trimmed)))
  }

  /// A mapping that knows only the text, for `isMissing`.
  package init(source: String) {
    search = BoxSearch(source)
    (tokens, known) = ([], [:])
  }

  /// Whether the text has no place for the box: none at all, or fewer than its number.
  package func isMissing(_ box: BoxReference) -> Bool {
    switch tokens(of: box.text, occurrence: box.occurrence) {
    case .failure(.textNotInMethod), .failure(.occurrenceBeyondLast): true
    default: false
    }
  }

  /// The tokens covered by the box with that name.
  package func tokens(of name: BoxName) -> Result<[TokenShare], UnmappedReason> {
    // A number with a fraction, if the code has it, rather than a numbered box.
    if name.occurrence > 0, name.text.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
      !search.starts(of: BoxSearch.trimmed(name.name)).isEmpty
    {
      return tokens(of: name.name, occurrence: 0)
    }
    return tokens(of: name.text, occurrence: name.occurrence)
  }

  /// The tokens covered by the `occurrence`-th box with that text, counted from 0.
  ///
  /// - Complexity: O(log number of tokens) for a known box, else linear in the length of the source.
  package func tokens(of boxText: String, occurrence: Int) -> Result<[TokenShare], UnmappedReason> {
    let text = BoxSearch.trimmed(boxText)
    guard !text.isEmpty else { return .failure(.emptyBox) }
    guard occurrence >= 0 else { return .failure(.occurrenceBeyondLast) }
    var starts = known[text] ?? []
    var length = text.utf8.count
    if starts.count <= occurrence {
      // Search inside other boxes too: people do not always draw the same boxes around the same text.
      starts = search.starts(of: text)
    }
    if starts.isEmpty { starts = search.startsWithinOperators(of: text) }
    if starts.isEmpty { starts = search.startsOfLookalikes(of: text) }
    if starts.isEmpty {
      // The box has brackets that the text does not have, or not there.
      let core = BoxSearch.withoutPunctuation(text)
      guard !core.isEmpty, core != text else { return .failure(.textNotInMethod) }
      starts = search.starts(of: core)
      length = core.utf8.count
    }
    guard !starts.isEmpty else { return .failure(.textNotInMethod) }
    guard occurrence < starts.count else { return .failure(.occurrenceBeyondLast) }
    let shares = shares(of: starts[occurrence]..<starts[occurrence] + length)
    return shares.isEmpty ? .failure(.punctuationOnly) : .success(shares)
  }

  /// The tokens that overlap a range of bytes, with their shares of a fixation on it.
  ///
  /// - Complexity: O(log number of tokens) plus the number of overlapping tokens.
  package func shares(of bytes: Range<Int>) -> [TokenShare] { shares(amongTokensOf: [bytes]) }

  /// The same for a fixation on several ranges.
  func shares(amongTokensOf ranges: [Range<Int>]) -> [TokenShare] {
    var touched: Set<Int> = []
    for bytes in ranges {
      for token in tokens.firstPlace(where: { $0.upperBound > bytes.lowerBound })..<tokens.count {
        guard tokens[token].lowerBound < bytes.upperBound else { break }
        if !tokens[token].clamped(to: bytes).isEmpty { touched.insert(token) }
      }
    }
    return TokenShare.byLength(touched.sorted()) { tokens[$0].count }
  }
}

extension Array {
  /// The first index whose element satisfies a condition that holds for a tail of the array; `count` if there is none.
  ///
  /// - Complexity: O(log count).
  func firstPlace(where condition: (Element) -> Bool) -> Int {
    var range = 0..<count
    while !range.isEmpty {
      let middle = (range.lowerBound + range.upperBound) / 2
      range = condition(self[middle]) ? range.lowerBound..<middle : middle + 1..<range.upperBound
    }
    return range.lowerBound
  }
}
