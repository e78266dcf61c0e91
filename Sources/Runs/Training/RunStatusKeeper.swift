import Basics
import Collectives
import Foundation
import Training

/// Keeps the `status.json` of a run, on rank 0 alone; elsewhere and in debug mode it does nothing.
final class RunStatusKeeper {
  private let folder: RunFolder
  private let isActive: Bool
  private var status: RunStatus
  private var hasBegun = false

  init(_ configuration: TrainingConfiguration, _ communicator: any Communicator, isDebugging: Bool) {
    folder = RunFolder(configuration.output)
    isActive = communicator.rank == 0 && !isDebugging
    status = RunStatus(
      state: .running, name: configuration.name, seed: configuration.seed, host: Machine.this.host, process: getpid(),
      ranks: communicator.size, started: Date())
  }

  /// The run has a folder of its own and begins.
  func begin() throws {
    guard isActive else { return }
    hasBegun = true
    try folder.write(status)
  }

  /// The run ended as the trainer says.
  func end(_ reason: TrainingEvent.Finished.Reason?) throws {
    guard isActive else { return }
    let (state, code): (RunStatus.State, ExitCode) =
      switch reason {
      case .completed, nil: (.completed, .success)
      case .earlyStopping: (.earlyStopping, .success)
      // Whatever else ends a run leaves it to be continued.
      case .some(let other): (.stopped, other.isRequested ? .resumable : .success)
      }
    try end(state, code)
  }

  /// The run ends with an error. A folder that belongs to an earlier run, which this one never joined, keeps its status.
  func fail(because error: any Error) {
    guard isActive, status.ended == nil else { return }
    if !hasBegun {
      guard !folder.exists(RunFolder.status), !folder.exists(RunFolder.events) else { return }
      try? FileManager.default.createDirectory(atPath: folder.path, withIntermediateDirectories: true)
    }
    let diagnosis = Diagnosis(of: error)
    status.failure = RunStatus.Failure(diagnosis)
    // The error itself is reported by whoever caught it; that its record cannot be written adds nothing.
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
