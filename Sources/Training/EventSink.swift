/// Receives a run's events.
package protocol EventSink: AnyObject {
  func receive(_ event: TrainingEvent) throws

  /// Receives what a validation generated, on rank 0 alone and before the validation's event.
  func receive(_ outputs: ValidationOutputs) throws
}

extension EventSink {
  /// Most sinks do without the texts.
  package func receive(_ outputs: ValidationOutputs) throws {}
}
