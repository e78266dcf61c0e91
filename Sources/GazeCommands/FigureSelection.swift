import Basics
import GazeView
import Recordings
import Scanpaths

/// The trials that figures are drawn from, and what was left out.
struct FigureSelection {
  /// Trials that cannot be drawn, by reason.
  struct LeftOut: Encodable {
    var count = 0
    /// The first of them.
    var first: String
  }

  private(set) var readings: [FigureReading] = []
  private(set) var leftOut: [String: LeftOut] = [:]
  private let path: String

  /// - Parameters:
  ///   - path: the file of the trials, for messages.
  ///   - methods: the methods to use; empty for all.
  ///   - participants: the participants to use; empty for all.
  ///   - reading: which reading of a method by a participant to use, from 1; nil for all.
  ///   - choice: the fixations to use.
  /// - Throws: errors in the file; `UnknownTrialNames`; `NothingToDraw`.
  init(
    _ trials: [ReadingTrial], path: String, methods: [String], participants: [String], reading: Int?,
    choice: FixationChoice, kind: FigureKind
  ) throws {
    self.path = path
    let dataset = try MappedTrials(trials)
    let all = FigureReading.all(of: dataset)
    try UnknownTrialNames.check(
      path, methods: methods, knownMethods: all.map(\.code.id) + dataset.leftOut.map(\.method),
      participants: participants,
      knownParticipants: all.map(\.participant) + dataset.leftOut.map(\.participant))
    func isChosen(_ participant: String, _ method: String) -> Bool {
      (participants.isEmpty || participants.contains(participant)) && (methods.isEmpty || methods.contains(method))
    }
    for trial in dataset.leftOut where isChosen(trial.participant, trial.method) {
      leaveOut(trial.code == nil ? "without code" : "of a language that is not parsed", trial.participant, trial.method)
    }
    var seen: [[String]: Int] = [:]
    for trial in all where isChosen(trial.participant, trial.code.id) {
      seen[[trial.participant, trial.code.id], default: 0] += 1
      guard reading == nil || seen[[trial.participant, trial.code.id]] == reading else { continue }
      add(trial, choice, kind)
    }
    guard !readings.isEmpty else { throw NothingToDraw(path: path, leftOut: leftOut) }
  }

  private mutating func add(_ trial: FigureReading, _ choice: FixationChoice, _ kind: FigureKind) {
    guard let chosen = trial.choosing(choice) else {
      return leaveOut(choice == .all ? "without fixations" : "without fixations in the range", trial)
    }
    guard chosen.counts.onTokens > 0 else { return leaveOut("without a fixation on a token", trial) }
    if [.heat, .both, .dwell, .population].contains(kind), !chosen.tokenTimes.contains(where: { $0 > 0 }) {
      return leaveOut("without durations", trial)
    }
    readings.append(chosen)
  }

  private mutating func leaveOut(_ reason: String, _ trial: FigureReading) {
    leaveOut(reason, trial.participant, trial.code.id)
  }

  private mutating func leaveOut(_ reason: String, _ participant: String, _ method: String) {
    leftOut[reason, default: LeftOut(first: "\(participant) on \(method)")].count += 1
  }

  /// The readings by method, in the order in which the methods first occur. Those for which there is too few are left out.
  mutating func readingsByMethod(least: Int) throws -> [[FigureReading]] {
    var order: [String] = []
    let groups = Dictionary(grouping: readings, by: \.code.id)
    for reading in readings where !order.contains(reading.code.id) { order.append(reading.code.id) }
    let all = order.compactMap { groups[$0] }
    let few = all.filter { Set($0.map(\.participant)).count < least }
    for reading in few.joined() { leaveOut("of a method that only they read", reading) }
    let kept = all.filter { Set($0.map(\.participant)).count >= least }
    guard !kept.isEmpty else { throw NothingToDraw(path: path, leftOut: leftOut) }
    return kept
  }
}

/// Names of methods or participants that no trial has.
struct UnknownTrialNames: DiagnosableError {
  var path: String
  /// For each, the kind of name, the name and the nearest known one.
  var names: [(what: String, name: String, nearest: String?)]

  static func check(
    _ path: String, methods: [String], knownMethods: [String], participants: [String], knownParticipants: [String]
  ) throws {
    func unknown(_ what: String, _ names: [String], _ known: [String]) -> [(String, String, String?)] {
      let known = Set(known)
      return names.filter { !known.contains($0) }.map {
        (what, $0, NearestName.nearest(to: $0, among: known.sorted()))
      }
    }
    let names = unknown("method", methods, knownMethods) + unknown("participant", participants, knownParticipants)
    if !names.isEmpty { throw UnknownTrialNames(path: path, names: names) }
  }

  var diagnosis: Diagnosis {
    let problems = names.map { unknown in
      "no \(unknown.what) is called '\(unknown.name)'" + (unknown.nearest.map { "; did you mean '\($0)'?" } ?? "")
    }
    return Diagnosis(
      .badData, problem: problems.joined(separator: ", and "), place: path,
      remedy: "leave --method and --participant away to use all trials")
  }
}

/// No trial is left for a figure.
struct NothingToDraw: DiagnosableError {
  var path: String
  var leftOut: [String: FigureSelection.LeftOut]

  var diagnosis: Diagnosis {
    let reasons = leftOut.sorted { $0.key < $1.key }.map { "\($1.count) \($0), first \($1.first)" }
    return Diagnosis(
      .badData,
      problem: reasons.isEmpty
        ? "no trial is of these methods and participants" : "no trial can be drawn: " + reasons.joined(separator: "; "),
      place: path, remedy: "choose other trials, or import the recordings with --code and with boxes or interest areas")
  }
}
