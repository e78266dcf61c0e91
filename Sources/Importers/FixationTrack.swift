import Recordings

/// Collects the fixations that the tracker's software found, from the rows that belong to them.
///
/// Rows of one fixation need not follow one another: rows of other kinds may stand between them, if the file numbers its
/// fixations or states how long they are. A fixation that began
/// before the trial, with another stimulus, is left to the trial where it began.
struct FixationTrack {
  /// A fixation whose rows are being read.
  private struct Open {
    var fixation: RawFixation
    /// Milliseconds since the beginning of the trial; negative when it began before.
    var start: Double
    var last: Double
    /// The duration that the file states, in milliseconds.
    var duration: Double?
    var point: ScreenPoint?
    var sum = ScreenPoint(x: 0, y: 0)
    var count = 0.0
    var place: String
    /// Whether a row of another kind has followed; without numbers, only the stated duration then tells what comes later.
    var isInterrupted = false

    mutating func add(_ gaze: ScreenPoint?, at time: Double) {
      last = max(last, time)
      guard let gaze else { return }
      sum = ScreenPoint(x: sum.x + gaze.x, y: sum.y + gaze.y)
      count += 1
    }
  }

  /// The longest loss within a fixation, in milliseconds; a fixation of the same number that comes later is another.
  private static let longestLoss = 1000.0

  private let units: RecordingUnits
  private(set) var fixations: [Fixation] = []
  /// Fixations that cannot be used.
  private(set) var exclusions = Exclusions()
  private var open: Open?
  /// The fixation that belongs to the trial before, until another begins.
  private var inherited: Open?
  /// In files of fixations alone: where those of each number began, because a fixation has a row for each area.
  private var starts: [String: Double] = [:]

  init(units: RecordingUnits) { self.units = units }

  /// - Parameters:
  ///   - last: the track of the trial before, in the same recording.
  ///   - shift: what to add to its times to get those of this trial, in milliseconds.
  init(after last: FixationTrack, shift: Double) {
    units = last.units
    inherited = last.open ?? last.inherited
    inherited?.start += shift
    inherited?.last += shift
  }

  /// Whether rows of the trial belong to a fixation of the trial before.
  private(set) var hasInherited = false

  /// Whether the fixation that was open at the end of the trial before may go on.
  var isWaiting: Bool { inherited != nil }

  /// Adds a row of the trial; `fixation` is nil when it belongs to none.
  mutating func add(
    _ fixation: RawFixation?, gaze: ScreenPoint?, at time: Double, place: @autoclosure () -> String
  ) {
    guard let fixation else {
      if let current = open, current.fixation.index.isEmpty {
        if mayLast(current, until: time) { open?.isInterrupted = true } else { close(before: time) }
      }
      if let before = inherited, before.fixation.index.isEmpty {
        if mayLast(before, until: time) { inherited?.isInterrupted = true } else { inherited = nil }
      }
      return
    }
    if let before = inherited {
      guard !goesOn(before, fixation, at: time) else {
        inherited?.add(gaze, at: time)
        hasInherited = true
        return
      }
      inherited = nil
    }
    if var current = open, isSame(current, fixation, at: time) {
      current.add(gaze, at: time)
      current.point = current.point ?? units.point(of: fixation)
      current.duration = current.duration ?? duration(of: fixation)
      open = current
      return
    }
    if !units.hasSamples, !fixation.index.isEmpty {
      guard starts.updateValue(time, forKey: fixation.index) != time else { return }
    }
    close(before: time)
    open = Open(
      fixation: fixation, start: time, last: time, duration: duration(of: fixation), point: units.point(of: fixation),
      place: place())
    open?.add(gaze, at: time)
  }

  /// Adds a row of the next trial to the fixation that is open.
  mutating func extend(_ fixation: RawFixation?, gaze: ScreenPoint?, at time: Double) {
    guard let fixation, let current = open, goesOn(current, fixation, at: time) else { return }
    open?.add(gaze, at: time)
  }

  /// Ends the last fixation, when another begins at `time`, if one does.
  mutating func close(before time: Double? = nil) {
    guard let ended = open else { return }
    open = nil
    var duration = ended.duration ?? ended.last - ended.start + units.interval
    if ended.duration == nil, let time, time > ended.last { duration = min(duration, time - ended.start) }
    let mean = ended.count > 0 ? ScreenPoint(x: ended.sum.x / ended.count, y: ended.sum.y / ended.count) : nil
    guard let position = ended.point ?? (units.points == nil ? mean : nil) else {
      return exclusions.add(.noCoordinates, at: ended.place)
    }
    guard Fixation.isPossible(duration: duration), ended.duration != nil || duration > 0 else {
      return exclusions.add(.impossibleDuration, at: ended.place)
    }
    fixations.append(Fixation(start: ended.start, duration: duration, position: position))
  }

  /// Whether the duration that the file states reaches `time`.
  private func mayLast(_ known: Open, until time: Double) -> Bool {
    known.duration.map { time < known.start + $0 + units.interval / 2 } ?? false
  }

  private func duration(of fixation: RawFixation) -> Double? {
    guard let unit = units.duration else { return nil }
    return fixation.duration.map { $0 * unit.milliseconds }
  }

  /// Whether a row of the next trial belongs to a fixation of the one before, which lasts no longer than the file says:
  /// numbers may begin again with the trial.
  private func goesOn(_ known: Open, _ fixation: RawFixation, at time: Double) -> Bool {
    if let duration = known.duration, time > known.start + duration + max(2 * units.interval, 1) { return false }
    return isSame(known, fixation, at: time)
  }

  /// Whether a row at `time` belongs to a fixation: they have the same number, or without numbers the same values, and the
  /// fixation can last so long.
  private func isSame(_ known: Open, _ fixation: RawFixation, at time: Double) -> Bool {
    guard known.fixation.index == fixation.index else { return false }
    if fixation.index.isEmpty, known.fixation != fixation { return false }
    if known.isInterrupted, !mayLast(known, until: time) { return false }
    return time >= known.start && time <= max(known.last, known.start + (known.duration ?? 0)) + Self.longestLoss
  }
}
