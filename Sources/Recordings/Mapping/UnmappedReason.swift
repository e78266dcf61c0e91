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
}
