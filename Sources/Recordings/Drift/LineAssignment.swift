import Basics
import Statistics

/// The drift algorithms that group fixations and assign each group to a line. All need at least one point and one line.
enum LineAssignment {
  static func chain(_ points: [ScreenPoint], _ text: TextLines, _ settings: DriftSettings) -> [Int] {
    let runs = runs(of: points) { previous, next in
      abs(next.x - previous.x) > settings.chainX || abs(next.y - previous.y) > settings.chainY
    }
    return attached(runs, points, text)
  }

  /// k-means of the heights with as many clusters as lines; the n-th cluster from the top gets the n-th line.
  ///
  /// The reference implementation takes the best of 100 random starts; `NumberClusters` finds the best clusters of all.
  static func cluster(_ points: [ScreenPoint], _ text: TextLines) -> [Int] {
    let heights = points.map(\.y)
    return ordered(NumberClusters.best(of: heights, count: text.lines.count), heights, text)
  }

  static func compare(_ points: [ScreenPoint], _ text: TextLines, _ settings: DriftSettings) -> [Int] {
    let runs = runs(of: points) { previous, next in next.x - previous.x < -settings.compareSweep }
    var result = [Int](repeating: 0, count: points.count)
    for run in runs {
      let height = mean(points[run].map(\.y))
      let near = text.lines.indices.sorted { first, second in
        (abs(text.lines[first].y - height), first) < (abs(text.lines[second].y - height), second)
      }
      let path = points[run].map(\.x)
      let best = near.prefix(settings.compareLines).min { first, second in
        cost(path, text.lines[first].words) < cost(path, text.lines[second].words)
      }
      for index in run { result[index] = best ?? 0 }
    }
    return result
  }

  /// The m − 1 longest backward saccades start the m lines; with fewer saccades, the last lines stay unread.
  static func segment(_ points: [ScreenPoint], _ text: TextLines) -> [Int] {
    let saccades = points.indices.dropFirst().sorted { first, second in
      (points[first].x - points[first - 1].x, first) < (points[second].x - points[second - 1].x, second)
    }
    let sweeps = Set(saccades.prefix(text.lines.count - 1))
    var line = 0
    return points.indices.map { index in
      if sweeps.contains(index) { line += 1 }
      return line
    }
  }

  /// 2-means of the saccades' horizontal lengths separates return sweeps from the others.
  static func split(_ points: [ScreenPoint], _ text: TextLines) -> [Int] {
    let steps = zip(points, points.dropFirst()).map { $1.x - $0.x }
    let groups = NumberClusters.best(of: steps, count: 2)
    // If all saccades are alike, there is one group, and none is a return sweep.
    let sweeps = groups.count == 2 ? groups[0].sorted() : []
    var begin = 0
    var runs: [Range<Int>] = []
    for index in sweeps {
      runs.append(begin..<index + 1)
      begin = index + 1
    }
    runs.append(begin..<points.count)
    return attached(runs, points, text)
  }

  static func warp(_ points: [ScreenPoint], _ text: TextLines) -> [Int] {
    let words = text.lines.indices.flatMap { line in
      text.lines[line].words.map { (line: line, point: ScreenPoint(x: $0, y: text.lines[line].y)) }
    }
    guard !words.isEmpty else { return points.map { text.nearest(to: $0.y) } }
    let path = TimeWarping.path(points.count, words.count) { points[$0].distance(to: words[$1].point) }
    var votes = [[Int: Int]](repeating: [:], count: points.count)
    for (point, word) in path { votes[point][words[word].line, default: 0] += 1 }
    return votes.map { vote in vote.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0 }
  }

  /// Runs of points, broken where `isBreak` is true of two neighbours.
  static func runs(of points: [ScreenPoint], where isBreak: (ScreenPoint, ScreenPoint) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var begin = 0
    for index in points.indices.dropFirst() where isBreak(points[index - 1], points[index]) {
      runs.append(begin..<index)
      begin = index
    }
    runs.append(begin..<points.count)
    return runs
  }

  /// Assigns groups to lines in the order of their mean heights, with the smallest sum of distances that keeps the
  /// order. With as many groups as lines, the n-th group gets the n-th line; with fewer, some lines stay unread.
  static func ordered(_ groups: [[Int]], _ heights: [Double], _ text: TextLines) -> [Int] {
    let groups = groups.filter { !$0.isEmpty }.sorted { first, second in
      mean(first.map { heights[$0] }) < mean(second.map { heights[$0] })
    }
    let lines = monotone(groups.map { mean($0.map { heights[$0] }) }, text.lines.map(\.y))
    var result = [Int](repeating: 0, count: heights.count)
    for (group, line) in zip(groups, lines) {
      for index in group { result[index] = line }
    }
    return result
  }

  /// Strictly increasing indices in `targets` for increasing `values`, with the smallest sum of distances; indices may
  /// repeat only if there are more values than targets.
  ///
  /// - Complexity: O(values · targets).
  static func monotone(_ values: [Double], _ targets: [Double]) -> [Int] {
    guard !targets.isEmpty else { return values.map { _ in 0 } }
    let step = values.count <= targets.count ? 1 : 0
    // best[j]: the least sum for the values so far, with the last one at or before target j.
    var choices: [[Int]] = []
    var best = [Double](repeating: 0, count: targets.count + 1)
    for value in values {
      var next = [Double](repeating: .infinity, count: targets.count + 1)
      var choice = [Int](repeating: 0, count: targets.count + 1)
      for target in 1...targets.count {
        let here = best[target - step] + abs(value - targets[target - 1])
        (next[target], choice[target]) =
          here < next[target - 1] ? (here, target) : (next[target - 1], choice[target - 1])
      }
      choices.append(choice)
      best = next
    }
    var result = [Int](repeating: 0, count: values.count)
    var limit = targets.count
    for index in values.indices.reversed() {
      let target = max(choices[index][max(limit, 0)], 1)
      result[index] = target - 1
      limit = target - step
    }
    return result
  }

  private static func attached(_ runs: [Range<Int>], _ points: [ScreenPoint], _ text: TextLines) -> [Int] {
    runs.flatMap { run in
      repeatElement(text.nearest(to: mean(points[run].map(\.y))), count: run.count)
    }
  }

  private static func cost(_ path: [Double], _ words: [Double]) -> Double {
    TimeWarping.cost(path.count, words.count) { abs(path[$0] - words[$1]) }
  }

  /// The mean; 0 without values.
  static func mean(_ values: [Double]) -> Double { Descriptive.mean(values) ?? 0 }
}
