import Basics
import Corpus
import Scanpaths

/// Whether priors from a folder say something about readings that are held out from training.
enum PriorLeak {
  /// - Throws: `InvalidSetting` if they do, or if the folder does not say which readings they were computed from;
  ///   `FileFailure` if there is no such folder; errors in its provenance.
  static func check(_ folder: String, heldOut: [Scanpath]) throws {
    guard !heldOut.isEmpty else { return }
    try Folder.require(folder)
    let remedy =
      "leave it empty, and the run computes priors without the held-out readings; or make the folder with "
      + "fovea gaze priors and its options --hold-out, --folds and --fold, which records what went in"
    guard let provenance = try PriorProvenance.read(folder: folder) else {
      throw InvalidSetting(
        "gaze.priors",
        "may contain the \(heldOut.count) held-out readings: \(folder) has no \(PriorProvenance.fileName) that says "
          + "which readings its priors were computed from", remedy: remedy)
    }
    let leaked = heldOut.count { provenance.mayContain(method: $0.code, participant: $0.participant) }
    guard leaked == 0 else {
      throw InvalidSetting(
        "gaze.priors", "were computed from readings of which \(leaked) are among the \(heldOut.count) held-out ones",
        remedy: remedy)
    }
  }
}
