import Basics
import Training

/// Saves the outputs of the last and the best validation.
final class PredictionFiles: EventSink {
  private let folder: RunFolder

  init(_ folder: RunFolder) throws {
    self.folder = folder
    try Folder.make(folder.path(of: RunFolder.predictions))
  }

  func receive(_ event: TrainingEvent) {}

  func receive(_ outputs: ValidationOutputs) throws { try folder.write(outputs) }
}
