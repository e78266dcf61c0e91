/// A layout as a whole: which rows are which lines, and where the columns are.
struct LayoutFit {
  let matcher: RowMatcher
  let path: RowPath
  let scale: ColumnScale?
  /// The distance between lines, in pixels.
  let pitch: Double

  /// nil when there are no boxes, or no text.
  init?(_ boxes: [TokenBox], _ code: String) {
    let text = VisibleText(code, tabWidth: 4)
    guard !boxes.isEmpty, !text.bytes.isEmpty else { return nil }
    let matcher = RowMatcher(text, boxes)
    let pitch = matcher.rows.pitch
    var fit: LayoutGuess
    if matcher.hasLabels {
      fit = Self.best([1, 2, 3].map { LayoutGuess(matcher: matcher, pitch: pitch / $0) })
      for _ in 0..<3 { fit.refine(code) }
    } else {
      let guesses = Self.guesses(matcher, code)
      let promising = guesses.sorted { $0.path.score > $1.path.score }.prefix(4).map { guess in
        var guess = guess
        for _ in 0..<2 { guess.search() }
        return guess
      }
      guard !promising.isEmpty else { return nil }
      fit = Self.best(promising)
      fit.withholdUncertain()
    }
    (self.matcher, path, scale, self.pitch) = (fit.matcher, fit.path, fit.scale, fit.pitch)
  }

  /// Scales to try for a layout without labels, with any tab stops; fewer for long code, so that time stays in bounds.
  private static func guesses(_ matcher: RowMatcher, _ code: String) -> [LayoutGuess] {
    let most = max(2, 500_000 / (matcher.rows.rows.count * matcher.text.lines.count + 1))
    let texts =
      code.contains("\t") ? LayoutGuess.tabWidths.map { VisibleText(code, tabWidth: $0) } : [matcher.text]
    return texts.flatMap { text in
      var matcher = matcher
      matcher.text = text
      return ScaleGuesses(matcher).scales.prefix(most).map {
        LayoutGuess(matcher: matcher, scale: $0, pitch: matcher.rows.pitch)
      }
    }
  }

  /// The first of those with the highest score.
  private static func best(_ candidates: [LayoutGuess]) -> LayoutGuess {
    candidates.dropFirst().reduce(candidates[0]) { $1.path.score > $0.path.score ? $1 : $0 }
  }
}
