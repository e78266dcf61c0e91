import Basics
import Recordings

/// Imports EyeLink's ASC text format: messages, events and samples in one stream, in milliseconds and pixels.
///
/// A `TRIALID` message begins a trial (in files without any, a `START` line does) and `TRIAL_RESULT` ends it. Its
/// fixations are the `EFIX` lines, or samples if `ImportSettings.source` says so or there are no stored fixations. A
/// fixation belongs to the trial in which it began, whose end its line may follow. If both eyes have fixations, the eye
/// with more of them counts, unless `eyes` names one. Interest areas come from the settings' files or from `!V IAREA`
/// messages.
struct EyeLinkASCImporter {
  let path: String
  let settings: ImportSettings
  private let lines: LineReader
  private var report = ImportReport(format: .eyeLinkASC)
  private var stimuli: StimulusFiles
  private var screen: ScreenSize?
  private var trial: EyeLinkTrial?
  /// The trial before, until the fixations that it may still get have ended.
  private var previous: EyeLinkTrial?
  /// Data outside trials.
  private var stray: [ExclusionReason: StrayRows] = [:]
  /// Whether any message in the file begins a trial; without one, START lines do.
  private let hasTrialMessages: Bool
  private var begun = 0
  private var firstBegin = Double.infinity
  private var form = EyeLinkSampleForm()
  /// Why samples and events cannot be used: they are in other coordinates than the screen's.
  private var faults: (samples: DataLineError?, events: DataLineError?)
  private var foreignSamples: DataLineError?
  private var unused = (samples: 0, fixations: 0)
  private var variables: Set<String> = []
  /// Interest areas before the first trial.
  private var strayAreas = StrayRows.Rows()
  /// The eyes that lines name, and whether there are fixations.
  private var seen = (eyes: Set<Character>(), fixations: false)
  private var numbers: [Double?] = []

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
    screen = settings.screen
    lines = try LineReader(path)
    stimuli = try StimulusFiles(settings, screen: settings.screen)
    hasTrialMessages = try Self.hasTrialMessage(path)
  }

  private static func hasTrialMessage(_ path: String) throws -> Bool {
    let lines = try LineReader(path)
    while let line = try lines.next() {
      guard line.first == UInt8(ascii: "M"), line.count > 9 else { continue }
      if String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace).dropFirst(2).prefix(2)
        .contains("TRIALID")
      {
        return true
      }
    }
    return false
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    while let line = try lines.next() {
      guard let first = line.first else { continue }
      do {
        if first >= UInt8(ascii: "0") && first <= UInt8(ascii: "9") {
          report.rows += 1
          try addSample(line)
        } else {
          try readLine(String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace), body)
        }
      } catch let fault as RowFault {
        report.exclusions.add(fault.reason, at: lines.place)
      }
    }
    try finishPrevious(body)
    previous = trial
    try finishPrevious(body)
    for (reason, rows) in stray { count(rows, reason) }
    try checkVariables()
    try checkChoices()
    noteUnused()
    try report.requireUsableRows(path, settings)
    return report
  }

  private mutating func readLine(_ fields: [Substring], _ body: (ImportedTrial) throws -> Void) throws {
    switch fields.first {
    case "MSG": try readMessage(fields, body)
    case "EFIX":
      report.rows += 1
      seen = (seen.eyes.union(fields.dropFirst().first ?? ""), true)
      try addFixation(fields)
    case "START":
      let eyes = Self.eyes(fields)
      seen.eyes.formUnion(eyes)
      form = EyeLinkSampleForm(eyes: eyes.isEmpty ? form.eyes : eyes)
      if !hasTrialMessages { try begin(name: "", at: Self.time(fields), body) }
    case "END": try finishPrevious(body)
    case "SAMPLES":
      faults.samples = fault(fields, "samples")
      form.rate = Self.rate(fields)
      let eyes = Self.eyes(fields)
      seen.eyes.formUnion(eyes)
      if !eyes.isEmpty { form.eyes = eyes }
    case "EVENTS": faults.events = fault(fields, "events")
    default: break
    }
  }

  private static func eyes(_ fields: [Substring]) -> String {
    (fields.contains("LEFT") ? "L" : "") + (fields.contains("RIGHT") ? "R" : "")
  }

  /// The number after `RATE`.
  private static func rate(_ fields: [Substring]) -> Double? {
    guard let name = fields.firstIndex(of: "RATE"), let rate = fields.dropFirst(name + 1).first.flatMap({ Double($0) }),
      (1..<1e6).contains(rate)
    else { return nil }
    return rate
  }

  private static func time(_ fields: [Substring]) -> Double {
    fields.dropFirst().first.flatMap { Double($0) } ?? -.infinity
  }

  /// The error for data in head-referenced or raw coordinates; nil for the screen's.
  private func fault(_ fields: [Substring], _ what: String) -> DataLineError? {
    guard let kind = fields.first(where: { ["GAZE", "HREF", "PUPIL", "RAW"].contains($0) }), kind != "GAZE" else {
      return nil
    }
    let coordinates = kind == "HREF" ? "angles of the eye in the head (HREF)" : "positions of the pupil in the camera"
    return DataLineError(
      path: path, line: lines.line, problem: "the \(what) are \(coordinates), not places on the screen",
      remedy: "convert the EDF file again with gaze coordinates, which is edf2asc's default")
  }

  // MARK: - Samples and fixations

  private mutating func addSample(_ line: [UInt8]) throws {
    if settings.source == .samples, let fault = faults.samples { throw fault }
    let wanted = form.eyes == "LR" ? 7 : 4
    guard try readNumbers(line, wanted) == wanted else { throw RowFault(.cutRow) }
    if let fault = faults.samples { foreignSamples = fault }
    guard let time = numbers[0] else { throw RowFault(.unreadableNumber) }
    guard trial != nil, time < trial?.end ?? .infinity else {
      let reason: ExclusionReason = begun == 0 ? .beforeFirstStimulus : .noStimulus
      stray[reason, default: StrayRows()].samples.add(at: lines.place)
      return
    }
    try trial?.add(numbers, form, settings.eyes, place: lines.place)
  }

  /// Reads the first numbers of a line; returns how many there are.
  private mutating func readNumbers(_ line: [UInt8], _ wanted: Int) throws -> Int {
    numbers.removeAll(keepingCapacity: true)
    var place = 0
    while numbers.count < wanted {
      while place < line.count, line[place] <= 0x20 { place += 1 }
      guard place < line.count else { break }
      let start = place
      while place < line.count, line[place] > 0x20 { place += 1 }
      numbers.append(try NumberField.value(of: line[start..<place]))
    }
    return numbers.count
  }

  private mutating func addFixation(_ fields: [Substring]) throws {
    guard settings.source != .samples else {
      unused.fixations += 1
      return
    }
    if let fault = faults.events { throw fault }
    let found = try EyeLinkFixation(fields)
    if trial?.holds(found.start) == true {
      try trial?.add(found, place: lines.place)
    } else if previous?.holds(found.start) == true {
      try previous?.add(found, place: lines.place)
    } else {
      let reason: ExclusionReason = found.start < firstBegin ? .beforeFirstStimulus : .noStimulus
      stray[reason, default: StrayRows()].fixations.add(at: lines.place)
    }
  }

  // MARK: - Messages

  private mutating func readMessage(_ fields: [Substring], _ body: (ImportedTrial) throws -> Void) throws {
    let message = Array(fields.dropFirst(2))
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
      try begin(name: words.dropFirst().joined(separator: " "), at: Self.time(fields), body)
    case "TRIAL_RESULT": trial?.end = Self.time(fields)
    case "!V": try readDataViewerMessage(Array(words.dropFirst()))
    default: break
    }
  }

  private mutating func readDataViewerMessage(_ words: [Substring]) throws {
    switch words.first {
    case "IAREA":
      guard words.count > 2 else { return }
      if trial == nil { strayAreas.add(at: lines.place) }
      if words[1] == "FILE" {
        trial?.areaFile = words.dropFirst(2).joined(separator: " ")
        return
      }
      let text = words.dropFirst().joined(separator: "\t")
      guard let area = InterestArea(Array(text.utf8)) else { throw RowFault(.unreadableRow) }
      trial?.areas.append(area.entry(at: lines.place))
    case "TRIAL_VAR":
      guard words.count >= 3 else { return }
      variables.insert(String(words[1]))
      let wanted = settings.stimulusColumn.map { [$0] } ?? ["code_snippet_id", "stimulus", "image"]
      if let rank = wanted.firstIndex(of: String(words[1])) {
        trial?.rename(words.dropFirst(2).joined(separator: " "), rank: rank)
      }
    case "IMGLOAD":
      guard settings.stimulusColumn == nil, let file = words.last(where: { $0.contains(".") && Double($0) == nil })
      else { return }
      trial?.rename(String(file), rank: 3)
    default: break
    }
  }

  // MARK: - Trials

  private mutating func begin(name: String, at time: Double, _ body: (ImportedTrial) throws -> Void) throws {
    try finishPrevious(body)
    previous = trial
    begun += 1
    firstBegin = min(firstBegin, time)
    trial = EyeLinkTrial(
      name: name.isEmpty ? "trial \(begun)" : name,
      participant: settings.participant ?? TrackerFile.name(of: path), screen: screen,
      provenance: Provenance(
        format: .eyeLinkASC, file: path, line: lines.line, trial: name.split(separator: " ").first.flatMap { Int($0) }),
      begin: time)
  }

  private mutating func finishPrevious(_ body: (ImportedTrial) throws -> Void) throws {
    guard let finished = previous else { return }
    previous = nil
    let outcome = finished.outcome(settings)
    unused.samples += outcome.unusedSamples
    guard let imported = outcome.trial else {
      report.exclusions.add(outcome.exclusions)
      return
    }
    stimuli.screen = finished.screen
    let own = finished.areas.isEmpty ? nil : BoxFile(finished.areas, screen: finished.screen)
    report.trials += 1
    switch imported {
    case .fixations(var trial):
      try stimuli.complete(&trial, own: own, areaFile: finished.areaFile, &report)
      BoxHitTest(boxes: trial.boxes).assign(&trial)
      report.exclusions.add(trial.exclusions)
      try body(.fixations(trial))
    case .samples(var recording):
      if let foreignSamples { throw foreignSamples }
      try stimuli.complete(&recording, own: own, areaFile: finished.areaFile, &report)
      report.exclusions.add(recording.exclusions)
      try body(.samples(recording))
    }
  }
}

// MARK: - The account of what is not in trials

extension EyeLinkASCImporter {
  /// Counts what lay outside trials as it would have been read: the fixations, or the samples.
  private mutating func count(_ rows: StrayRows, _ reason: ExclusionReason) {
    if settings.source == .samples || (settings.source == .automatic && rows.fixations.count == 0) {
      report.exclusions.add(reason, rows.samples.count, at: rows.samples.first)
    } else {
      report.exclusions.add(reason, rows.fixations.count, at: rows.fixations.first)
      unused.samples += rows.samples.count
    }
  }

  private mutating func noteUnused() {
    report.note(strayAreas, "interest areas before the first trial, which are not used")
    if unused.samples > 0 {
      report.note("\(unused.samples) samples are not used, because the tracker's fixations are")
    }
    if unused.fixations > 0 {
      report.note("\(unused.fixations) fixations of the tracker are not used, because the samples are")
    }
  }

  /// Refuses the choice of what the file does not have.
  private func checkChoices() throws {
    // Without any line about eyes, samples are taken for the right one's.
    let eyes = seen.eyes.isEmpty ? Set(form.eyes) : seen.eyes
    if settings.eyes != .both, !eyes.contains(settings.eyes == .left ? "L" : "R") {
      throw DataLineError(
        path: path, line: 0, problem: "the file has no \(settings.eyes.rawValue) eye",
        remedy: "leave eyes out, or name the other eye")
    }
    if settings.source == .fixations, !seen.fixations {
      throw DataLineError(
        path: path, line: 0, problem: "the file has no fixations of the tracker",
        remedy: "leave out --source fixations: fixations are found in the samples")
    }
  }

  private func checkVariables() throws {
    guard let wanted = settings.stimulusColumn, !variables.contains(wanted) else { return }
    let nearest = NearestName.nearest(to: wanted, among: variables.sorted()).map { "did you mean \($0)?" }
    let known = variables.isEmpty ? "the file has none" : "the file has \(variables.sorted().joined(separator: ", "))"
    throw DataLineError(
      path: path, line: 0, problem: "no trial has a variable (!V TRIAL_VAR) \(wanted)", remedy: nearest ?? known)
  }
}
