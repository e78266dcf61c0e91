import Basics
import Foundation
import Recordings

/// Imports the files of fix8: a JSON object for one trial, or a CSV of eye movements.
///
/// The JSON is `{"time_stamps": […], "fixations": [[x, y, duration], …]}`, or `{"1": [x, y, duration], …}` as earlier
/// versions wrote it, in pixels and milliseconds. Neither names the participant or the stimulus, so both have the file's
/// name unless the settings say otherwise.
struct Fix8Importer {
  /// A trial is some kilobytes long.
  private static let mostBytes = 1 << 26

  let path: String
  let settings: ImportSettings
  private var report = ImportReport(format: .fix8)

  init(_ path: String, _ settings: ImportSettings) throws {
    self.path = path
    self.settings = settings
  }

  mutating func read(_ body: (ImportedTrial) throws -> Void) throws -> ImportReport {
    guard try Self.isJSON(path) else {
      var importer = try FixationTableImporter(path, settings, format: .fix8)
      return try importer.read(body)
    }
    guard let document = try Self.document(path) else {
      throw DataLineError(
        path: path, line: 1, problem: "this is no JSON object of fix8",
        remedy: "it must be {\"time_stamps\": […], \"fixations\": [[x, y, duration], …]}")
    }
    var trial = trial(document)
    guard !trial.fixations.isEmpty else {
      report.exclusions.add(trial.exclusions)
      report.exclusions.add(.noFixations, at: path)
      try report.requireUsableRows(path, settings)
      return report
    }
    if let sorted = FixationOrder.sorted(trial.fixations, by: \.start), sorted.moved > 0 {
      trial.fixations = sorted.rows
      trial.notes.append(FixationOrder.note(sorted.moved, "time_stamps"))
      report.note(FixationOrder.note(sorted.moved, "time_stamps"))
    }
    EventTimes.scaleStarts(&trial, declared: .milliseconds)
    var stimuli = try StimulusFiles(settings, screen: settings.screen)
    try stimuli.complete(&trial, &report)
    BoxHitTest(boxes: trial.boxes).assign(&trial)
    report.trials += 1
    report.exclusions.add(trial.exclusions)
    try report.requireUsableRows(path, settings)
    try body(.fixations(trial))
    return report
  }

  private mutating func trial(_ document: Document) -> ReadingTrial {
    let name = TrackerFile.name(of: path)
    var trial = ReadingTrial(
      participant: settings.participant ?? name, method: name, screen: settings.screen,
      provenance: Provenance(format: .fix8, file: path, line: 1))
    let times = document.times.count == document.fixations.count ? document.times : []
    if times.isEmpty, !document.times.isEmpty {
      report.note(
        "start times are left out: \(document.times.count) time_stamps for \(document.fixations.count) fixations")
    }
    for (index, values) in document.fixations.enumerated() {
      report.rows += 1
      let place = "\(path), fixation \(index + 1)"
      guard values.count >= 3, let duration = values[2] else {
        trial.exclusions.add(.cutRow, at: place)
        continue
      }
      guard Fixation.isPossible(duration: duration) else {
        trial.exclusions.add(.impossibleDuration, at: place)
        continue
      }
      guard let x = values[0], let y = values[1], abs(x) < 1e5, abs(y) < 1e5 else {
        trial.exclusions.add(.noCoordinates, at: place)
        continue
      }
      trial.fixations.append(
        Fixation(
          start: times.isEmpty ? nil : times[index], duration: duration, position: ScreenPoint(x: x, y: y)))
    }
    return trial
  }
}

extension Fix8Importer {
  /// The numbers of a JSON file.
  struct Document {
    var times: [Double?]
    /// x, y, duration.
    var fixations: [[Double?]]
  }

  private struct Named: Decodable {
    let time_stamps: [Double?]?
    let fixations: [[Double?]]
  }

  private static func isJSON(_ path: String) throws -> Bool {
    let lines = try LineReader(path)
    while let line = try lines.next() {
      if let first = line.first(where: { $0 > 0x20 }) { return first == UInt8(ascii: "{") }
    }
    return false
  }

  /// The content of a JSON file; nil for anything else, and for files larger than a trial can be.
  ///
  /// - Throws: `FileFailure`.
  static func document(_ path: String) throws -> Document? {
    var status = stat()
    guard stat(path, &status) == 0, status.st_size <= mostBytes else { return nil }
    let bytes = try TextFile.bytes(of: path)
    if let named = try? JSONDecoder().decode(Named.self, from: bytes) {
      return Document(times: named.time_stamps ?? [], fixations: named.fixations)
    }
    guard let numbered = try? JSONDecoder().decode([String: [Double?]].self, from: bytes), !numbered.isEmpty else {
      return nil
    }
    let keys = numbered.keys.compactMap { key in Int(key).map { (key, $0) } }.sorted { $0.1 < $1.1 }
    guard keys.count == numbered.count else { return nil }
    return Document(times: [], fixations: keys.compactMap { numbered[$0.0] })
  }
}
