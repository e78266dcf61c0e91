import Basics
import Foundation
import Tokenization

/// Writes a run's checkpoints wherever the run's folder is at the moment.
struct CheckpointWriter: Sendable {
  /// The folder in which the run began to write.
  let original: String
  /// Where that folder is now; nil if it is gone.
  let place: @Sendable () -> String?
  /// How many of the newest checkpoints stay.
  let keep: Int
  let tokenizer: Tokenizer
  /// The `config.json` of the original model.
  let originalFields: Data?

  /// Writes a checkpoint, points the links to it and removes older ones; again at the folder's new place if the folder is
  /// moved meanwhile.
  ///
  /// - Returns: the checkpoint's folder, and a problem that does not affect it.
  /// - Throws: `RunFolderMoved` if the folder is gone; `FileFailure`.
  func write(
    _ contents: CheckpointStore.Contents, _ replica: ReplicaSnapshot, isBest: Bool
  ) throws -> (path: String, warning: String?) {
    guard let folder = place() else {
      throw RunFolderMoved(step: contents.state.step, path: PathName.folder(of: original), now: nil)
    }
    do {
      let store = CheckpointStore(folder)
      let path = try store.save(contents, replica, tokenizer: tokenizer, originalFields: originalFields)
      try store.point("last", to: path)
      if isBest { try store.point("best", to: path) }
      return (path, try store.prune(keep: keep))
    } catch {
      guard place() != folder else { throw error }
      return try write(contents, replica, isBest: isBest)
    }
  }
}
