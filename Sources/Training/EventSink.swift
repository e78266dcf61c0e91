/// Receives a run's events.
package protocol EventSink: AnyObject {
  func receive(_ event: TrainingEvent) throws

  /// Receives the outputs of a validation, only on rank 0 and before the validation's event.
  func receive(_ outputs: ValidationOutputs) throws
}

extension EventSink {
  /// Ignores the outputs, as most sinks do.
  package func receive(_ outputs: ValidationOutputs) throws {}
}
