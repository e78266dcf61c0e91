import Basics
import Foundation
import Importers
import Recordings

/// Imports recordings of any format as trials: maps fixations to boxes and to the tokens of the code.
package struct GazeImportRun {
  package var importing = ImportSettings()
  package var fixations = FixationSettings()
  /// Nil to detect each file's format.
  package var format: GazeFormat?
  /// Which trials to import.
  package var selection = TrialSelection()

  package init() {}

  /// The result of an import.
  package struct Report: Encodable, Sendable {
    package struct File: Encodable, Sendable {
      package var path: String
      package var format: String
      package var rows: Int
      package var trials: Int
      package var exclusions: [String: Int]
      package var notes: [String]
    }

    package struct Trial: Encodable, Sendable {
      package var participant: String
      package var method: String
      package var quality: Quality
    }

    /// The most useful numbers of `TrialQuality`.
    package struct Quality: Encodable, Sendable {
      package var fixations: Int
      package var meanDuration: Double?
      package var onBoxShare: Double?
      package var validShare: Double?
      package var samplingRate: Double?
      package var precision: Double?
      package var exclusions: [String: Int]
      package var flags: [QualityFlag]

      enum CodingKeys: String, CodingKey {
        case fixations, precision, exclusions, flags
        case meanDuration = "mean_duration_ms"
        case onBoxShare = "on_box_share"
        case validShare = "valid_share"
        case samplingRate = "sampling_rate_hz"
      }
    }

    package var files: [File] = []
    package var trials: [Trial] = []
    /// How many fixations were mapped to tokens; nil if no trial has code.
    package var tokens: MappedTrials.Account?
    /// The first place of each reason for an exclusion.
    package var firstPlaces: [String: String] = [:]
    /// What was left out by choice; nil if no choice was made.
    package var selection: TrialSelectionReport?

    enum CodingKeys: String, CodingKey {
      case files, trials, tokens, selection
      case firstPlaces = "first_places"
    }
  }

  /// All files that importing these recordings may read, with what is in the folders that the settings name.
  package func inputs(_ paths: [String]) -> [String] {
    let companions = [importing.code, importing.boxes, importing.interestAreas, importing.plugin].compactMap { $0 }
    return paths + companions
      + companions.flatMap { folder in
        FileManager.default.enumerator(atPath: folder)?.compactMap { ($0 as? String).map { "\(folder)/\($0)" } } ?? []
      }
  }

  /// Imports the files.
  ///
  /// - Parameter progress: called with the number of trials so far.
  /// - Throws: `InvalidSetting`; errors in a file, with the line.
  package func run(
    _ paths: [String], progress: (Int) -> Void = { _ in }
  ) throws -> (trials: [ReadingTrial], report: Report) {
    let importer = try GazeImporter(importing)
    let pipeline = try FixationPipeline(fixations)
    var report = Report()
    var trials: [ReadingTrial] = []
    var (selection, numbers) = (selection, TrialNumbers())
    var (stimuli, hasSamples) = (Set<String>(), false)
    let repetitions = try RepeatedRecordings.find(paths)
    for (index, path) in paths.enumerated() {
      // The pipeline's exclusions are added to those of the file's reader; drift correction can also undo some.
      var (before, after) = (Exclusions(), Exclusions())
      let file = try importer.read(path, format: format) { imported in
        let number = numbers.number(imported.provenance)
        stimuli.insert(imported.method)
        if case .samples = imported { hasSamples = true }
        let subject = TrialPattern.Subject(
          participant: imported.participant, stimulus: imported.method, trial: number)
        guard selection.admits(subject) else {
          // The file's report counts what was excluded from every trial of the file.
          before.add(imported.exclusions)
          return
        }
        var result = try pipeline.result(of: imported)
        result.trial.provenance.trial = number
        before.add(imported.exclusions)
        after.add(result.trial.exclusions)
        trials.append(result.trial)
        report.trials.append(Report.Trial(result))
        progress(trials.count)
      }
      report.add(file, path, before: before, after: after, hasLeftOut: selection.leftOut > 0)
      if let first = repetitions[index] {
        report.files[index].notes.append("the file has the same content as \(first): its trials count twice")
      }
    }
    try selection.check()
    try IdleSetting.check(importing, fixations, stimuli: stimuli, hasSamples: hasSamples)
    report.selection = TrialSelectionReport(selection)
    if fixations.drift != nil { try NothingToCorrect.check(trials) }
    let dataset = try MappedTrials(trials)
    if dataset.account.trials > dataset.account.trialsWithoutCode { report.tokens = dataset.account }
    return (dataset.completing(trials), report)
  }
}

extension GazeImportRun.Report {
  fileprivate mutating func add(
    _ file: ImportReport, _ path: String, before: Exclusions, after: Exclusions, hasLeftOut: Bool
  ) {
    let counts = ExclusionReason.allCases.map { reason in
      (reason.rawValue, file.exclusions[reason] + after[reason] - before[reason])
    }
    files.append(
      File(
        path: path, format: file.format.rawValue, rows: file.rows, trials: file.trials,
        exclusions: Dictionary(uniqueKeysWithValues: counts.filter { $0.1 > 0 }), notes: file.notes))
    // The first place in the file may be in a trial that was left out.
    let tallies = hasLeftOut ? after.sorted + file.exclusions.sorted : file.exclusions.sorted + after.sorted
    for (reason, tally) in tallies where firstPlaces[reason.rawValue] == nil {
      guard files[files.count - 1].exclusions[reason.rawValue] != nil else { continue }
      firstPlaces[reason.rawValue] = tally.firstPlace
    }
  }
}

extension GazeImportRun.Report.Trial {
  fileprivate init(_ result: FixationResult) {
    let quality = result.quality
    self.init(
      participant: result.trial.participant, method: result.trial.method,
      quality: GazeImportRun.Report.Quality(
        fixations: quality.fixations, meanDuration: quality.meanDuration, onBoxShare: quality.onBoxShare,
        validShare: quality.validShare, samplingRate: quality.samplingRate, precision: quality.precision,
        exclusions: quality.exclusions.counts, flags: QualityFlag.allCases.filter { quality.has($0) == true }))
  }
}

extension Exclusions {
  fileprivate var counts: [String: Int] {
    Dictionary(uniqueKeysWithValues: sorted.map { ($0.reason.rawValue, $0.tally.count) })
  }
}
