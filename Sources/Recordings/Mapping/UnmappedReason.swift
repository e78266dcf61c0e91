/// Why a fixation on a box, or at a position in the text, belongs to no token.
package enum UnmappedReason: String, Error, CaseIterable, Sendable, Codable, Hashable {
  /// The method's code is missing.
  case unknownMethod = "unknown method"
  /// The box has no text.
  case emptyBox = "empty box"
  /// The code does not have the box's text, or only as part of longer words.
  case textNotInMethod = "text not in method"
  /// The code has the text, but fewer times.
  case occurrenceBeyondLast = "occurrence beyond the last"
  /// The layout does not say with certainty what part of the code the box covers.
  case boxNotPlaced = "box not placed in the code"
  /// The box covers only brackets and separators, which are not tokens.
  case punctuationOnly = "punctuation only"
  /// A duration that is negative or not a number.
  case unusableDuration = "unusable duration"
  /// A line without tokens.
  case emptyLine = "empty line"
  /// The fixation was on no box, or the recording does not say where it was.
  case noPlace = "on no box"
  /// A position before the first or after the last line.
  case outsideText = "outside the text"
}

/// A token that a fixation fell on, with its share of the fixation.
package struct TokenShare: Sendable, Equatable {
  /// The token's index in its method.
  package var token: Int
  /// More than 0; the shares of one fixation add up to 1.
  package var share: Double

  package init(token: Int, share: Double) {
    self.token = token
    self.share = share
  }

  /// The one rule for dividing a fixation among the tokens of its box: in proportion to the lengths of their text.
  ///
  /// Everything that needs a token's part of a duration gets it from here: scanpaths, looking time, F★'s weights and
  /// the reading measures. The rule needs nothing but the tokens, so trial files, which name a fixation's tokens without
  /// shares, give the same shares as the recording that they come from.
  ///
  /// - Parameters:
  ///   - tokens: indices, each at most once.
  ///   - length: the length of a token's text, in bytes of UTF-8. If all are 0, the shares are equal.
  package static func byLength(_ tokens: [Int], length: (Int) -> Int) -> [TokenShare] {
    let lengths = tokens.map { Double(max(0, length($0))) }
    let whole = lengths.reduce(0, +)
    return zip(tokens, lengths).map { token, length in
      TokenShare(token: token, share: whole > 0 ? length / whole : 1 / Double(tokens.count))
    }
  }
}
