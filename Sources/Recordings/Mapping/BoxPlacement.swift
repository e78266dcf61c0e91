/// The places in the code of all boxes of a layout, by reading order, position and text.
///
/// Rows of boxes are aligned with lines of code and, within a line, boxes with text from left to right; the text of a
/// box decides between places, and is checked against the place it gets. Boxes without a label, or with one that the
/// code does not have, get what is at their position. A box whose place is uncertain gets none.
///
/// A placement depends on nothing but code and layout, so one does for all trials that share both.
package struct BoxPlacement: Sendable {
  /// For each box, the ranges of bytes in the code that it covers, one for each line; none if it has no certain place.
  package private(set) var ranges: [[Range<Int>]]
  /// Boxes that have a place, with a label that is not the text at that place.
  package private(set) var disagreeing: [Int] = []

  /// The boxes that have no place.
  package var unplaced: [Int] { ranges.indices.filter { ranges[$0].isEmpty } }

  /// Places boxes in code.
  ///
  /// - Complexity: O(boxes²) for the rows, O(boxes · code) for the labels, O(rows · lines²) for the lines that have text
  ///   of the row.
  package init(_ boxes: [TokenBox], in code: String) {
    ranges = [[Range<Int>]](repeating: [], count: boxes.count)
    guard let layout = LayoutFit(boxes, code) else { return }
    let finder = BoxPlaces(layout)
    for (box, places) in finder.places {
      ranges[box] = places.map(layout.matcher.text.source)
      if finder.byPosition.contains(box), layout.hasLabels, !Self.agree(boxes[box], places, layout.matcher.text) {
        disagreeing.append(box)
      }
    }
    for (twin, first) in layout.matcher.rows.twins {
      ranges[twin] = ranges[first]
      if disagreeing.contains(first) { disagreeing.append(twin) }
    }
    disagreeing.sort()
  }

  private static func agree(_ box: TokenBox, _ places: [Range<Int>], _ text: VisibleText) -> Bool {
    let label = LabelSearch.skeleton(box.reference.text)
    let shown = LabelSearch.skeleton(String(decoding: places.flatMap { text.bytes[$0] }, as: UTF8.self))
    return label.isEmpty || label == shown
  }
}

/// A layout as a whole: which rows are which lines, and where the columns are.
struct LayoutFit {
  let matcher: RowMatcher
  let path: RowPath
  let scale: ColumnScale?
  /// The distance between lines, in pixels.
  let pitch: Double
  /// Whether the labels are texts of the code rather than numbers or names.
  let hasLabels: Bool

  /// nil when there are no boxes, or no text.
  init?(_ boxes: [TokenBox], _ code: String) {
    let rows = BoxRows(boxes)
    let text = VisibleText(code, tabWidth: 4)
    guard !rows.rows.isEmpty || !rows.blocks.isEmpty, !text.bytes.isEmpty else { return nil }
    var fit = Candidate(matcher: RowMatcher(text, boxes, rows), pitch: rows.pitch)
    let all = rows.rows.flatMap(\.boxes) + rows.blocks
    hasLabels = all.count { !fit.matcher.matches[$0].isEmpty } * 10 >= all.count * 3
    if hasLabels {
      fit = Self.best([1, 2, 3].map { Candidate(matcher: fit.matcher, pitch: rows.pitch / $0) })
    } else {
      fit.matcher.ignoreLabels()
      fit = Self.best(Self.scales(fit.matcher).map { Candidate(matcher: fit.matcher, scale: $0, pitch: rows.pitch) })
    }
    for _ in 0..<3 { fit.refine(code) }
    (matcher, path, scale, pitch) = (fit.matcher, fit.path, fit.scale, fit.pitch)
  }

  /// The first of those with the highest score.
  private static func best(_ candidates: [Candidate]) -> Candidate {
    candidates.dropFirst().reduce(candidates[0]) { $1.path.score > $0.path.score ? $1 : $0 }
  }

  /// Scales at which the widest row would be one of the longest lines.
  private static func scales(_ matcher: RowMatcher) -> [ColumnScale?] {
    let extents = matcher.rows.rows.map { row -> (left: Double, right: Double) in
      let rectangles = row.boxes.map { matcher.boxes[$0].rectangle }
      return (rectangles.map(\.x).min() ?? 0, rectangles.map(\.maximumX).max() ?? 0)
    }
    guard let widest = extents.max(by: { $0.right - $0.left < $1.right - $1.left }) else { return [nil] }
    let spans = Set(matcher.text.lines.map(matcher.text.cells).filter { !$0.isEmpty })
    let longest = spans.sorted { ($1.count, $0.lowerBound) < ($0.count, $1.lowerBound) }.prefix(40)
    return [nil]
      + longest.map { cells in
        let width = (widest.right - widest.left) / Double(cells.count)
        return ColumnScale(left: widest.left - width * Double(cells.lowerBound), width: width, spread: 1.5)
      }
  }
}

/// One hypothesis on a layout, which is refined by what fits.
private struct Candidate {
  var matcher: RowMatcher
  var scale: ColumnScale?
  var pitch: Double
  private(set) var path: RowPath

  /// Tab stops that editors and browsers use.
  private static let tabWidths = [4, 8, 2, 3]

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
