/// The outputs of a validation, with their sources and references.
package struct ValidationOutputs: Sendable, Equatable {
  package struct Sample: Codable, Sendable, Equatable {
    /// The sample's index in the validation file, from 0.
    package var sample: Int
    package var source: String
    package var reference: String
    package var prediction: String

    package init(sample: Int, source: String, reference: String, prediction: String) {
      self.sample = sample
      self.source = source
      self.reference = reference
      self.prediction = prediction
    }
  }

  package var step: Int
  /// Whether this is the best validation so far.
  package var isBest: Bool
  package var samples: [Sample]

  package init(step: Int, isBest: Bool, samples: [Sample]) {
    self.step = step
    self.isBest = isBest
    self.samples = samples
  }

  /// Predictions for the first samples of the data.
  package init(step: Int, isBest: Bool, data: TaskData, predictions: [String]) {
    self.init(
      step: step, isBest: isBest,
      samples: predictions.enumerated().map { position, prediction in
        Sample(
          sample: position, source: data.sources[position], reference: data.references[position],
          prediction: prediction)
      })
  }
}
