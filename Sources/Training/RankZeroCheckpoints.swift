import Basics
import Collectives
import Foundation
import Tokenization

/// Checkpoints of a run over several ranks: rank 0 writes, the others wait and learn whether it worked.
package struct RankZeroCheckpoints {
  private let store: CheckpointStore?
  private let keep: Int
  private let configuration: String
  private let tokenizer: Tokenizer
  private let originalFields: Data?

  /// - Parameters:
  ///   - store: nil for runs that leave nothing behind (debug mode).
  ///   - configuration: the resolved configuration as text.
  ///   - originalFields: the `config.json` that the model came from.
  package init(
    _ store: CheckpointStore?, keep: Int, configuration: String, tokenizer: Tokenizer, originalFields: Data?
  ) {
    self.store = store
    self.keep = keep
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.originalFields = originalFields
  }

  /// Saves the replica and returns the checkpoint's folder; nil where there is no store.
  func save(_ state: TrainingState, replica: Replica, isBest: Bool) throws -> String? {
    guard let store else { return nil }
    return try replica.communicator.onRoot {
      let path = try store.save(
        CheckpointStore.Contents(state: state, configuration: configuration), model: replica.model,
        optimizer: replica.optimizer, tokenizer: tokenizer, originalFields: originalFields)
      try store.point("last", to: path)
      if isBest { try store.point("best", to: path) }
      try store.prune(keep: keep)
      return path
    }
  }
}
