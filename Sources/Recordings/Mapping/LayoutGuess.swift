/// One hypothesis on a layout, which is refined by what fits.
struct LayoutGuess {
  var matcher: RowMatcher
  var scale: ColumnScale?
  var pitch: Double
  private(set) var path: RowPath

  /// Tab stops that editors and browsers use.
  static let tabWidths = [4, 8, 2, 3]

  init(matcher: RowMatcher, scale: ColumnScale? = nil, pitch: Double) {
    (self.matcher, self.scale, self.pitch) = (matcher, scale, pitch)
    path = RowPath(matcher, scale, pitch: pitch)
  }

  /// Fits columns and line distance to what has matched, and finds the lines again.
  mutating func refine(_ code: String) {
    let anchors = anchors()
    var fits = [(matcher.text, ColumnScale(anchors.map { $0(matcher.text) }))]
    if code.contains("\t") {
      fits = Self.tabWidths.map { VisibleText(code, tabWidth: $0) }.map { text in
        (text, ColumnScale(anchors.map { $0(text) }))
      }
    }
    let usable = fits.compactMap { text, scale in scale.map { (text, $0) } }
    guard let best = usable.min(by: { $0.1.spread < $1.1.spread }) else { return }
    matcher.text = best.0
    scale = best.1
    pitch = fittedPitch() ?? pitch
    path = RowPath(matcher, scale, pitch: pitch)
  }

  /// Looks for the columns, near those of the guess, at which the boxes hold whole words, and finds the lines again.
  mutating func search() {
    guard let first = scale else { return }
    var best = first
    for (range, steps) in [(1.0, 8), (0.12, 4)] {
      let centre = best
      var highest = score(best)
      for wider in -steps...steps {
        for further in -steps...steps {
          // Widths up to a fifth, and left edges up to four columns from the guess.
          let width = centre.width * (1 + 0.2 * range * Double(wider) / Double(steps))
          let left = centre.left + 4 * range * centre.width * Double(further) / Double(steps)
          let other = ColumnScale(left: left, width: width, spread: 1)
          let score = score(other)
          if score > highest { (best, highest) = (other, score) }
        }
      }
    }
    scale = best
    pitch = fittedPitch() ?? pitch
    path = RowPath(matcher, scale, pitch: pitch)
  }

  /// Takes away the lines of rows whose boxes often cut through words, and of all rows if most boxes do or are beside no
  /// code. Boxes at random places gain less than half on average; hand-drawn ones around words, more than 0.8.
  mutating func withholdUncertain() {
    var (gain, placed, boxes) = (0.0, 0, 0)
    for (number, row) in matcher.rows.rows.enumerated() {
      guard let place = path.places[number] else { continue }
      let columns = place.isContinuation ? matcher.scale(of: row, continuing: place.range, scale) : scale
      let fit = matcher.fit(row, in: place.range, columns)
      gain += fit.gain
      placed += fit.placed
      boxes += row.leaves.count
      if fit.gain < Self.leastGain * Double(fit.placed) { path.withhold(number) }
    }
    guard gain < Self.leastGain * Double(placed) || placed * 2 < boxes else { return }
    for number in matcher.rows.rows.indices { path.withhold(number) }
  }

  private static let leastGain = 0.6

  /// How well the rows fit their lines at a scale.
  private func score(_ scale: ColumnScale) -> Double {
    zip(matcher.rows.rows, path.places).reduce(0) { sum, pair in
      guard let place = pair.1, !place.isContinuation else { return sum }
      return sum + matcher.fit(pair.0, in: place.range, scale).score
    }
  }

  /// The boxes whose text has been found, and where its cells are in a text with any tab stops.
  private func anchors() -> [(VisibleText) -> ColumnScale.Anchor] {
    var all: [(box: Int, range: Range<Int>, isOnly: Bool)] = []
    for (row, place) in zip(matcher.rows.rows, path.places) {
      guard let place, !place.isContinuation else { continue }
      let matches = matcher.fit(row, in: place.range, scale).matches
      for box in row.leaves {
        if let match = matches[box] {
          all.append((box, match.range, matcher.matches(of: box, within: place.range).count == 1))
        } else if let scale, matcher.matches[box].isEmpty {
          let part = matcher.bytes(beside: matcher.boxes[box].rectangle, in: place.range, scale)
          let isCut = matcher.text.isWithinWord(part.lowerBound) || matcher.text.isWithinWord(part.upperBound)
          if !part.isEmpty, !isCut { all.append((box, part, false)) }
        }
      }
    }
    // Text that a line has once is better evidence than one of several occurrences.
    let certain = all.filter(\.isOnly)
    return (certain.count >= 6 ? certain : all).map { anchor in
      { [matcher] text in
        ColumnScale.Anchor(rectangle: matcher.boxes[anchor.box].rectangle, cells: text.cells(of: anchor.range))
      }
    }
  }

  /// The median distance between rows on different lines, for each line between them.
  private func fittedPitch() -> Double? {
    let known = zip(matcher.rows.rows, path.places).compactMap { row, place in
      place.map { (y: row.y, line: Double($0.line)) }
    }
    var slopes: [Double] = []
    for (place, first) in known.enumerated() {
      for second in known[(place + 1)...].prefix(20) where second.line > first.line {
        slopes.append((second.y - first.y) / (second.line - first.line))
      }
    }
    let pitch = ColumnScale.median(slopes)
    return slopes.count >= 3 && pitch > 0 ? pitch : nil
  }
}
