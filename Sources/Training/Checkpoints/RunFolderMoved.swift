import Basics

/// The run's folder is no longer at its path.
package struct RunFolderMoved: DiagnosableError, Equatable {
  /// The last step that was taken.
  package var step: Int
  package var path: String
  /// Where the folder is now; nil if it was removed.
  package var now: String?

  package init(step: Int, path: String, now: String?) {
    self.step = step
    self.path = path
    self.now = now
  }

  package var diagnosis: Diagnosis {
    Diagnosis(
      .inputOutput,
      problem: "the run's folder was moved, removed or replaced while the run wrote to it; stopped after step \(step)",
      place: path,
      remedy: now.map { "the state is saved in \($0); continue with --set output=\($0) --resume auto" }
        ?? "the folder is gone, and the steps since its last checkpoint with it")
  }
}
