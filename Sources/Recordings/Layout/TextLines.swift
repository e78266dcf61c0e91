/// The lines of a text on the screen, for drift correction.
package struct TextLines: Sendable, Equatable {
  package struct Line: Sendable, Equatable {
    /// The height of the line's centre, in pixels.
    package var y: Double
    /// The centres of its words from left to right, in pixels.
    package var words: [Double]

    package init(y: Double, words: [Double]) {
      self.y = y
      self.words = words
    }
  }

  /// The lines from top to bottom.
  package let lines: [Line]
  /// The rectangle around all boxes; nil without boxes.
  package let bounds: ScreenRectangle?

  package init(lines: [Line]) {
    self.lines = lines.filter { $0.y.isFinite }.sorted { $0.y < $1.y }
    let words = lines.flatMap(\.words)
    if let left = words.min(), let right = words.max(), let top = self.lines.first?.y, let bottom = self.lines.last?.y {
      bounds = ScreenRectangle(x: left, y: top, width: right - left, height: bottom - top)
    } else {
      bounds = nil
    }
  }

  /// Groups boxes into lines: from top to bottom, a box joins the line whose centre is within half the boxes' median
  /// height of its own; otherwise it begins a new line.
  package init(boxes: [TokenBox]) {
    let rectangles = boxes.map(\.rectangle).filter { $0.center.isFinite }
    let heights = rectangles.map(\.height).sorted()
    let reach = heights.isEmpty ? 0 : heights[heights.count / 2] / 2
    var groups: [[ScreenRectangle]] = []
    for rectangle in rectangles.sorted(by: { ($0.center.y, $0.x) < ($1.center.y, $1.x) }) {
      if let last = groups.last, rectangle.center.y - Self.middle(last) <= reach {
        groups[groups.count - 1].append(rectangle)
      } else {
        groups.append([rectangle])
      }
    }
    lines = groups.map { group in
      Line(y: Self.middle(group), words: group.sorted { $0.x < $1.x }.map(\.center.x))
    }
    bounds = rectangles.dropFirst().reduce(rectangles.first) { $0?.union($1) }
  }

  private static func middle(_ group: [ScreenRectangle]) -> Double {
    group.reduce(0) { $0 + $1.center.y } / Double(max(group.count, 1))
  }

  /// The index of the line nearest to a height; ties go to the upper line. 0 when there are no lines.
  func nearest(to y: Double) -> Int {
    lines.indices.min { abs(lines[$0].y - y) < abs(lines[$1].y - y) } ?? 0
  }
}
