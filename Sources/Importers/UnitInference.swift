import Basics
import Recordings

/// Infers the units of a file from its numbers.
struct UnitInference {
  /// The number of rows to examine.
  static let rows = 4000

  private var times: [Double] = []
  private var coordinates: [Double] = []

  mutating func add(_ row: RawGazeRow) {
    times.append(row.time)
    for eye in [row.left, row.right] where eye.isValid {
      for value in [eye.x, eye.y] {
        if let value { coordinates.append(abs(value)) }
      }
    }
  }

  /// The unit that gives the median interval of a real tracker: 10 to 5000 samples per second.
  ///
  /// - Throws: `DataLineError` when no unit does.
  func timeUnit(_ path: String) throws -> (unit: TimeUnit, note: String) {
    let intervals = zip(times, times.dropFirst()).map { $1 - $0 }.filter { $0 > 0 }
    guard let interval = Self.nearestRank(0.5, of: intervals) else {
      return (.milliseconds, "time taken for milliseconds: too few samples to tell")
    }
    for unit in TimeUnit.allCases where (0.2..<200).contains(interval * unit.milliseconds) {
      let rate = 1000 / (interval * unit.milliseconds)
      return (unit, "time inferred to be in \(unit.rawValue): \(Self.rounded(rate)) samples a second")
    }
    throw DataLineError(
      path: path, line: 0,
      problem: "the median interval between samples is \(interval), a tracker's in no unit of time",
      remedy: "check the time column, or declare time_unit")
  }

  /// Normalised when nine tenths of the coordinates are at most 2.
  func coordinateUnit() -> (unit: CoordinateUnit, note: String)? {
    guard let high = Self.nearestRank(0.9, of: coordinates) else { return nil }
    let unit: CoordinateUnit = high <= 2 ? .normalized : .pixels
    let range = unit == .normalized ? "are at most" : "reach"
    return (unit, "coordinates inferred to be \(unit.rawValue): nine tenths \(range) \(Self.rounded(high))")
  }

  /// Checks a declared unit against the numbers.
  func check(_ unit: CoordinateUnit, screen: ScreenSize?, _ path: String) throws {
    guard let high = Self.nearestRank(0.5, of: coordinates) else { return }
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
