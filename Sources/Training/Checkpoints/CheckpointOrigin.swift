import Basics
import Corpus
import Foundation

/// A checkpoint that a model began from: which weights, and what they were trained on. A checkpoint keeps the whole chain, so
/// that a fine-tuned model says what it was pre-trained on wherever it is copied to.
package struct CheckpointOrigin: Codable, Sendable, Equatable {
  /// The file with the weights, without its folder.
  package var file: String
  package var sha256: String
  /// The step of the run that wrote it, its data and its resolved configuration; nil for weights from elsewhere.
  package var step: Int?
  package var trainingData: CorpusManifest?
  package var configuration: String?

  /// The checkpoint in a folder, followed by those that it came from.
  ///
  /// - Throws: `FileFailure`; errors in a checkpoint of Fovea's own.
  /// - Complexity: reads the weights.
  package static func chain(of folder: String) throws -> [CheckpointOrigin] {
    let names = [
      "model.safetensors", "pytorch_model.bin", "model.safetensors.index.json", "pytorch_model.bin.index.json",
    ]
    guard let file = names.first(where: { access(PathName.joined(folder, $0), R_OK) == 0 }) else { return [] }
    var origin = CheckpointOrigin(file: file, sha256: try Digest.sha256(of: PathName.joined(folder, file)).digest)
    guard access(PathName.joined(folder, CheckpointStore.contentsName), R_OK) == 0 else { return [origin] }
    let contents = try CheckpointStore.contents(of: folder)
    (origin.step, origin.trainingData) = (contents.state.step, contents.trainingData)
    origin.configuration = contents.configuration
    return [origin] + (contents.origins ?? [])
  }
}
