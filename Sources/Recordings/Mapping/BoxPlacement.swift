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
      if finder.byPosition.contains(box), layout.matcher.hasLabels, !Self.agree(boxes[box], places, layout.matcher.text)
      {
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
