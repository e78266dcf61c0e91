/// A sample of the gaze-annotated set: one participant's reading of a method, with the target for the method.
package struct AnnotatedSample: Sendable, Equatable, Codable {
  package var participant: String
  package var method: String
  package var sample: Sample
  /// The reader's attention on the subwords of `sample.source`.
  package var signal: SubwordSignal
  /// The words in the names that the reader looked at, without duplicates.
  package var words: [String]
  /// The target as text.
  package var reference: String

  package init(
    participant: String, method: String, sample: Sample, signal: SubwordSignal, words: [String], reference: String
  ) {
    self.participant = participant
    self.method = method
    self.sample = sample
    self.signal = signal
    self.words = words
    self.reference = reference
  }
}
