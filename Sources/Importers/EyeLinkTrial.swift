import Basics
import Recordings

/// An `EFIX` line: `EFIX eye start end duration x y pupil`.
struct EyeLinkFixation {
  /// `L` or `R`.
  var eye: String
  /// Milliseconds of the tracker's clock.
  var start: Double
  var duration: Double
  var position: ScreenPoint

  /// - Throws: `RowFault`.
  init(_ fields: [Substring]) throws {
    guard fields.count >= 7 else { throw RowFault(.cutRow) }
    let numbers = try fields[2..<7].map { try NumberField.value(of: Array($0.utf8)[...]) }
    guard let start = numbers[0], let duration = numbers[2] else { throw RowFault(.unreadableNumber) }
    guard Fixation.isPossible(duration: duration) else { throw RowFault(.impossibleDuration) }
    guard let x = numbers[3], let y = numbers[4], abs(x) < 1e5, abs(y) < 1e5 else { throw RowFault(.noCoordinates) }
    eye = String(fields[1])
    self.start = start
    self.duration = duration
    position = ScreenPoint(x: x, y: y)
  }
}

/// What the lines before a block of an ASC file's samples say about them.
struct EyeLinkSampleForm {
  /// `L`, `R` or `LR`.
  var eyes = "R"
  /// Samples a second; nil when the file does not say.
  var rate: Double?
}

/// The data of one trial of an ASC file.
struct EyeLinkTrial {
  private(set) var name: String
  /// How good the source of the name is; lower is better.
  private var nameRank = Int.max
  let participant: String
  var screen: ScreenSize?
  let provenance: Provenance
  /// Milliseconds of the tracker's clock; data from `end` on belong to no trial.
  let begin: Double
  var end: Double?
  var areas: [BoxFile.Entry] = []
  /// The file of areas that the recording names.
  var areaFile: String?
  private var samples: [GazeSample] = []
  private var fixations: [String: [Fixation]] = [:]
  /// The line of each eye's first fixation.
  private var firstPlaces: [String: String] = [:]
  private var origin: Double?
  private var lastTime = -Double.infinity
  private var repeats = 0
  private var spreadTimes = 0
  private var rate = 0.0
  private var sampleExclusions = Exclusions()
  private var sampleRows = 0

  init(name: String, participant: String, screen: ScreenSize?, provenance: Provenance, begin: Double) {
    self.name = name
    self.participant = participant
    self.screen = screen
    self.provenance = provenance
    self.begin = begin
  }

  private var fixationRows: Int { fixations.values.reduce(0) { $0 + $1.count } }

  mutating func rename(_ name: String, rank: Int) {
    guard rank <= nameRank else { return }
    (self.name, nameRank) = (name, rank)
  }

  /// Whether the instant belongs to the trial.
  func holds(_ time: Double) -> Bool { time >= begin && time < end ?? .infinity }

  /// Adds a sample: its time, then x, y and pupil of one eye, or of the left and the right.
  ///
  /// A tracker with more than 1000 samples a second may print its times in whole milliseconds. Equal times are then
  /// spread at the rate that the file states.
  mutating func add(
    _ numbers: [Double?], _ form: EyeLinkSampleForm, _ choice: EyeChoice, place: @autoclosure () -> String
  ) throws {
    guard let time = numbers[0] else { throw RowFault(.unreadableNumber) }
    sampleRows += 1
    guard choice == .both || form.eyes.contains(choice == .left ? "L" : "R") else {
      return sampleExclusions.add(.otherEye, at: place())
    }
    let begin = origin ?? time
    origin = begin
    var relative = time - begin
    let interval = form.rate.map { 1000 / $0 } ?? 1
    if time == lastTime, interval * Double(repeats + 1) < 1 {
      repeats += 1
      relative += interval * Double(repeats)
    } else {
      repeats = 0
    }
    if let last = samples.last {
      guard relative > last.time else { return sampleExclusions.add(.timeNotIncreasing, at: place()) }
      guard relative - last.time < GazeRecording.longestPause else {
        return sampleExclusions.add(.timeJump, at: place())
      }
    }
    lastTime = time
    if repeats > 0 { (spreadTimes, rate) = (spreadTimes + 1, form.rate ?? 0) }
    func eye(_ offset: Int) -> EyeSample {
      guard let x = numbers[offset], let y = numbers[offset + 1], abs(x) < 1e5, abs(y) < 1e5 else { return .lost }
      return EyeSample(position: ScreenPoint(x: x, y: y), pupil: numbers[offset + 2] ?? 0, isValid: true)
    }
    let left = form.eyes.contains("L") && choice != .right ? eye(1) : .lost
    let right = form.eyes.contains("R") && choice != .left ? eye(form.eyes == "LR" ? 4 : 1) : .lost
    samples.append(GazeSample(time: relative, left: left, right: right))
  }

  /// - Throws: `RowFault` for a fixation more than a day from the others.
  mutating func add(_ found: EyeLinkFixation, place: @autoclosure () -> String) throws {
    let begin = origin ?? found.start
    guard abs(found.start - begin) < GazeRecording.longestPause else { throw RowFault(.timeJump) }
    origin = begin
    if firstPlaces[found.eye] == nil { firstPlaces[found.eye] = place() }
    fixations[found.eye, default: []].append(
      Fixation(start: max(0, found.start - begin), duration: found.duration, position: found.position))
  }

  /// What becomes of a trial.
  struct Outcome {
    /// nil when the trial holds nothing that was asked for.
    var trial: ImportedTrial?
    /// What was left out, as in the trial if there is one.
    var exclusions = Exclusions()
    /// Samples beside fixations that are taken.
    var unusedSamples = 0
  }

  /// Chooses between samples and fixations, and between the eyes.
  func outcome(_ settings: ImportSettings) -> Outcome {
    let wanted = settings.eyes == .left ? "L" : settings.eyes == .right ? "R" : fuller
    let chosen = wanted.flatMap { fixations[$0] } ?? []
    var outcome = Outcome()
    if let other = fixations.first(where: { $0.key != wanted }) {
      outcome.exclusions.add(.otherEye, fixationRows - chosen.count, at: firstPlaces[other.key] ?? provenance.place)
    }
    if settings.source == .samples || (settings.source == .automatic && chosen.isEmpty) {
      outcome.exclusions.add(sampleExclusions)
      guard !samples.isEmpty else {
        if sampleRows + fixationRows == 0 { outcome.exclusions.add(.noFixations, at: provenance.place) }
        return outcome
      }
      outcome.trial = .samples(recording(outcome.exclusions))
      return outcome
    }
    outcome.unusedSamples = sampleRows
    guard !chosen.isEmpty else {
      outcome.exclusions.add(.noFixations, at: provenance.place)
      return outcome
    }
    outcome.trial = .fixations(
      ReadingTrial(
        participant: participant, method: name, screen: screen, fixations: chosen, provenance: provenance,
        exclusions: outcome.exclusions, notes: ["fixations as the tracker's software found them"]))
    return outcome
  }

  /// The eye with more fixations, the left one if both have as many.
  private var fuller: String? {
    fixations.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }?.key
  }

  private func recording(_ exclusions: Exclusions) -> GazeRecording {
    var recording = GazeRecording(
      participant: participant, method: name, screen: screen, samples: samples, provenance: provenance)
    recording.exclusions = exclusions
    if spreadTimes > 0 {
      recording.notes.append(
        "\(spreadTimes) samples had the time of the one before and were spread at the \(Int(rate)) samples a second that "
          + "the file states")
    }
    return recording
  }
}
