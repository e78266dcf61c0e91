import Basics
import Recordings
import Scanpaths

/// The trials of a file, as labelled methods and scanpaths over their tokens.
package struct LoadedTrials: Sendable {
  package let mapped: MappedTrials
  package let corpus: ScanpathSet
  private let selection: TrialSelection

  /// - Parameters:
  ///   - unit: what counts as one event of a scanpath.
  ///   - selection: which trials to use.
  /// - Throws: errors in the file; `TrialSelectionError`; `NoGaze` if no scanpath is left.
  package init(path: String, unit: EventUnit = .merged, selection: TrialSelection = TrialSelection()) throws {
    var selection = selection
    mapped = try MappedTrials(try selection.chosen(of: try TrialFile.read(path)))
    self.selection = selection
    let visited = mapped.scanpaths.filter { !$0.visits.isEmpty }
    guard !visited.isEmpty else { throw NoGaze(path: path, account: mapped.account) }
    corpus = try ScanpathSet(
      codes: mapped.methods.values.sorted { $0.id < $1.id }, scanpaths: visited, unit: unit)
  }

  /// A sentence about what was left out; nil if nothing was.
  package var note: String? {
    let account = mapped.account
    var parts: [String] = []
    if account.trialsWithoutCode > 0 { parts.append("\(account.trialsWithoutCode) trials without code") }
    if account.trialsOfUnknownLanguage > 0 {
      parts.append("\(account.trialsOfUnknownLanguage) trials of a language that is not parsed")
    }
    let empty = mapped.scanpaths.count - corpus.scanpaths.count
    if empty > 0 { parts.append("\(empty) trials without a fixation on a token") }
    if account.fixations > account.mappedFixations {
      parts.append("\(account.fixations - account.mappedFixations) of \(account.fixations) fixations on no token")
    }
    let unusable = parts.isEmpty ? nil : "left out: " + parts.joined(separator: ", ")
    let notes = [selection.note, unusable].compactMap { $0 }
    return notes.isEmpty ? nil : notes.joined(separator: "; ")
  }
}

/// The trials contain no usable gaze.
package struct NoGaze: DiagnosableError {
  package var path: String
  package var account: MappedTrials.Account

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData,
      problem: "none of \(account.trials) trials has a fixation on a token: \(account.trialsWithoutCode) have no code, "
        + "\(account.fixations - account.mappedFixations) of \(account.fixations) fixations are on no token",
      place: path,
      remedy: "import the recordings with --code, and with --boxes or --interest-areas where they need them")
  }
}
