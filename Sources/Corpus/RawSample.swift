import Basics

/// One sample as text, before tokenization.
package struct RawSample: Sendable, Equatable {
  /// The sample's line number in its file, from 1: the same on every rank and in every run.
  package var identifier: Int
  package var source: String
  package var target: String
  /// `file:line`, for messages.
  package var place: String

  package init(identifier: Int, source: String, target: String, place: String) {
    self.identifier = identifier
    self.source = source
    self.target = target
    self.place = place
  }
}

/// The samples of a data set and the lines that were skipped.
package struct RawCorpus: Sendable {
  package var samples: [RawSample]
  /// Unusable lines that were skipped, in the file's order. More than the allowed number are an error.
  package var skipped: [DataLineError]

  /// Repeats all samples, so that each is drawn several times. The repetitions have identifiers of their own, which are the
  /// same in every run.
  mutating func repeatSamples(_ times: Int) {
    let stride = (samples.map(\.identifier).max() ?? 0) + 1
    samples = (0..<times).flatMap { draw in
      samples.map { sample in
        var sample = sample
        sample.identifier += draw * stride
        return sample
      }
    }
  }

  package init(samples: [RawSample], skipped: [DataLineError] = []) {
    self.samples = samples
    self.skipped = skipped
  }
}
