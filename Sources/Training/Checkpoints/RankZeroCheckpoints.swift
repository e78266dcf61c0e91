import Basics
import Collectives
import Corpus
import Foundation
import Tokenization

/// The checkpoints of a run over several ranks. Rank 0 writes them, in the background if allowed, and all ranks learn
/// the outcome.
package final class RankZeroCheckpoints {
  /// A checkpoint that is complete on disk.
  struct Saved: Codable, Sendable {
    var step: Int
    var path: String
    /// From the beginning until the checkpoint is durable.
    var seconds: Double
    /// The part of `seconds` for which training was paused.
    var blockingSeconds: Double
    /// A problem that does not affect the checkpoint.
    var warning: String?
  }

  private let writer: CheckpointWriter?
  private let configuration: String
  private let trainingData: CorpusManifest?
  private let origins: [CheckpointOrigin]
  private let writesInBackground: Bool
  /// Memory for the copy to write; nil if the replica is written directly.
  private var room: BackgroundWork<ReplicaSnapshot>?
  private var writing: BackgroundWork<Saved>?
  private var blockingSeconds = 0.0
  /// Whether a checkpoint was begun and not yet settled; the same on every rank.
  private var isUnsettled = false

  /// - Parameters:
  ///   - store: nil for runs that write no checkpoints (debug mode).
  ///   - place: where the checkpoints' folder is now, if it may be moved during the run; nil from it if it is gone.
  ///   - configuration: the resolved configuration as text.
  ///   - trainingData: the manifest of the training data, which a continuation of the run compares with its own.
  ///   - origins: the checkpoint that the run began from, and those before it.
  ///   - originalFields: the `config.json` of the original model.
  ///   - writesInBackground: continues training while a checkpoint is written; takes 12 bytes per parameter on rank 0.
  package init(
    _ store: CheckpointStore?, keep: Int, configuration: String, tokenizer: Tokenizer, originalFields: Data?,
    trainingData: CorpusManifest? = nil, origins: [CheckpointOrigin] = [], writesInBackground: Bool = true,
    place: (@Sendable () -> String?)? = nil
  ) {
    writer = store.map { store in
      CheckpointWriter(
        original: store.folder, place: place ?? { store.folder }, keep: keep, tokenizer: tokenizer,
        originalFields: originalFields)
    }
    self.configuration = configuration
    self.trainingData = trainingData
    self.origins = origins
    self.writesInBackground = writesInBackground
  }

  /// Waits for the checkpoint that is being written, so a failure in training does not leave it incomplete.
  deinit { _ = try? writing?.wait() }

  /// Starts to allocate memory for a copy of the replica, in the background: allocation can take longer than copying.
  func prepare(for replica: Replica) {
    guard writer != nil, writesInBackground, replica.communicator.rank == 0, room == nil else { return }
    let (configuration, layout) = (replica.model.configuration, replica.model.architecture.layout)
    room = BackgroundWork { ReplicaSnapshot(configuration, layout: layout) }
  }

  /// Begins to save the replica. Every rank calls this, after `settle`; the replica may change once it returns. A
  /// collective operation if the optimiser is sharded.
  ///
  /// - Parameter begin: when training was paused for this checkpoint.
  func begin(_ state: TrainingState, replica: Replica, isBest: Bool, since begin: ContinuousClock.Instant) throws {
    guard let writer else { return }
    isUnsettled = true
    let source = replica.communicator.rank == 0 ? copy(of: replica) ?? ReplicaSnapshot(sharing: replica) : nil
    try replica.gatherMoments(into: source)
    guard let source else { return }
    let clock = ContinuousClock()
    let contents = CheckpointStore.Contents(
      state: state, configuration: configuration, trainingData: trainingData, origins: origins)
    writing = BackgroundWork {
      let (path, warning) = try writer.write(contents, source, isBest: isBest)
      return Saved(
        step: contents.state.step, path: path, seconds: (clock.now - begin).seconds, blockingSeconds: 0,
        warning: warning)
    }
    if !writesInBackground { _ = try? writing?.wait() }
    blockingSeconds = (clock.now - begin).seconds
  }

  /// Whether the checkpoint has been written, so `settle` will not wait; known only on rank 0.
  var isReadyToSettle: Bool { writing?.hasEnded ?? false }

  /// Waits for the checkpoint that was begun and returns its outcome; nil if none was begun. A collective operation.
  ///
  /// - Throws: `AgreedFailure` on every rank if it could not be written.
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
