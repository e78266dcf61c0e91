import Basics
import Foundation
import Training

/// Keeps what the last and the best validation generated: `predictions/last.jsonl` and `predictions/best.jsonl`.
final class PredictionFiles: EventSink {
  private let folder: String

  /// - Parameter folder: the run's.
  init(_ folder: String) throws {
    self.folder = folder
    try Folder.make("\(folder)/\(RunFiles.predictions)")
  }

  func receive(_ event: TrainingEvent) {}

  func receive(_ outputs: ValidationOutputs) throws {
    let lines = try outputs.samples.map { try JSONLines.line($0) + "\n" }.joined()
    try AtomicFile.write(lines, to: "\(folder)/\(RunFiles.lastPredictions)")
    if outputs.isBest { try AtomicFile.write(lines, to: "\(folder)/\(RunFiles.bestPredictions)") }
  }
}
