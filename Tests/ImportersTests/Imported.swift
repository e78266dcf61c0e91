import Importers
import Recordings
import TestSupport

/// What is imported from a file with this text.
struct Imported {
  var trials: [ReadingTrial] = []
  var recordings: [GazeRecording] = []
  let report: ImportReport

  init(
    _ text: String, format: GazeFormat? = nil, name: String = "recording.data",
    _ change: (inout ImportSettings) throws -> Void = { _ in }
  ) throws {
    let folder = try TemporaryFolder()
    try self.init(file: folder.file(name, text), format: format, change)
  }

  init(
    file: String, format: GazeFormat? = nil, _ change: (inout ImportSettings) throws -> Void = { _ in }
  ) throws {
    var settings = ImportSettings()
    try change(&settings)
    var (trials, recordings) = ([ReadingTrial](), [GazeRecording]())
    report = try GazeImporter(settings).read(file, format: format) { imported in
      switch imported {
      case .fixations(let trial): trials.append(trial)
      case .samples(let recording): recordings.append(recording)
      }
    }
    self.trials = trials
    self.recordings = recordings
  }

  /// The rows that are counted as left out; fixations that are kept but on no box, and whole trials, are not rows.
  var countedRows: Int {
    let kept: [ExclusionReason] = [.noLayout, .onNoBox, .unknownBox, .noFixations, .emptyBox, .boxOutsideScreen]
    return report.exclusions.total - kept.reduce(0) { $0 + report.exclusions[$1] }
  }
}

/// The trials and recordings of a text, and what the importer reports.
func read(
  _ text: String, _ change: (inout ImportSettings) throws -> Void = { _ in }
) throws -> (trials: [ReadingTrial], recordings: [GazeRecording], report: ImportReport) {
  let imported = try Imported(text, change)
  return (imported.trials, imported.recordings, imported.report)
}
