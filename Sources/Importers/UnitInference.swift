import Basics
import Recordings

/// Infers the units of a file from its numbers.
struct UnitInference {
  /// The number of rows to examine.
  static let rows = 4000

  /// The rows of one fixation that follow one another.
  private struct Event {
    var fixation: RawFixation
    var first: Double
    var last: Double
    var rows = 1
  }

  private let hasSamples: Bool
  private var times: [Double] = []
  private var coordinates: [Double] = []
  private var points: [Double] = []
  private var events: [Event] = []

  /// - Parameter hasSamples: whether the rows are samples; if not, they are fixations.
  init(hasSamples: Bool) { self.hasSamples = hasSamples }

  mutating func add(_ row: RawGazeRow) {
    times.append(row.time)
    for eye in [row.left, row.right] where eye.isValid {
      for value in [eye.x, eye.y] {
        if let value { coordinates.append(abs(value)) }
      }
    }
    guard let fixation = row.fixation ?? row.left.fixation ?? row.right.fixation else { return }
    if let last = events.indices.last, events[last].fixation.index == fixation.index,
      !fixation.index.isEmpty || events[last].fixation == fixation
    {
      events[last].last = row.time
      events[last].rows += 1
    } else {
      events.append(Event(fixation: fixation, first: row.time, last: row.time))
      points += [fixation.x, fixation.y].compactMap { $0.map(abs) }
    }
  }

  /// Whether the fixations that were seen have a row each, so that rows say nothing about how long they are.
  var hasRowForEachFixation: Bool {
    !events.isEmpty && events.reduce(0) { $0 + $1.rows } < events.count + events.count / 2
  }

  /// Whether the times are those of fixations, not of samples.
  private var hasTimesOfFixations: Bool { !hasSamples && hasRowForEachFixation }

  private var intervals: [Double] {
    zip(times, times.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
  }

  /// The median interval between samples, in the unit of times; nil when there are none.
  var interval: Double? { hasTimesOfFixations ? nil : Self.nearestRank(0.5, of: intervals) }

  /// The step between printed times when the tracker is faster than times are printed: so much that several samples have
  /// the same time. Nil when it is not, and a repeated time is a fault.
  ///
  /// - Parameter unit: that of times.
  func roundedStep(_ unit: TimeUnit) -> Double? {
    guard hasSamples, let step = intervals.min(), let interval, interval <= step * 1.01 else { return nil }
    let repeated = zip(times, times.dropFirst()).count { $0 == $1 }
    guard step * unit.milliseconds <= 1.01, Double(repeated) >= 0.05 * Double(times.count) else { return nil }
    return step
  }

  /// The unit that gives the median interval of a real tracker, 10 to 5000 samples per second, or of a reader's
  /// fixations.
  ///
  /// - Throws: `DataLineError` when no unit does.
  func timeUnit(_ path: String) throws -> (unit: TimeUnit, note: String) {
    let rate = hasTimesOfFixations ? 20..<5000.0 : 0.2..<200
    let what = hasTimesOfFixations ? "fixations" : "samples"
    guard let interval = Self.nearestRank(0.5, of: intervals) else {
      return (.milliseconds, "time taken for milliseconds: too few \(what) to tell")
    }
    for unit in TimeUnit.allCases where rate.contains(interval * unit.milliseconds) {
      let rate = 1000 / (interval * unit.milliseconds)
      return (unit, "time inferred to be in \(unit.rawValue): \(Self.rounded(rate)) \(what) a second")
    }
    throw DataLineError(
      path: path, line: 0,
      problem: "the median interval between \(what) is \(interval), a tracker's in no unit of time",
      remedy: "check the time column, or declare time_unit")
  }

  /// The unit of the fixations' durations: the one in which they last as long as their rows, or, if each fixation has one
  /// row, as long as fixations do.
  ///
  /// - Parameter unit: that of times.
  /// - Returns: nil when durations agree with the times in no unit, or there are none.
  func durationUnit(_ unit: TimeUnit) -> (unit: TimeUnit, note: String)? {
    let complete = events.dropLast().filter { $0.rows >= 3 }
    let shares = complete.compactMap { event -> Double? in
      guard let duration = event.fixation.duration, duration > 0, event.last > event.first else { return nil }
      return duration / ((event.last - event.first + (interval ?? 0)) * unit.milliseconds)
    }
    let durations = events.compactMap(\.fixation.duration).filter { $0 > 0 }
    let (value, range, reason) =
      if let share = Self.nearestRank(0.5, of: shares) {
        (share, 0.5..<2.0, "as long as their samples")
      } else if complete.isEmpty, let median = Self.nearestRank(0.5, of: durations) {
        (median, 40.0..<4000, "half of them at most \(Self.rounded(median))")
      } else {
        (0.0, 1.0..<2, "")
      }
    return TimeUnit.allCases.first { range.contains(value * $0.milliseconds) }.map {
      ($0, "durations inferred to be in \($0.rawValue): \(reason)")
    }
  }

  /// The unit of coordinates, or of the fixations' positions: normalised when nine tenths of them are at most 2.
  func coordinateUnit(isOfPoints: Bool = false) -> (unit: CoordinateUnit, note: String)? {
    let (values, what) = isOfPoints ? (points, "positions of fixations") : (coordinates, "coordinates")
    guard let high = Self.nearestRank(0.9, of: values) else { return nil }
    let unit: CoordinateUnit = high <= 2 ? .normalized : .pixels
    let range = unit == .normalized ? "are at most" : "reach"
    return (unit, "\(what) inferred to be \(unit.rawValue): nine tenths \(range) \(Self.rounded(high))")
  }

  /// Checks a unit against the numbers.
  ///
  /// - Parameters:
  ///   - isOfPoints: whether it is that of the fixations' positions.
  ///   - isDeclared: whether the user declares it.
  func check(
    _ unit: CoordinateUnit, isOfPoints: Bool, isDeclared: Bool, screen: ScreenSize?, _ path: String
  ) throws {
    let values = isOfPoints ? points : coordinates
    if isDeclared, unit == .pixels, let most = Self.nearestRank(0.9, of: values), most <= 2 {
      throw DataLineError(
        path: path, line: 0, problem: "coordinates are declared to be pixels, but nine tenths of them are at most 2",
        remedy: "leave coordinate_unit out, and give the size of the screen")
    }
    guard let high = Self.nearestRank(0.5, of: values) else { return }
    let value = Self.rounded(high)
    if unit == .normalized, high > 2 {
      throw DataLineError(
        path: path, line: 0, problem: "coordinates are declared normalised, but half of them are above \(value)",
        remedy: "declare coordinate_unit: pixels")
    }
    if unit == .pixels, let screen, high > 2 * max(screen.width, screen.height) {
      throw DataLineError(
        path: path, line: 0,
        problem: "half of the coordinates are above \(value), on a screen of \(screen.width) × \(screen.height) pixels",
        remedy: "check the unit of the coordinates and the size of the screen")
    }
  }

  /// The value at a share of the sorted values, without interpolation; nil without values.
  static func nearestRank(_ share: Double, of values: [Double]) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
  }

  private static func rounded(_ value: Double) -> Double { (value * 100).rounded() / 100 }
}
