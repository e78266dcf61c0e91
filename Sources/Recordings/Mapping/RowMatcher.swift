/// How well a row of boxes fits a line of code.
struct RowFit {
  /// More is better; rows without a line get less than 0.
  var score = 0.0
  /// The byte after the last match; the line's first if there is none.
  var end = 0
  /// The match of each box that has one.
  var matches: [Int: LabelMatch] = [:]
  /// What positions alone say for boxes that are beside code, and how many these are.
  var gain = 0.0
  var placed = 0
  /// Whether the row can be that line: half of the boxes whose labels are in the code match, and what matches outweighs
  /// what does not.
  var isSound = false
}

/// Compares rows of boxes with lines of code.
struct RowMatcher {
  /// The code, with the columns of one choice of tab stops.
  var text: VisibleText
  let boxes: [TokenBox]
  let rows: BoxRows
  /// The places in the code that have the label of each box.
  let matches: [[LabelMatch]]

  /// Whether the labels are texts of the code rather than numbers or names of areas; otherwise they are ignored.
  let hasLabels: Bool

  init(_ text: VisibleText, _ boxes: [TokenBox]) {
    let search = LabelSearch(text)
    var known: [String: [LabelMatch]] = [:]
    let matches = boxes.map { box in
      let label = box.reference.text
      let found = known[label] ?? search.matches(of: label)
      known[label] = found
      return found
    }
    hasLabels = matches.count { !$0.isEmpty } * 10 >= boxes.count * 3
    self.text = text
    self.matches = hasLabels ? matches : matches.map { _ in [] }
    self.boxes =
      hasLabels
      ? boxes : boxes.map { TokenBox(reference: BoxReference(text: "", occurrence: 0), rectangle: $0.rectangle) }
    rows = BoxRows(self.boxes)
  }

  /// The matches of a box in part of a line: the very same text, else text that reads alike.
  func matches(of box: Int, within range: Range<Int>) -> [LabelMatch] {
    let all = matches[box]
    let first = all.firstPlace { $0.range.lowerBound >= range.lowerBound }
    let last = all.firstPlace { $0.range.lowerBound >= range.upperBound }
    let inside = all[first..<max(first, last)].filter { $0.range.upperBound <= range.upperBound }
    return inside.contains(where: \.isExact) ? inside.filter(\.isExact) : inside
  }

  private func hasLabel(_ box: Int) -> Bool { boxes[box].reference.text.contains { !$0.isWhitespace } }

  /// What leaving out a box costs: less if its label is not in the code at all.
  private func loss(_ box: Int) -> Double {
    if !matches[box].isEmpty { return 1 }
    return hasLabel(box) ? 0.3 : 0
  }

  /// The score of a row that is no line of the code, such as a title.
  func scoreWithoutLine(_ row: BoxRows.Row) -> Double { -min(3, row.boxes.reduce(0) { $0 + loss($1) }) }

  /// How much a match loses by lying beside its box; nil if it is too far away in a monospaced font. In other fonts the
  /// columns only decide between places that the order leaves.
  private func penalty(_ box: Int, _ match: LabelMatch, _ scale: ColumnScale?) -> Double? {
    guard let scale else { return 0 }
    let misfit = scale.misfit(boxes[box].rectangle, text.cells(of: match.range))
    guard scale.spread > 1 || misfit <= 3 + 4 * scale.spread else { return nil }
    let excess = max(0, misfit - 1) / max(scale.spread, 1)
    return min(2.5, excess * excess / 2)
  }

  /// A box found in a line, with the best way to find those before it.
  private struct State {
    var box: Int
    var match: LabelMatch
    var score: Double
    var previous: Int?
  }

  /// The best way to find a row's boxes in a line, from left to right.
  ///
  /// - Parameters:
  ///   - range: the visible bytes of the line, or of its rest if the line is wrapped.
  ///   - scale: where the columns are; nil if that is not known (yet).
  /// - Complexity: O(boxes · (length of the line + matches of a box)).
  func fit(_ row: BoxRows.Row, in range: Range<Int>, _ scale: ColumnScale?) -> RowFit {
    var fit = RowFit()
    fit.end = range.lowerBound
    var states: [State] = []
    // For each byte of the line, and its end, the best state that ends there or before.
    var best = [Int?](repeating: nil, count: range.count + 1)
    for (place, box) in row.leaves.enumerated() {
      fit.score -= loss(box)
      let isBesideLast = place > 0 && rows.overlap(row.leaves[place - 1], box) > 0.25
      let first = states.count
      for match in matches(of: box, within: range) {
        guard let penalty = penalty(box, match, scale) else { continue }
        // A box that overlaps the one before may share text with it.
        let limit = isBesideLast ? match.range.upperBound - 1 : match.range.lowerBound
        let previous = best[limit - range.lowerBound]
        let score = match.score - penalty + loss(box) + (previous.map { states[$0].score } ?? 0)
        states.append(State(box: box, match: match, score: score, previous: previous))
      }
      update(&best, states, from: first, range)
    }
    var last = best[range.count]
    if let last {
      fit.score += states[last].score
      fit.end = states[last].match.range.upperBound
    }
    while let place = last {
      fit.matches[states[place].box] = states[place].match
      last = states[place].previous
    }
    addContainers(row, range, scale, &fit)
    addPlaces(row, range, scale, &fit)
    return fit
  }

  private func update(_ best: inout [Int?], _ states: [State], from first: Int, _ range: Range<Int>) {
    func score(_ state: Int?) -> Double { state.map { states[$0].score } ?? 0 }
    var place = best.count
    for state in first..<states.count {
      let end = states[state].match.range.upperBound - range.lowerBound
      if states[state].score > score(best[end]) { best[end] = state }
      place = min(place, end)
    }
    while place + 1 < best.count {
      if score(best[place]) > score(best[place + 1]) { best[place + 1] = best[place] }
      place += 1
    }
  }

  private func addContainers(_ row: BoxRows.Row, _ range: Range<Int>, _ scale: ColumnScale?, _ fit: inout RowFit) {
    for box in row.containers {
      let inner = row.leaves.filter { rows.surrounds(box, $0) }.compactMap { fit.matches[$0]?.range }
      let candidates = matches(of: box, within: range).compactMap { match in
        penalty(box, match, scale).map { (match: match, score: match.score - $0) }
      }.filter { candidate in inner.allSatisfy { candidate.match.range.overlaps($0) } }
      if let best = candidates.max(by: { $0.score < $1.score }) {
        fit.score += best.score
        fit.matches[box] = best.match
      } else {
        fit.score -= loss(box)
      }
    }
  }

  /// Adds what the places of boxes say whose labels are not in the code, or missing.
  private func addPlaces(_ row: BoxRows.Row, _ range: Range<Int>, _ scale: ColumnScale?, _ fit: inout RowFit) {
    let labelled = row.boxes.filter { !matches[$0].isEmpty }
    let matched = labelled.count { fit.matches[$0] != nil }
    var covered = 0
    var last = range.lowerBound
    if let scale, scale.spread <= 3 {
      for box in row.leaves where matches[box].isEmpty {
        let part = bytes(beside: boxes[box].rectangle, in: range, scale)
        guard !part.isEmpty else {
          fit.score -= 0.7
          continue
        }
        fit.gain += gain(box, part, scale)
        fit.placed += 1
        // Boxes come from left to right, so only what is behind the last one is new.
        covered += max(0, part.upperBound - max(last, part.lowerBound))
        last = max(last, part.upperBound)
      }
      fit.score += fit.gain
    }
    if labelled.isEmpty, covered > 0 {
      fit.score -= min(2, 0.1 * Double(range.count - covered))
      fit.end = last
    }
    fit.isSound = fit.score > 0 && matched * 2 >= labelled.count && (matched > 0 || covered > 0)
  }

  /// What a box without a match says for the bytes at its place: it should hold whole words, and end where they do.
  private func gain(_ box: Int, _ part: Range<Int>, _ scale: ColumnScale) -> Double {
    if hasLabel(box) {
      let shown = String(decoding: text.bytes[part], as: UTF8.self)
      return LabelSearch.likeness(boxes[box].reference.text, shown) >= 0.4 ? 1 : -0.5
    }
    let (rectangle, cells) = (boxes[box].rectangle, text.cells(of: part))
    let margins = [
      Double(cells.lowerBound) - scale.cell(at: rectangle.x),
      scale.cell(at: rectangle.maximumX) - Double(cells.upperBound),
    ]
    // Half a column is usual where boxes meet between two words.
    let misfit = margins.reduce(0) { $0 + min(1, abs($1 - 0.25)) }
    return 1 - 0.6 * Double([part.lowerBound, part.upperBound].count(where: text.isWithinWord)) - 0.1 * misfit
  }

  /// The columns of a row that goes on with the rest of a line: known if the row has no labels and so must begin with
  /// the rest.
  func scale(of row: BoxRows.Row, continuing rest: Range<Int>, _ scale: ColumnScale?) -> ColumnScale? {
    guard let scale, let first = row.leaves.first, row.boxes.allSatisfy({ matches[$0].isEmpty }) else { return nil }
    let cell = Double(text.cells(of: rest).lowerBound)
    return ColumnScale(left: boxes[first].rectangle.x - scale.width * cell, width: scale.width, spread: scale.spread)
  }

  /// The bytes whose characters have their centres beside a rectangle.
  func bytes(beside rectangle: ScreenRectangle, in range: Range<Int>, _ scale: ColumnScale) -> Range<Int> {
    bytes(from: scale.cell(at: rectangle.x), to: scale.cell(at: rectangle.maximumX), in: range)
  }

  /// The bytes whose characters have their centres between two columns.
  ///
  /// - Complexity: O(log length of the range).
  func bytes(from left: Double, to right: Double, in range: Range<Int>) -> Range<Int> {
    let first = text.place(in: range) { $0 >= left }
    let last = text.place(in: range) { $0 > right }
    return first..<max(first, last)
  }
}
