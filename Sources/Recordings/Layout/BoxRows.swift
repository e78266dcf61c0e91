/// The boxes of a layout in rows as they stand on the screen, whatever their order in the file.
///
/// Centres are merged bottom-up (average linkage) while they are less than 0.6 line distances apart. Boxes one above the
/// other never share a row, so rows stay apart although hand-drawn boxes are often higher than the distance of lines.
struct BoxRows: Sendable {
  struct Row: Sendable {
    /// The mean height of the centres, in pixels.
    var y: Double
    /// Boxes that contain no other box of the row, from left to right.
    var leaves: [Int] = []
    /// Boxes around others of the row, such as a call around its arguments.
    var containers: [Int] = []

    var boxes: [Int] { leaves + containers }
  }

  /// From top to bottom.
  private(set) var rows: [Row] = []
  /// Boxes over several rows.
  private(set) var blocks: [Int] = []
  /// For a box that repeats an earlier one, that one.
  private(set) var twins: [Int: Int] = [:]
  /// An estimate of the distance between lines, in pixels.
  private(set) var pitch = 1.0
  private let rectangles: [ScreenRectangle]
  /// The labels without white space.
  private let labels: [String]

  /// - Complexity: O(boxes²).
  init(_ boxes: [TokenBox]) {
    rectangles = boxes.map(\.rectangle)
    labels = boxes.map { $0.reference.text.filter { !$0.isWhitespace } }
    var seen: [TwinKey: Int] = [:]
    var usable: [Int] = []
    for (index, box) in boxes.enumerated() where box.rectangle.isOnAnyScreen && box.rectangle.area > 0 {
      let key = TwinKey(rectangle: box.rectangle, text: box.reference.text)
      if let first = seen[key] { twins[index] = first } else { usable.append(index) }
      seen[key] = seen[key] ?? index
    }
    blocks = usable.filter { isBlock($0, among: usable) }
    let flat = usable.filter { !blocks.contains($0) }
    guard !flat.isEmpty else { return }
    pitch = estimatedPitch(flat)
    rows = clusters(flat).map(row)
  }

  private struct TwinKey: Hashable {
    var rectangle: ScreenRectangle
    var text: String
  }

  /// Whether boxes one above the other are inside this one.
  private func isBlock(_ box: Int, among usable: [Int]) -> Bool {
    let outer = rectangles[box]
    let inner = usable.filter { other in
      other != box && rectangles[other].area < 0.9 * outer.area && outer.contains(rectangles[other].center)
    }
    guard let top = inner.map({ rectangles[$0].center.y }).min(),
      let bottom = inner.map({ rectangles[$0].center.y }).max()
    else { return false }
    let heights = inner.map { rectangles[$0].height }.sorted()
    return bottom - top > 0.75 * heights[heights.count / 2]
  }

  /// Whether one of two boxes stands above the other.
  private func areStacked(_ first: Int, _ second: Int) -> Bool {
    let (a, b) = (rectangles[first], rectangles[second])
    let beside = min(a.maximumX, b.maximumX) - max(a.x, b.x)
    let below = min(a.maximumY, b.maximumY) - max(a.y, b.y)
    return beside > 0.3 * min(a.width, b.width) && below < 0.6 * min(a.height, b.height)
  }

  /// The lower tercile of the distances to the next box below, at most one and a half times the median height.
  private func estimatedPitch(_ flat: [Int]) -> Double {
    let order = flat.sorted { rectangles[$0].center.y < rectangles[$1].center.y }
    let distances = order.indices.compactMap { place in
      order[(place + 1)...].first { areStacked(order[place], $0) }.map {
        rectangles[$0].center.y - rectangles[order[place]].center.y
      }
    }.filter { $0 > 0 }.sorted()
    let heights = flat.map { rectangles[$0].height }.sorted()
    let limit = 1.5 * heights[heights.count / 2]
    return min(distances.isEmpty ? limit : distances[distances.count / 3], limit)
  }

  private func clusters(_ flat: [Int]) -> [[Int]] {
    var groups = flat.sorted { (rectangles[$0].center.y, $0) < (rectangles[$1].center.y, $1) }.map { [$0] }
    var means = groups.map { rectangles[$0[0]].center.y }
    // Whether the group and the next have boxes one above the other; nil until it is asked.
    var apart = [Bool?](repeating: nil, count: groups.count)
    while true {
      var best: (distance: Double, place: Int)?
      for place in groups.indices.dropLast() {
        let distance = means[place + 1] - means[place]
        guard distance < min(0.6 * pitch, best?.distance ?? .infinity) else { continue }
        let isApart =
          apart[place]
          ?? groups[place].contains { box in
            groups[place + 1].contains { areStacked(box, $0) }
          }
        apart[place] = isApart
        if !isApart { best = (distance, place) }
      }
      guard let place = best?.place else { return groups }
      groups[place] += groups.remove(at: place + 1)
      means.remove(at: place + 1)
      means[place] = groups[place].reduce(0) { $0 + rectangles[$1].center.y } / Double(groups[place].count)
      // What stands one above the other still does after merging; what did not has to be asked again.
      apart[place] = apart.remove(at: place + 1) == true ? true : nil
      if place > 0, apart[place - 1] == false { apart[place - 1] = nil }
    }
  }

  private func row(_ boxes: [Int]) -> Row {
    let ordered = boxes.sorted {
      (rectangles[$0].x, rectangles[$0].maximumX, $0) < (rectangles[$1].x, rectangles[$1].maximumX, $1)
    }
    var row = Row(y: boxes.reduce(0) { $0 + rectangles[$1].center.y } / Double(boxes.count))
    for box in ordered {
      if ordered.contains(where: { contains(box, $0) }) { row.containers.append(box) } else { row.leaves.append(box) }
    }
    return row
  }

  /// Whether a box of a row contains another. Where both have labels, so must these: a wide margin is no container.
  func contains(_ outer: Int, _ inner: Int) -> Bool {
    surrounds(outer, inner) && (labels[outer].isEmpty || labels[outer].contains(labels[inner]))
  }

  /// Whether a box of a row is around another, narrower one, up to a tenth of its width.
  func surrounds(_ outer: Int, _ inner: Int) -> Bool {
    let (a, b) = (rectangles[outer], rectangles[inner])
    let tolerance = 0.1 * b.width
    return outer != inner && a.width > 1.15 * b.width && a.x <= b.x + tolerance && a.maximumX >= b.maximumX - tolerance
  }

  /// The share of the narrower box that lies beside the other one.
  func overlap(_ first: Int, _ second: Int) -> Double {
    let (a, b) = (rectangles[first], rectangles[second])
    return (min(a.maximumX, b.maximumX) - max(a.x, b.x)) / min(a.width, b.width)
  }
}
