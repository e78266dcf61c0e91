/// The names of the files in a run's folder; docs/formats.md tells what each holds.
package enum RunFiles {
  package static let configuration = "config.yaml"
  package static let status = "status.json"
  package static let environment = "environment.jsonl"
  package static let events = "events.jsonl"
  package static let summary = "summary.json"
  package static let checkpoints = "checkpoints"
  package static let tensorBoard = "tensorboard"
  package static let predictions = "predictions"
  package static let lastPredictions = "predictions/last.jsonl"
  package static let bestPredictions = "predictions/best.jsonl"
}
