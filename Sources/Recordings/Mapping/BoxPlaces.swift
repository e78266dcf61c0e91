/// Gives each box of a fitted layout its visible bytes: by its text if that is at its place, else by its place.
struct BoxPlaces {
  /// The visible bytes of each box that has a place, one range for each line.
  private(set) var places: [Int: [Range<Int>]] = [:]
  /// The boxes that got their place from their position alone.
  private(set) var byPosition: Set<Int> = []

  private let layout: LayoutFit
  private var matcher: RowMatcher { layout.matcher }

  init(_ layout: LayoutFit) {
    self.layout = layout
    for (row, place) in zip(matcher.rows.rows, layout.path.places) {
      if let place { placeMatches(row, place) }
    }
    for (number, place) in layout.path.places.enumerated() {
      placeOthers(number, place)
    }
    for (row, place) in zip(matcher.rows.rows, layout.path.places) {
      if let place { placeContainers(row, place) }
    }
    matcher.rows.blocks.forEach { placeBlock($0) }
    for box in matcher.rows.rows.flatMap(\.boxes) where places[box] == nil { placeSeveralLines(box) }
  }

  private func rectangle(_ box: Int) -> ScreenRectangle { matcher.boxes[box].rectangle }

  /// Whether columns can be told without text beside them.
  private var hasColumns: Bool { layout.scale.map { $0.spread <= 1.5 } ?? false }

  /// Whether a match is where its box is.
  private func isNear(_ box: Int, _ match: LabelMatch) -> Bool {
    guard let scale = layout.scale else { return false }
    return scale.misfit(rectangle(box), matcher.text.cells(of: match.range)) <= 2 + 2 * scale.spread
  }

  private mutating func placeMatches(_ row: BoxRows.Row, _ place: RowPath.Place) {
    let scale = place.isContinuation ? nil : layout.scale
    let matches = matcher.fit(row, in: place.range, scale).matches
    for (number, box) in row.leaves.enumerated() {
      guard let match = matches[box] else { continue }
      let before = row.leaves[..<number].last { matches[$0] != nil }.flatMap { matches[$0]?.range.upperBound }
      let after = row.leaves[(number + 1)...].first { matches[$0] != nil }.flatMap { matches[$0]?.range.lowerBound }
      let room = (before ?? place.range.lowerBound)..<max(before ?? 0, after ?? place.range.upperBound)
      if isOnly(match, box, room, scale) { places[box] = [match.range] }
    }
  }

  /// Whether no other occurrence between the neighbours is as near to the box.
  private func isOnly(_ match: LabelMatch, _ box: Int, _ room: Range<Int>, _ scale: ColumnScale?) -> Bool {
    let others = matcher.matches(of: box, within: room).filter { $0 != match && $0.cuts <= match.cuts }
    guard !others.isEmpty else { return true }
    guard let scale else { return false }
    let misfit = scale.misfit(rectangle(box), matcher.text.cells(of: match.range))
    return others.allSatisfy { scale.misfit(rectangle(box), matcher.text.cells(of: $0.range)) > misfit + 0.5 }
  }

  /// Places the boxes of a row that did not match in its line, or whose row has none.
  private mutating func placeOthers(_ number: Int, _ place: RowPath.Place?) {
    let row = matcher.rows.rows[number]
    for (position, box) in row.leaves.enumerated() where places[box] == nil {
      let nearby = matchesNearby(box, number)
      if let range = nearby.first {
        if nearby.count == 1 { places[box] = [range] }
      } else if let place, let range = bytes(at: position, of: row, place) {
        let within = matcher.matches(of: box, within: range).filter(\.isExact)
        places[box] = within.count == 1 ? [within[0].range] : [range]
        if within.count != 1 { byPosition.insert(box) }
      }
    }
  }

  /// The places of the box's text, not taken by others, in the lines of the rows above and below, for boxes that stand
  /// between rows: those in the nearest row, if it is nearer than the others by half a line.
  private func matchesNearby(_ box: Int, _ number: Int) -> [Range<Int>] {
    guard !matcher.matches[box].isEmpty else { return [] }
    let y = rectangle(box).center.y
    let taken = places.values.joined()
    var found: [(distance: Double, range: Range<Int>)] = []
    for (other, row) in matcher.rows.rows.enumerated() where other != number && abs(row.y - y) < layout.pitch {
      guard let place = layout.path.places[other] else { continue }
      for match in matcher.matches(of: box, within: place.range)
      where match.cuts == 0 && isNear(box, match) && !taken.contains(where: { $0.overlaps(match.range) }) {
        found.append((abs(row.y - y), match.range))
      }
    }
    let nearest = found.map(\.distance).min() ?? 0
    return Set(found.filter { $0.distance < nearest + layout.pitch / 2 }.map(\.range))
      .sorted { $0.lowerBound < $1.lowerBound }
  }

  /// The bytes at the position of a box, between the neighbours that were found by their text.
  private func bytes(at position: Int, of row: BoxRows.Row, _ place: RowPath.Place) -> Range<Int>? {
    let box = row.leaves[position]
    let isKnown = { (box: Int) in places[box] != nil && !byPosition.contains(box) }
    let left = row.leaves[..<position].last(where: isKnown)
    let right = row.leaves[(position + 1)...].first(where: isKnown)
    let low = left.flatMap { places[$0]?.first?.upperBound } ?? place.range.lowerBound
    let high = right.flatMap { places[$0]?.first?.lowerBound } ?? place.range.upperBound
    guard low < high, let scale = layout.scale else { return nil }
    if let left, let right, left == row.leaves[position - 1], right == row.leaves[position + 1],
      rectangle(box).x - rectangle(left).maximumX < 1.5 * scale.width,
      rectangle(right).x - rectangle(box).maximumX < 1.5 * scale.width,
      abs(Double(matcher.text.cells(of: low..<high).count) - rectangle(box).width / scale.width) < 2.5
    {
      return low..<high
    }
    guard hasColumns || (left != nil && right != nil) else { return nil }
    var columns = LocalColumns(scale, left: left.flatMap(anchor), right: right.flatMap(anchor))
    if place.isContinuation, left == nil, right == nil {
      guard let shifted = matcher.scale(of: row, continuing: place.range, scale) else { return nil }
      columns = LocalColumns(shifted, left: nil, right: nil)
    }
    return bytes(of: box, columns, in: low..<high)
  }

  private func bytes(of box: Int, _ columns: LocalColumns, in range: Range<Int>) -> Range<Int>? {
    let (left, right) = (columns.cell(at: rectangle(box).x), columns.cell(at: rectangle(box).maximumX))
    return snapped(matcher.bytes(from: left, to: right, in: range), in: range)
  }

  private func anchor(_ box: Int) -> ColumnScale.Anchor? {
    places[box]?.first.map { ColumnScale.Anchor(rectangle: rectangle(box), cells: matcher.text.cells(of: $0)) }
  }

  /// The bytes with words at their ends whole if at least half of them is covered, else without them; part of a single
  /// word stays as it is.
  private func snapped(_ range: Range<Int>, in limits: Range<Int>) -> Range<Int>? {
    guard !range.isEmpty else { return nil }
    let (first, last) = (word(at: range.lowerBound, in: limits), word(at: range.upperBound - 1, in: limits))
    guard first != last else { return range }
    let isFirstWhole = (first.upperBound - range.lowerBound) * 2 >= first.count
    let isLastWhole = (range.upperBound - last.lowerBound) * 2 >= last.count
    let low = isFirstWhole ? first.lowerBound : first.upperBound
    let high = isLastWhole ? last.upperBound : last.lowerBound
    return low < high ? low..<high : range
  }

  private func word(at byte: Int, in limits: Range<Int>) -> Range<Int> {
    var (low, high) = (byte, byte + 1)
    while low > limits.lowerBound, matcher.text.isWithinWord(low) { low -= 1 }
    while high < limits.upperBound, matcher.text.isWithinWord(high) { high += 1 }
    return low..<high
  }

  /// Places the boxes around others: by their text if it holds that of the inner boxes, else by their edges.
  private mutating func placeContainers(_ row: BoxRows.Row, _ place: RowPath.Place) {
    for box in row.containers {
      let inner = row.leaves.filter { matcher.rows.surrounds(box, $0) && places[$0] != nil }
      let ranges = inner.compactMap { places[$0]?.first }
      let matches = matcher.matches(of: box, within: place.range).filter { match in
        ranges.isEmpty ? isNear(box, match) : ranges.allSatisfy { match.range.clamped(to: $0) == $0 }
      }
      if matches.count == 1 || (!ranges.isEmpty && !matches.isEmpty) {
        places[box] = [matches[0].range]
        continue
      }
      var columns: LocalColumns?
      if let scale = layout.scale, hasColumns {
        let known = inner.first { !byPosition.contains($0) }
        columns = LocalColumns(scale, left: nil, right: known.flatMap(anchor))
      }
      let beside = columns.flatMap { bytes(of: box, $0, in: place.range) }
      let all = ranges + (beside.map { [$0] } ?? [])
      guard let first = all.first else { continue }
      places[box] = [all.reduce(first, span)]
      byPosition.insert(box)
    }
  }

  private func span(_ first: Range<Int>, _ second: Range<Int>) -> Range<Int> {
    min(first.lowerBound, second.lowerBound)..<max(first.upperBound, second.upperBound)
  }

  /// Places a box whose label is the text of several lines, if the code has that text once.
  private mutating func placeSeveralLines(_ box: Int) {
    let matches = matcher.matches[box].filter { $0.isExact && $0.cuts == 0 }
    guard matches.count == 1, let first = matches[0].range.first, let last = matches[0].range.last,
      matcher.text.lineNumbers[first] < matcher.text.lineNumbers[last]
    else { return }
    places[box] = [matches[0].range]
  }

  /// Places a box over several lines: by the lines of the rows inside it and its columns, or by its text.
  private mutating func placeBlock(_ box: Int) {
    let inside = zip(matcher.rows.rows, layout.path.places).compactMap { row, place in
      row.y >= rectangle(box).y && row.y < rectangle(box).maximumY ? place?.line : nil
    }
    let matches = matcher.matches[box]
    if let first = inside.min(), let last = inside.max() {
      let lines = matcher.text.lines[first].lowerBound..<matcher.text.lines[last].upperBound
      let near = matches.filter { $0.range.overlaps(lines) }
      if near.count == 1 {
        places[box] = [near[0].range]
      } else if let scale = layout.scale, hasColumns {
        let parts = (first...last).map { matcher.bytes(beside: rectangle(box), in: matcher.text.lines[$0], scale) }
        let covered = zip(first...last, parts).compactMap { line, part in snapped(part, in: matcher.text.lines[line]) }
        guard !covered.isEmpty else { return }
        places[box] = covered
        byPosition.insert(box)
      }
    } else if matches.count == 1 {
      places[box] = [matches[0].range]
    }
  }
}

/// The columns beside boxes whose text is known, between two of them or from one on.
private struct LocalColumns {
  private let origin: (x: Double, cell: Double)
  private let width: Double

  init(_ scale: ColumnScale, left: ColumnScale.Anchor?, right: ColumnScale.Anchor?) {
    let end = left.map { (x: $0.rectangle.maximumX, cell: Double($0.cells.upperBound)) }
    let start = right.map { (x: $0.rectangle.x, cell: Double($0.cells.lowerBound)) }
    origin = end ?? start ?? (x: scale.left, cell: 0)
    if let end, let start, start.cell > end.cell, start.x - end.x > 0.5 * scale.width {
      width = (start.x - end.x) / (start.cell - end.cell)
    } else {
      width = scale.width
    }
  }

  func cell(at x: Double) -> Double { origin.cell + (x - origin.x) / width }
}
