import Basics
import Foundation

/// An output that would change a run's checkpoint, which would then not match its manifest.
package struct OutputInCheckpoint: DiagnosableError, Equatable {
  package var output: String
  package var checkpoint: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .usage, problem: "the output lies in the checkpoint \(checkpoint), which must stay as it is", place: output,
      remedy: "name another folder for the output")
  }

  /// Checks that an output is not a checkpoint and does not lie in one, whatever its path looks like, and that it makes no
  /// folder that would look like one.
  ///
  /// - Throws: `OutputInCheckpoint`.
  package static func check(_ output: String) throws {
    // The output need not exist yet: the folders above it do, up to links.
    var folder = PathName.absolute(output)
    while folder != "/" {
      let place = PathName.resolved(folder)
      if [CheckpointManifest.fileName, CheckpointStore.contentsName].allSatisfy({ access("\(place)/\($0)", F_OK) == 0 })
      {
        throw OutputInCheckpoint(output: output, checkpoint: place)
      }
      if CheckpointStore.isCheckpointName(PathName.last(of: folder)),
        PathName.last(of: PathName.folder(of: folder)) == "checkpoints"
      {
        throw OutputInCheckpoint(output: output, checkpoint: folder)
      }
      folder = PathName.folder(of: access(folder, F_OK) == 0 ? place : folder)
    }
  }
}
