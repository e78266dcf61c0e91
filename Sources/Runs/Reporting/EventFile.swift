import Basics
import Foundation
import Training

/// Appends each event to a JSON lines file that other programs can read during the run.
final class EventFile: EventSink {
  private let path: String
  private let descriptor: Int32
  private let encoder = RunJSON.encoder()

  init(_ path: String) throws {
    self.path = path
    descriptor = try JSONLines.openToAppend(path)
  }

  deinit { close(descriptor) }

  func receive(_ event: TrainingEvent) throws {
    let line = try encoder.encode(event) + [UInt8(ascii: "\n")]
    // One write per line: with O_APPEND, readers never see half an event of this process.
    let written = line.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    guard written == line.count else {
      throw FileFailure(.write, path: path, bytesNeeded: line.count - max(written, 0))
    }
  }
}

/// Collects the events of a debugging session, which writes no file.
final class EventMemory: EventSink {
  private(set) var history = EventHistory()

  func receive(_ event: TrainingEvent) { history.take(event) }
}

/// Saves the outputs of the last and the best validation.
final class PredictionFiles: EventSink {
  private let folder: RunFolder
  private let lock: RunLock?

  /// - Parameter lock: the folder's lock; a folder that is no longer in place is not written to.
  init(_ folder: RunFolder, _ lock: RunLock? = nil) throws {
    self.folder = folder
    self.lock = lock
    try Folder.make(folder.path(of: RunFolder.predictions))
  }

  func receive(_ event: TrainingEvent) {}

  func receive(_ outputs: ValidationOutputs) throws {
    guard lock?.isInPlace ?? true else { return }
    do {
      try folder.write(outputs)
    } catch {
      // A folder that was moved meanwhile ends the run after its next step, with its state saved.
      guard let lock, !lock.isInPlace else { throw error }
    }
  }
}
