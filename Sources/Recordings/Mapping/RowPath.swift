/// The lines of code that the rows of a layout are, from top to bottom.
///
/// The path with the highest score through the table of rows and lines (dynamic programming, Viterbi 1967). The score of
/// a row and a line is that of their texts and columns (`RowMatcher`); between rows, the lines passed must agree with
/// the distance on the screen. So rows can be wrapped parts of one line, lines can be missing from the screen, blank
/// lines can be shown or not, and rows can be no line at all.
struct RowPath {
  struct Place {
    var line: Int
    /// The visible bytes that the row can show: the line, or what is left of it after the rows before.
    var range: Range<Int>
    /// Whether the row goes on with the line of the row before.
    var isContinuation: Bool
  }

  /// For each row; nil for rows that are no line or whose line is uncertain.
  private(set) var places: [Place?]
  private(set) var score = -Double.infinity

  private struct State {
    var row: Int
    var place: Place
    var score: Double
    var end: Int
    var previous: Int?
    /// Other states before this one that are as good as `previous`.
    var alternatives: [Int] = []
  }

  /// How many rows back the row before can be, as rows between them can be no line.
  private static let reach = 8
  /// The most lines that are considered for a row.
  private static let most = 256
  /// Paths whose scores differ by less are equally good.
  private static let tie = 0.25

  /// - Complexity: O(rows · candidate lines²), at most `most` candidates for a row.
  init(_ matcher: RowMatcher, _ scale: ColumnScale?, pitch: Double) {
    let rows = matcher.rows.rows
    places = [Place?](repeating: nil, count: rows.count)
    let losses = rows.map(matcher.scoreWithoutLine)
    // The loss of all rows before each row, and of all rows.
    let lost = losses.reduce(into: [0.0]) { $0.append(($0.last ?? 0) + $1) }
    var states: [State] = []
    var firsts: [Int] = []
    for (index, row) in rows.enumerated() {
      firsts.append(states.count)
      let start = firsts[max(0, index - Self.reach)]
      let earlier = start..<states.count
      for (line, fit) in Self.fits(of: row, matcher, scale) {
        let place = Place(line: line, range: matcher.text.lines[line], isContinuation: false)
        var state = State(row: index, place: place, score: lost[index] + fit.score, end: fit.end, previous: nil)
        let scores = earlier.filter { states[$0].place.line < line }.map { number in
          let before = states[number]
          let step = Self.cost(rows, before, index, line, matcher.text, pitch)
          return (number, before.score + lost[index] - lost[before.row + 1] + fit.score - step)
        }
        if let best = scores.max(by: { $0.1 < $1.1 }), best.1 > state.score {
          (state.score, state.previous) = (best.1, best.0)
          state.alternatives = scores.filter { $0.0 != best.0 && $0.1 > best.1 - Self.tie }.map(\.0)
        }
        states.append(state)
      }
      states += Self.continuations(states, earlier, index, matcher, scale, lost, pitch)
    }
    finish(states, lost)
  }

  /// The lines that a row could be, with what speaks for them.
  private static func fits(of row: BoxRows.Row, _ matcher: RowMatcher, _ scale: ColumnScale?) -> [(Int, RowFit)] {
    let text = matcher.text
    // The most that each line can score.
    var scores: [Int: Double] = [:]
    for box in row.boxes {
      var lines: Set<Int> = []
      for match in matcher.matches[box] where lines.insert(text.lineNumbers[match.range.lowerBound]).inserted {
        scores[text.lineNumbers[match.range.lowerBound], default: 0] += match.score
      }
    }
    var lines = scores.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(most).map(\.key)
    if scale != nil, row.leaves.contains(where: { matcher.matches[$0].isEmpty }) { lines = Array(text.lines.indices) }
    let fits = lines.sorted().filter { !text.lines[$0].isEmpty }.map { line in
      (line, matcher.fit(row, in: text.lines[line], scale))
    }.filter { $0.1.isSound }
    guard fits.count > most else { return fits }
    return fits.sorted { $0.1.score > $1.1.score }.prefix(most).sorted { $0.0 < $1.0 }
  }

  /// The states of a row that goes on with the line of a row before.
  private static func continuations(
    _ states: [State], _ earlier: Range<Int>, _ index: Int, _ matcher: RowMatcher, _ scale: ColumnScale?,
    _ lost: [Double], _ pitch: Double
  ) -> [State] {
    let rows = matcher.rows.rows
    var best: [Int: State] = [:]
    for number in earlier {
      let before = states[number]
      let distance = (rows[index].y - rows[before.row].y) / pitch
      let rest = before.end..<before.place.range.upperBound
      guard !rest.isEmpty, distance < 3 else { continue }
      let fit = matcher.fit(rows[index], in: rest, matcher.scale(of: rows[index], continuing: rest, scale))
      guard fit.isSound else { continue }
      let step = 1 + 0.8 * abs(distance - 1)
      let score = before.score + lost[index] - lost[before.row + 1] + fit.score - step
      if score > best[before.place.line]?.score ?? -.infinity {
        let place = Place(line: before.place.line, range: rest, isContinuation: true)
        best[before.place.line] = State(row: index, place: place, score: score, end: fit.end, previous: number)
      }
    }
    return best.sorted { $0.key < $1.key }.map(\.value)
  }

  /// The cost of going from a row on an earlier line to a row on a later one: their distance on the screen should be
  /// that of the lines, counted with or without blank ones. Any jump is possible at a price.
  private static func cost(
    _ rows: [BoxRows.Row], _ before: State, _ row: Int, _ line: Int, _ text: VisibleText, _ pitch: Double
  ) -> Double {
    let distance = (rows[row].y - rows[before.row].y) / pitch
    let lines = Double(line - before.place.line)
    let visible = Double(text.ranks[line] - text.ranks[before.place.line])
    return 0.8 * min(4, abs(distance - lines), abs(distance - visible) + 0.25)
  }

  private mutating func finish(_ states: [State], _ lost: [Double]) {
    let totals = states.map { $0.score + (lost.last ?? 0) - lost[$0.row + 1] }
    guard let best = totals.indices.max(by: { totals[$0] < totals[$1] }) else { return }
    score = totals[best]
    places = path(to: best, states)
    // Rows whose line differs in another path that is as good have no certain line.
    var others = totals.indices.filter { $0 != best && totals[$0] > score - Self.tie }
    var place: Int? = best
    while let number = place {
      others += states[number].alternatives
      place = states[number].previous
    }
    let lines = places.map { $0?.line }
    for other in others {
      for (row, place) in path(to: other, states).enumerated() {
        if let place, let mine = lines[row], place.line != mine { places[row] = nil }
      }
    }
  }

  /// Takes away the line of a row for which too little speaks.
  mutating func withhold(_ row: Int) { places[row] = nil }

  private func path(to last: Int, _ states: [State]) -> [Place?] {
    var result = [Place?](repeating: nil, count: places.count)
    var place: Int? = last
    while let number = place {
      result[states[number].row] = states[number].place
      place = states[number].previous
    }
    return result
  }
}
