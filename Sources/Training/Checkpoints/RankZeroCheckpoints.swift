import Basics
import Collectives
import Corpus
import Foundation
import Tokenization

/// Checkpoints of a run over several ranks: rank 0 writes them, in the background if it may, and all ranks learn whether
/// it worked.
package final class RankZeroCheckpoints {
  /// A checkpoint that is whole on the disk.
  struct Saved: Codable, Sendable {
    var step: Int
    var path: String
    /// From its beginning until it was durable.
    var seconds: Double
    /// The part of them in which training stood still.
    var blockingSeconds: Double
    /// What went wrong without harm to the checkpoint.
    var warning: String?
  }

  private let store: CheckpointStore?
  private let keep: Int
  private let configuration: String
  private let trainingData: CorpusManifest?
  private let tokenizer: Tokenizer
  private let originalFields: Data?
  private let writesInBackground: Bool
  /// Memory for the numbers that are being written; nil where they are written from the replica itself.
  private var room: BackgroundWork<ReplicaSnapshot>?
  private var writing: BackgroundWork<Saved>?
  private var blockingSeconds = 0.0
  /// Whether a checkpoint has been begun and not been settled; the same on every rank.
  private var isUnsettled = false

  /// - Parameters:
  ///   - store: nil for runs that leave nothing behind (debug mode).
  ///   - configuration: the resolved configuration as text.
  ///   - trainingData: what the run trains on, for its continuation to compare.
  ///   - originalFields: the `config.json` that the model came from.
  ///   - writesInBackground: lets training go on while a checkpoint is written; costs 12 bytes a parameter on rank 0.
  package init(
    _ store: CheckpointStore?, keep: Int, configuration: String, tokenizer: Tokenizer, originalFields: Data?,
    trainingData: CorpusManifest? = nil, writesInBackground: Bool = true
  ) {
    self.store = store
    self.keep = keep
    self.configuration = configuration
    self.trainingData = trainingData
    self.tokenizer = tokenizer
    self.originalFields = originalFields
    self.writesInBackground = writesInBackground
  }

  /// A checkpoint that was begun is not left half written when training fails.
  deinit { _ = try? writing?.wait() }

  /// Begins to take memory for copies of the replica, beside training: taking it can last longer than the copying.
  func prepare(for replica: Replica) {
    guard store != nil, writesInBackground, replica.communicator.rank == 0, room == nil else { return }
    let (configuration, layout) = (replica.model.configuration, replica.model.architecture.layout)
    room = BackgroundWork { ReplicaSnapshot(configuration, layout: layout) }
  }

  /// Begins to save the replica; every rank calls it, after `settle`. When it returns the replica may change.
  ///
  /// - Parameter begin: since when training has stood still for this checkpoint.
  func begin(_ state: TrainingState, replica: Replica, isBest: Bool, since begin: ContinuousClock.Instant) {
    guard let store else { return }
    isUnsettled = true
    guard replica.communicator.rank == 0 else { return }
    let clock = ContinuousClock()
    let source = copy(of: replica) ?? ReplicaSnapshot(sharing: replica)
    let contents = CheckpointStore.Contents(
      state: state, configuration: configuration, trainingData: trainingData)
    writing = BackgroundWork { [keep, tokenizer, originalFields] in
      let path = try store.save(contents, source, tokenizer: tokenizer, originalFields: originalFields)
      try store.point("last", to: path)
      if isBest { try store.point("best", to: path) }
      let warning = try store.prune(keep: keep)
      return Saved(
        step: contents.state.step, path: path, seconds: (clock.now - begin).seconds, blockingSeconds: 0,
        warning: warning)
    }
    if !writesInBackground { _ = try? writing?.wait() }
    blockingSeconds = (clock.now - begin).seconds
  }

  /// Whether what was begun has ended, so that `settle` will not wait; rank 0 alone knows.
  var isReadyToSettle: Bool { writing?.hasEnded ?? false }

  /// Waits for the checkpoint that was begun and returns what became of it, nil when none was; a collective.
  ///
  /// - Throws: `AgreedFailure` on every rank when it could not be written.
  func settle(_ communicator: any Communicator) throws -> Saved? {
    guard isUnsettled else { return nil }
    isUnsettled = false
    return try communicator.onRoot {
      let clock = ContinuousClock()
      let begin = clock.now
      defer { writing = nil }
      var saved = try writing?.wait()
      saved?.blockingSeconds = blockingSeconds + (clock.now - begin).seconds
      return saved
    }
  }

  private func copy(of replica: Replica) -> ReplicaSnapshot? {
    prepare(for: replica)
    guard let copy = try? room?.wait() else { return nil }
    copy.take(replica)
    return copy
  }
}
