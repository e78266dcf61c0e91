import Basics
import Collectives
import Foundation
import Training

/// Maintains the `status.json` of a run, on rank 0; does nothing on other ranks and in debug mode.
final class RunStatusKeeper {
  private let original: RunFolder
  /// The lock of the folder, once the run has it.
  var lock: RunLock?
  private let isActive: Bool
  private var status: RunStatus
  private var hasBegun = false

  init(_ configuration: TrainingConfiguration, _ communicator: any Communicator, isDebugging: Bool) {
    original = RunFolder(configuration.output)
    isActive = communicator.rank == 0 && !isDebugging
    status = RunStatus(
      state: .running, name: configuration.name, seed: configuration.seed, host: Machine.this.host, process: getpid(),
      ranks: communicator.size, started: Date())
  }

  /// The folder, wherever it is now.
  private var folder: RunFolder {
    guard let lock, !lock.isInPlace else { return original }
    return lock.folderNow.map { RunFolder($0) } ?? original
  }

  /// Records that the run has begun, once it owns its folder.
  func begin() throws {
    guard isActive else { return }
    hasBegun = true
    try folder.write(status)
  }

  /// Records the end that the trainer reports.
  func end(_ reason: TrainingEvent.Finished.Reason?) throws {
    guard isActive else { return }
    let (state, code): (RunStatus.State, ExitCode) =
      switch reason {
      case .completed, nil: (.completed, .success)
      case .earlyStopping: (.earlyStopping, .success)
      // A run that ends for any other reason can be continued.
      case .some(let other): (.stopped, other.isRequested ? .resumable : .success)
      }
    try end(state, code)
  }

  /// Records an error. If the folder belongs to an earlier run that this one never joined, its status stays.
  func fail(because error: any Error) {
    guard isActive, status.ended == nil, lock?.isInPlace ?? true || lock?.folderNow != nil else { return }
    if !hasBegun {
      guard !folder.exists(RunFolder.status), !folder.exists(RunFolder.events) else { return }
      try? FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    }
    let diagnosis = Diagnosis(of: error)
    status.failure = RunStatus.Failure(diagnosis)
    // The caller reports the error itself; a failure to record it adds nothing.
    try? end(Self.state(after: error, diagnosis.exitCode), diagnosis.exitCode)
  }

  private static func state(after error: any Error, _ code: ExitCode) -> RunStatus.State {
    if case .gradientsNotFinite? = error as? TrainingError { return .diverged }
    return code == .resumable ? .stopped : .failed
  }

  private func end(_ state: RunStatus.State, _ code: ExitCode) throws {
    status.state = state
    status.exitCode = code.rawValue
    status.ended = Date()
    try folder.write(status)
  }
}
