import Basics
import Recordings

/// Imports EyeLink's ASC text format: messages, events and samples in one stream, in milliseconds and pixels.
///
/// A `TRIALID` message begins a trial (in files without any, a `START` line does). Its fixations are the `EFIX` lines,
/// or samples if `ImportSettings.source` says so or there are no stored fixations. If both eyes have fixations, the eye
/// with more of them counts, unless `eyes` names one. Interest areas come from `!V IAREA` messages.
struct EyeLinkASCImporter {
  let path: String
  let settings: ImportSettings
  private let lines: LineReader
  private var report = ImportReport(format: .eyeLinkASC)
  private var screen: ScreenSize?
  private var trial: EyeLinkTrial?
  private var hasTrialMessages = false
  /// The eyes in the samples after the last START line.
  private var eyes = "R"

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    screen = settings.screen
    lines = try LineReader(path)
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    while let line = try lines.next() {
      guard let first = line.first else { continue }
      let isSample = first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9")
      do {
        if isSample {
          report.rows += 1
          guard trial != nil else { throw RowFault(.beforeFirstStimulus) }
          try trial?.addSample(line.split { $0 <= 0x20 }, eyes: eyes, settings: settings, place: lines.place)
          continue
        }
        let fields = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        guard let kind = fields.first else { continue }
        if kind == "MSG" {
          try readMessage(Array(fields.dropFirst(2)), body)
        } else if kind == "START" {
          eyes = (fields.contains("LEFT") ? "L" : "") + (fields.contains("RIGHT") ? "R" : "")
          if !hasTrialMessages { try begin(name: "trial \(report.trials + 1)", body) }
        } else if kind == "EFIX" {
          report.rows += 1
          guard trial != nil else { throw RowFault(.beforeFirstStimulus) }
          try trial?.addFixation(fields)
        }
      } catch let fault as RowFault {
        report.exclusions.add(fault.reason, at: lines.place)
      }
    }
    try finish(body)
    try report.requireUsableRows(path, settings)
    return report
  }

  private mutating func readMessage(_ message: [Substring], _ body: (ImportedTrial) throws -> Void) throws {
    // A message may begin with its delay in milliseconds.
    let words = message.count > 1 && Int(message[0]) != nil ? Array(message.dropFirst()) : message
    switch words.first {
    case "DISPLAY_COORDS", "GAZE_COORDS":
      let edges = words.dropFirst().prefix(4).compactMap { Double($0) }
      if settings.screen == nil, edges.count == 4, edges[2] > edges[0], edges[3] > edges[1] {
        screen = ScreenSize(width: edges[2] - edges[0] + 1, height: edges[3] - edges[1] + 1)
        trial?.screen = screen
      }
    case "TRIALID":
      // A START line before the first TRIALID belongs to calibration or to the trial itself.
      if !hasTrialMessages { trial = nil }
      hasTrialMessages = true
      try begin(name: words.dropFirst().joined(separator: " "), body)
    case "!V":
      try readDataViewerMessage(Array(words.dropFirst()))
    default: break
    }
  }

  private mutating func readDataViewerMessage(_ words: [Substring]) throws {
    switch words.first {
    case "IAREA":
      let text = words.dropFirst().joined(separator: "\t")
      // `!V IAREA FILE` names a separate file of areas, which is not part of the recording.
      guard words.count > 2, words[1] != "FILE" else { return }
      guard let area = InterestArea(Array(text.utf8)) else { throw RowFault(.unreadableRow) }
      trial?.areas.append(area)
    case "TRIAL_VAR":
      guard words.count >= 3 else { return }
      let wanted = settings.stimulusColumn.map { [$0] } ?? ["code_snippet_id", "stimulus", "image"]
      if wanted.contains(String(words[1])) { trial?.name = words.dropFirst(2).joined(separator: " ") }
    case "IMGLOAD":
      guard settings.stimulusColumn == nil, let file = words.last(where: { $0.contains(".") && Double($0) == nil })
      else {
        return
      }
      trial?.name = String(file)
    default: break
    }
  }

  private mutating func begin(name: String, _ body: (ImportedTrial) throws -> Void) throws {
    try finish(body)
    trial = EyeLinkTrial(
      name: name.isEmpty ? "trial \(report.trials + 1)" : name,
      participant: settings.participant ?? TrackerFile.name(of: path), screen: screen,
      provenance: Provenance(
        format: .eyeLinkASC, file: path, line: lines.line, trial: name.split(separator: " ").first.flatMap { Int($0) }))
  }

  private mutating func finish(_ body: (ImportedTrial) throws -> Void) throws {
    guard let finished = trial?.finished(settings) else { return }
    trial = nil
    report.trials += 1
    switch finished {
    case .fixations(let trial): report.exclusions.add(trial.exclusions)
    case .samples(let recording): report.exclusions.add(recording.exclusions)
    }
    try body(finished)
  }
}

/// The data of one trial of an ASC file.
struct EyeLinkTrial {
  var name: String
  let participant: String
  var screen: ScreenSize?
  let provenance: Provenance
  var areas: [InterestArea] = []
  private var samples: [GazeSample] = []
  private var fixations: [Substring: [Fixation]] = [:]
  private var origin: Double?
  private var exclusions = Exclusions()

  init(name: String, participant: String, screen: ScreenSize?, provenance: Provenance) {
    self.name = name
    self.participant = participant
    self.screen = screen
    self.provenance = provenance
  }

  /// `time x y pupil …` of one eye, or `time xl yl pl xr yr pr …` of both.
  mutating func addSample(
    _ fields: [ArraySlice<UInt8>], eyes: String, settings: ImportSettings, place: @autoclosure () -> String
  ) throws {
    let isBinocular = eyes == "LR"
    guard fields.count >= (isBinocular ? 7 : 4) else { throw RowFault(.cutRow) }
    let numbers = try fields.prefix(isBinocular ? 7 : 4).map(NumberField.value)
    guard let time = numbers[0] else { throw RowFault(.unreadableNumber) }
    let begin = origin ?? time
    origin = begin
    if let last = samples.last {
      guard time - begin > last.time else { return exclusions.add(.timeNotIncreasing, at: place()) }
      guard time - begin - last.time < GazeRecording.longestPause else { return exclusions.add(.timeJump, at: place()) }
    }
    func eye(_ offset: Int) -> EyeSample {
      guard let x = numbers[offset], let y = numbers[offset + 1], abs(x) < 1e5, abs(y) < 1e5 else { return .lost }
      return EyeSample(position: ScreenPoint(x: x, y: y), pupil: numbers[offset + 2] ?? 0, isValid: true)
    }
    let left = eyes.contains("L") && settings.eyes != .right ? eye(1) : .lost
    let right = eyes.contains("R") && settings.eyes != .left ? eye(isBinocular ? 4 : 1) : .lost
    samples.append(GazeSample(time: time - begin, left: left, right: right))
  }

  /// `EFIX eye start end duration x y pupil`.
  mutating func addFixation(_ fields: [Substring]) throws {
    guard fields.count >= 7 else { throw RowFault(.cutRow) }
    let numbers = try fields[2..<7].map { try NumberField.value(of: Array($0.utf8)[...]) }
    guard let start = numbers[0], let duration = numbers[2] else { throw RowFault(.unreadableNumber) }
    guard Fixation.isPossible(duration: duration) else { throw RowFault(.impossibleDuration) }
    guard let x = numbers[3], let y = numbers[4], abs(x) < 1e5, abs(y) < 1e5 else { throw RowFault(.noCoordinates) }
    let begin = origin ?? start
    guard abs(start - begin) < GazeRecording.longestPause else { throw RowFault(.timeJump) }
    origin = begin
    fixations[fields[1], default: []].append(
      Fixation(start: max(0, start - begin), duration: duration, position: ScreenPoint(x: x, y: y)))
  }

  /// The finished trial; nil when it is empty.
  func finished(_ settings: ImportSettings) -> ImportedTrial? {
    var exclusions = exclusions
    let all = fixations.sorted { ($0.value.count, $1.key) > ($1.value.count, $0.key) }
    let wanted: Substring? = settings.eyes == .left ? "L" : settings.eyes == .right ? "R" : all.first?.key
    let chosen = wanted.flatMap { fixations[$0] } ?? []
    let others = fixations.values.reduce(0) { $0 + $1.count } - chosen.count
    if settings.source == .samples || (settings.source == .automatic && chosen.isEmpty) {
      guard !samples.isEmpty else { return nil }
      var recording = GazeRecording(
        participant: participant, method: name, screen: screen, samples: samples, provenance: provenance)
      recording.exclusions = exclusions
      return .samples(recording)
    }
    exclusions.add(.otherEye, others, at: provenance.place)
    var trial = ReadingTrial(
      participant: participant, method: name, screen: screen, fixations: chosen, provenance: provenance,
      exclusions: exclusions, notes: ["fixations as the tracker's software found them"])
    if chosen.isEmpty { trial.exclusions.add(.noFixations, at: provenance.place) }
    let visible = areas.filter { area in
      guard area.rectangle.width > 0, area.rectangle.height > 0 else {
        trial.exclusions.add(.emptyBox, at: provenance.place)
        return false
      }
      guard screen?.intersects(area.rectangle) ?? true else {
        trial.exclusions.add(.boxOutsideScreen, at: provenance.place)
        return false
      }
      return true
    }
    trial.boxes = TokenBox.numbered(visible.map { ($0.label, $0.rectangle, $0.identifier) })
    BoxHitTest(boxes: trial.boxes).assign(&trial)
    return .fixations(trial)
  }
}
