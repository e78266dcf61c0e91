/// `slice` of Glandorf and Schroeder, "Slice: an algorithm to assign fixations in multi-line texts", Procedia Computer
/// Science 192 (2021): grows lines upwards and downwards from the run of fixations that extends furthest to the right.
///
/// The thresholds are in line spacings, so they fit any font. The paper says nothing on texts of which some lines were
/// not read; here the lines found are matched with consecutive lines of the text, at the smallest distance.
struct Slicing {
  private let points: [ScreenPoint]
  private let text: TextLines
  private let spacing: Double
  private let within: Double
  private let neighbour: Double
  /// The lines found so far, from top to bottom.
  private var found: [FoundLine] = []
  private var runs: [Range<Int>]

  init(_ points: [ScreenPoint], _ text: TextLines, _ settings: DriftSettings) {
    self.points = points
    self.text = text
    let spacing = text.spacing
    self.spacing = spacing
    within = settings.sliceWithin * spacing
    neighbour = settings.sliceNeighbour * spacing
    runs = LineAssignment.runs(of: points) { previous, next in
      abs(next.x - previous.x) > settings.sliceX * spacing || abs(next.y - previous.y) > settings.sliceY * spacing
    }
  }

  /// The line of every point, as an index into the text's lines.
  ///
  /// - Complexity: O(points² · lines) in the worst case.
  static func lines(of points: [ScreenPoint], in text: TextLines, _ settings: DriftSettings) -> [Int] {
    var slicing = Slicing(points, text, settings)
    slicing.grow()
    slicing.placeTheRest()
    slicing.prune()
    return slicing.matched()
  }

  /// Adds lines above and below until no run joins one.
  private mutating func grow() {
    let extents = runs.map { points[$0.upperBound - 1].x - points[$0.lowerBound].x }
    let longest = extents.indices.max { (extents[$0], $1) < (extents[$1], $0) } ?? 0
    found = [FoundLine(members: Array(runs.remove(at: longest)))]
    var hasGrown = true
    while hasGrown, !runs.isEmpty {
      // Both directions are tried in every round.
      let isAbove = extend(upwards: true)
      hasGrown = extend(upwards: false) || isAbove
    }
  }

  /// Adds the outermost line's own runs to it and those of its neighbour to a new outermost line. Without such runs the
  /// new line is only a point, a line spacing away, from which the search continues.
  ///
  /// - Returns: whether a run joined a line.
  private mutating func extend(upwards: Bool) -> Bool {
    let outermost = upwards ? 0 : found.count - 1
    let seen = found[outermost].points(points)
    let direction: Double = upwards ? -1 : 1
    var (own, next, rest) = ([Int](), [Int](), [Range<Int>]())
    for run in runs {
      let distance = direction * Self.distance(of: points[run], from: seen)
      if abs(distance) < within {
        own += run
      } else if distance >= within, distance < neighbour {
        next += run
      } else {
        rest.append(run)
      }
    }
    found[outermost].members += own
    var line = FoundLine(members: next)
    if next.isEmpty {
      line.substitute = ScreenPoint(
        x: LineAssignment.mean(seen.map(\.x)), y: LineAssignment.mean(seen.map(\.y)) + direction * spacing)
    }
    found.insert(line, at: upwards ? 0 : found.count)
    defer { runs = rest }
    return rest.count < runs.count
  }

  /// Runs too far from all lines go to the nearest.
  private mutating func placeTheRest() {
    for run in runs {
      let distances = found.map { abs(Self.distance(of: points[run], from: $0.points(points))) }
      let nearest = distances.indices.min { distances[$0] < distances[$1] } ?? 0
      found[nearest].members += run
    }
    runs = []
  }

  /// Joins the outermost lines with their neighbours, the one with fewer fixations first, until there are no more than
  /// the text has. Outermost lines without fixations go first.
  private mutating func prune() {
    while found.count > 1, let last = found.last,
      found.count > text.lines.count || found[0].members.isEmpty || last.members.isEmpty
    {
      if found[0].members.count < last.members.count {
        let first = found.removeFirst()
        found[0].members += first.members
      } else {
        found.removeLast()
        found[found.count - 1].members += last.members
      }
    }
  }

  /// Matches the lines found with as many consecutive lines of the text.
  private func matched() -> [Int] {
    let shifts = 0...max(0, text.lines.count - found.count)
    let distances = shifts.map { shift in
      found.enumerated().reduce(0.0) { sum, line in
        line.element.members.reduce(sum) { $0 + abs(points[$1].y - text.lines[line.offset + shift].y) }
      }
    }
    let best = distances.indices.min { distances[$0] < distances[$1] } ?? 0
    var result = [Int](repeating: 0, count: points.count)
    for (place, line) in found.enumerated() {
      for member in line.members { result[member] = place + best }
    }
    return result
  }

  /// The mean height of points over the points nearest to them horizontally; negative when they are higher up.
  private static func distance(of run: ArraySlice<ScreenPoint>, from line: [ScreenPoint]) -> Double {
    let differences = run.map { point in
      let nearest = line.min { abs($0.x - point.x) < abs($1.x - point.x) }
      return point.y - (nearest?.y ?? point.y)
    }
    return LineAssignment.mean(differences)
  }

  private struct FoundLine {
    /// Indices of points.
    var members: [Int]
    /// Where the line would be, if it has no members.
    var substitute: ScreenPoint?

    func points(_ all: [ScreenPoint]) -> [ScreenPoint] {
      members.isEmpty ? substitute.map { [$0] } ?? [] : members.map { all[$0] }
    }
  }
}

extension TextLines {
  /// The median distance between neighbouring lines in pixels; the height of the boxes if there is one line. At least a
  /// pixel.
  var spacing: Double {
    let distances = zip(lines, lines.dropFirst()).map { $1.y - $0.y }.sorted()
    return max(1, distances.isEmpty ? bounds?.height ?? 1 : distances[distances.count / 2])
  }
}
