import Recordings

/// Start times of fixations in a unit that the source does not state.
enum EventTimes {
  /// Converts start times to milliseconds since the first one; drops all of them when no unit fits. Fixations without a
  /// start stay without one.
  ///
  /// Of the possible units (milliseconds, microseconds, Windows' 100 ns, nanoseconds) it takes the first that puts the
  /// intervals between starts closest above the durations, which are in milliseconds.
  /// - Parameter declared: the unit that the user declares.
  static func scaleStarts(_ trial: inout ReadingTrial, declared: TimeUnit? = nil) {
    let starts = trial.fixations.compactMap(\.start)
    let units: [Double] = declared.map { [$0.milliseconds] } ?? [1, 1e-3, 1e-4, 1e-6]
    var excess: [Double] = []
    for (fixation, next) in zip(trial.fixations, trial.fixations.dropFirst()) where fixation.duration > 0 {
      if let start = fixation.start, let following = next.start {
        excess.append((following - start) / fixation.duration)
      }
    }
    let median = UnitInference.nearestRank(0.5, of: excess) ?? 1
    // The interval between starts contains the fixation and a saccade: at least the duration, and seldom ten times
    // that.
    guard let origin = starts.first,
      let unit = units.first(where: { declared != nil || (0.9..<9).contains(median * $0) }),
      zip(starts, starts.dropFirst()).allSatisfy({ $0 <= $1 }), let last = starts.last, (last - origin).isFinite
    else {
      for index in trial.fixations.indices { trial.fixations[index].start = nil }
      if !starts.isEmpty {
        trial.notes.append("start times are left out: they are not in order, or in no known unit")
      }
      return
    }
    for index in trial.fixations.indices {
      trial.fixations[index].start = trial.fixations[index].start.map { ($0 - origin) * unit }
    }
    let missing = trial.fixations.count - starts.count
    if missing > 0 { trial.notes.append("fixations without a start time: \(missing)") }
    if declared == nil { trial.notes.append("start times inferred to be in units of \(unit) ms") }
  }
}
