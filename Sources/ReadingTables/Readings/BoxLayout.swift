import Recordings

/// The boxes of a trial in the order of reading.
package struct BoxLayout: Sendable {
  package struct Box: Sendable, Equatable {
    package var reference: BoxReference
    /// Empty if it has none.
    package var identifier: String
    /// Nil if the trial names the box but does not say where it is.
    package var rectangle: ScreenRectangle?
    /// The tokens that the box covers, as far as the trial says.
    package var tokens: [Int]
    /// The line of boxes that it is on, from the top, counted from 1; nil without `rectangle`.
    package var screenLine: Int?
    /// Its place in the order of reading, from 0; nil if it has none.
    package var rank: Int?
  }

  /// The trial's boxes in their order, then boxes that only fixations name.
  package private(set) var boxes: [Box] = []
  private var indices: [BoxReference: Int] = [:]

  package func index(of reference: BoxReference) -> Int? { indices[reference] }

  /// Boxes with rectangles are read line by line, from left to right. If the trial has no rectangles at all, the boxes
  /// that its fixations name are read in the order of their tokens.
  package init(_ trial: ReadingTrial) {
    for box in trial.boxes {
      // The indices are those of the file, whose code may have been labelled by another version.
      let tokens = box.tokens.filter(trial.tokens.indices.contains)
      add(Box(reference: box.reference, identifier: box.identifier, rectangle: box.rectangle, tokens: tokens))
    }
    var named: [BoxReference: Set<Int>] = [:]
    for fixation in trial.fixations {
      if let box = fixation.box { named[box, default: []].formUnion(fixation.tokens) }
    }
    for (index, box) in boxes.enumerated() where box.tokens.isEmpty {
      boxes[index].tokens = named[box.reference, default: []].sorted()
    }
    let unlisted = named.filter { indices[$0.key] == nil }.map { (reference: $0.key, tokens: $0.value.sorted()) }
    for box in unlisted.sorted(by: { Self.precedes($0, $1) }) {
      add(Box(reference: box.reference, identifier: "", rectangle: nil, tokens: box.tokens))
    }
    trial.boxes.isEmpty ? rankByTokens() : rankByPlace()
  }

  private mutating func add(_ box: Box) {
    if indices[box.reference] == nil { indices[box.reference] = boxes.count }
    boxes.append(box)
  }

  /// By the first and last token, then by the name; boxes without tokens come last.
  private static func precedes(
    _ first: (reference: BoxReference, tokens: [Int]), _ second: (reference: BoxReference, tokens: [Int])
  ) -> Bool {
    func key(_ box: (reference: BoxReference, tokens: [Int])) -> (Int, Int, String, Int) {
      (box.tokens.first ?? .max, box.tokens.last ?? .max, box.reference.text, box.reference.occurrence)
    }
    return key(first) < key(second)
  }

  private mutating func rankByTokens() {
    for (rank, index) in boxes.indices.filter({ !boxes[$0].tokens.isEmpty }).enumerated() { boxes[index].rank = rank }
  }

  /// From top to bottom, a box joins the line whose centre is within half the boxes' median height of its own (the rule
  /// of `TextLines`); otherwise it begins the next one. Within a line boxes are read by their left edge.
  private mutating func rankByPlace() {
    let placed = boxes.indices.compactMap { index in boxes[index].rectangle.map { (index: index, rectangle: $0) } }
    let heights = placed.map(\.rectangle.height).sorted()
    let reach = heights.isEmpty ? 0 : heights[heights.count / 2] / 2
    var lines: [[(index: Int, rectangle: ScreenRectangle)]] = []
    var sum = 0.0
    for box in placed.sorted(by: {
      ($0.rectangle.center.y, $0.rectangle.x, $0.index) < ($1.rectangle.center.y, $1.rectangle.x, $1.index)
    }) {
      if let last = lines.last, box.rectangle.center.y - sum / Double(last.count) <= reach {
        lines[lines.count - 1].append(box)
        sum += box.rectangle.center.y
      } else {
        lines.append([box])
        sum = box.rectangle.center.y
      }
    }
    var rank = 0
    for (number, line) in lines.enumerated() {
      for box in line.sorted(by: { ($0.rectangle.x, $0.index) < ($1.rectangle.x, $1.index) }) {
        boxes[box.index].screenLine = number + 1
        boxes[box.index].rank = rank
        rank += 1
      }
    }
  }
}
