import Recordings

/// Collects the rows of one trial.
struct RecordingBuilder {
  private var recording: GazeRecording
  private let trial: String
  private let origin: Double
  private let units: RecordingUnits
  private let settings: ImportSettings
  private var sourceNumbers: [SourcePlace: Int32] = [:]
  /// Where each source file is first looked at, as `file:line` of the recording.
  private(set) var firstPlaces: [String: String] = [:]
  private var both: FixationTrack
  private var left: FixationTrack
  private var right: FixationTrack
  /// The time of the last samples as the file has it, and how many have the same.
  private var printed: (time: Double, samples: Int)?

  /// - Parameter last: the trial before it in the file.
  init(
    _ row: RawGazeRow, after last: RecordingBuilder?, units: RecordingUnits, settings: ImportSettings,
    source: some SampleSource
  ) {
    recording = GazeRecording(
      participant: row.participant, method: row.stimulus, screen: units.screen,
      provenance: Provenance(format: type(of: source).format, file: source.path, line: source.line))
    recording.notes = units.notes
    trial = row.trial
    origin = row.time
    self.units = units
    self.settings = settings
    // Numbers of fixations are unique within a recording of one participant.
    if let last, last.trial == row.trial, last.recording.participant == row.participant {
      let shift = (last.origin - row.time) * units.time.milliseconds
      both = FixationTrack(after: last.both, shift: shift)
      left = FixationTrack(after: last.left, shift: shift)
      right = FixationTrack(after: last.right, shift: shift)
    } else {
      both = FixationTrack(units: units)
      (left, right) = (both, both)
    }
  }

  func holds(_ row: RawGazeRow) -> Bool {
    row.stimulus == recording.method && row.participant == recording.participant && row.trial == trial
  }

  /// Whether a fixation of the trial before may still go on.
  var isWaiting: Bool { both.isWaiting || left.isWaiting || right.isWaiting }

  mutating func append(_ row: RawGazeRow, place: @autoclosure () -> String) {
    let time = (row.time - origin) * units.time.milliseconds
    guard abs(time) < GazeRecording.longestPause * 1000 else { return recording.exclusions.add(.timeJump, at: place()) }
    guard units.hasSamples else { return addFixations(row, .lost, .lost, at: time, place: place()) }
    if let last = printed {
      guard time > last.time || (units.roundedStep != nil && time == last.time) else {
        return recording.exclusions.add(.timeNotIncreasing, at: place())
      }
      guard time - last.time < GazeRecording.longestPause else {
        return recording.exclusions.add(.timeJump, at: place())
      }
    }
    let (first, second) = (sample(row.left), sample(row.right))
    let eyes = (settings.eyes == .right ? .lost : first, settings.eyes == .left ? .lost : second)
    if !eyes.0.isValid, !eyes.1.isValid, row.left.isValid || row.right.isValid {
      let isOther = first.isValid || second.isValid
      recording.exclusions.add(isOther ? .otherEye : .validWithoutCoordinates, at: place())
    }
    spread(until: time)
    recording.samples.append(
      GazeSample(time: time, left: eyes.0, right: eyes.1, source: number(of: row.source, place())))
    addFixations(row, eyes.0, eyes.1, at: time, place: place())
  }

  /// Adds a row of the next trial to the fixations that are open.
  mutating func extend(_ row: RawGazeRow) {
    let time = (row.time - origin) * units.time.milliseconds
    let (first, second) = (sample(row.left), sample(row.right))
    both.extend(row.fixation, gaze: Self.mean(first, second), at: time)
    left.extend(row.left.fixation, gaze: Self.mean(first, .lost), at: time)
    right.extend(row.right.fixation, gaze: Self.mean(.lost, second), at: time)
  }

  /// The trial in the form that the settings ask for.
  mutating func finished() -> ImportedTrial {
    spread(until: nil)
    guard settings.source != .samples else { return .samples(recording) }
    both.close()
    left.close()
    right.close()
    var chosen = both
    if both.fixations.isEmpty, !left.fixations.isEmpty || !right.fixations.isEmpty {
      let isLeft = settings.eyes == .both ? left.fixations.count >= right.fixations.count : settings.eyes == .left
      chosen = isLeft ? left : right
      let other = isLeft ? right : left
      recording.exclusions.add(
        .otherEye, other.fixations.count + other.exclusions.total, at: recording.provenance.place)
    }
    let fixations = chosen.fixations
    // A trial whose only fixation is counted where it began has no others in its samples.
    let hasInherited =
      both.hasInherited || left.hasInherited && settings.eyes != .right || right.hasInherited && settings.eyes != .left
    guard !fixations.isEmpty || hasInherited || settings.source == .fixations || !units.hasSamples else {
      return .samples(recording)
    }
    recording.exclusions.add(chosen.exclusions)
    return .fixations(readingTrial(fixations))
  }

  private func readingTrial(_ found: [Fixation]) -> ReadingTrial {
    var trial = ReadingTrial(
      participant: recording.participant, method: recording.method, screen: recording.screen, fixations: found,
      provenance: recording.provenance, exclusions: recording.exclusions,
      notes: recording.notes + ["fixations as the tracker's software found them"])
    if found.isEmpty { trial.exclusions.add(.noFixations, at: recording.provenance.place) }
    let starts = found.map { $0.start ?? 0 }
    let moved = zip(starts, starts.dropFirst()).count { $0 > $1 }
    if moved > 0 {
      // Stable: fixations that begin together stay in the order of the file.
      trial.fixations = found.indices.sorted { (starts[$0], $0) < (starts[$1], $1) }.map { found[$0] }
      trial.notes.append("fixations sorted by time: \(moved) stood after a later one")
    }
    if let earliest = starts.min(), earliest < 0 {
      for index in trial.fixations.indices { trial.fixations[index].start? -= earliest }
    }
    return trial
  }

  private func sample(_ eye: RawEye) -> EyeSample {
    guard eye.isValid, let position = units.position(eye.x, eye.y) else { return .lost }
    return EyeSample(position: position, pupil: eye.pupil ?? 0, isValid: true)
  }

  /// Spreads the samples that have the same printed time over the step until the next, and begins a new time.
  private mutating func spread(until next: Double?) {
    guard let step = units.roundedStep.map({ $0 * units.time.milliseconds }) else {
      if let next { printed = (next, 1) }
      return
    }
    if let last = printed, next == last.time {
      printed?.samples += 1
      return
    }
    if let last = printed, last.samples > 1 {
      spread(last.samples, from: last.time, over: min(step, next.map { $0 - last.time } ?? step))
    }
    if let next { printed = (next, 1) }
  }

  /// Spreads the last samples evenly; those that a floating-point number cannot tell from their neighbours are left out.
  private mutating func spread(_ count: Int, from time: Double, over width: Double) {
    let first = recording.samples.count - count
    var kept = 1
    while kept < count {
      let next = time + width * Double(kept) / Double(count)
      guard next > recording.samples[first + kept - 1].time, next < time + width else { break }
      recording.samples[first + kept].time = next
      kept += 1
    }
    recording.samples.removeLast(count - kept)
    recording.exclusions.add(.timeNotIncreasing, count - kept, at: recording.provenance.place)
  }

  private mutating func addFixations(
    _ row: RawGazeRow, _ first: EyeSample, _ second: EyeSample, at time: Double, place: @autoclosure () -> String
  ) {
    both.add(row.fixation, gaze: Self.mean(first, second), at: time, place: place())
    left.add(row.left.fixation, gaze: Self.mean(first, .lost), at: time, place: place())
    right.add(row.right.fixation, gaze: Self.mean(.lost, second), at: time, place: place())
  }

  private static func mean(_ left: EyeSample, _ right: EyeSample) -> ScreenPoint? {
    switch (left.isValid, right.isValid) {
    case (true, true):
      ScreenPoint(x: (left.position.x + right.position.x) / 2, y: (left.position.y + right.position.y) / 2)
    case (true, false): left.position
    case (false, true): right.position
    case (false, false): nil
    }
  }

  private mutating func number(of place: SourcePlace?, _ row: @autoclosure () -> String) -> Int32 {
    guard let place else { return -1 }
    if let known = sourceNumbers[place] { return known }
    let number = Int32(recording.sources.count)
    recording.sources.append(place)
    if firstPlaces[place.file] == nil { firstPlaces[place.file] = row() }
    sourceNumbers[place] = number
    return number
  }
}
