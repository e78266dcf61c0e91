/// A sample of the gaze-annotated set: one reading of a method, with what a model is to make of the method.
package struct AnnotatedSample: Sendable, Equatable, Codable {
  package var participant: String
  package var method: String
  package var sample: Sample
  /// On the subwords of `sample.source`.
  package var signal: SubwordSignal
  /// The words that the looked-at names are made of, each once.
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

/// The gaze-annotated samples of a run.
package struct AnnotatedSamples: Sendable, Equatable, Codable {
  package var samples: [AnnotatedSample]
  package var account: Account

  package init(samples: [AnnotatedSample] = [], account: Account = Account()) {
    self.samples = samples
    self.account = account
  }

  /// Where every reading went.
  package struct Account: Sendable, Equatable, Codable {
    package var readings = 0
    /// Their method is not among the targets.
    package var withoutTarget = 0
    /// Their method's text and the targets' differ in more than white space.
    package var differentText = 0
    /// No token was looked at.
    package var withoutAttention = 0
    /// All that was looked at lies behind the length limit.
    package var attentionCutOff = 0
    package var samples = 0
    /// Samples of which every token is in F★: they tell a model nothing of where to look.
    package var everythingAttended = 0
    /// Tokens of F★ in the samples, and those of them that no subword stands for, since the text was cut.
    package var attendedTokens = 0
    package var attendedTokensCutOff = 0

    package init() {}

    /// One line for a log.
    package var summary: String {
      let lost = [
        (withoutTarget, "without a target"), (differentText, "of another text"),
        (withoutAttention, "without a fixated token"), (attentionCutOff, "whose attention is behind the length limit"),
      ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
      var text = "\(samples) samples of \(readings) readings"
      if !lost.isEmpty { text += "; left out: " + lost.joined(separator: ", ") }
      if everythingAttended > 0 { text += "; \(everythingAttended) with every token attended" }
      if attendedTokensCutOff > 0 {
        text += "; \(attendedTokensCutOff) of \(attendedTokens) attended tokens are behind the length limit"
      }
      return text
    }
  }

  package var lengths: [SampleLength] {
    samples.map { SampleLength(source: $0.sample.source.count, target: $0.sample.target.count) }
  }

  /// The samples at these positions, with the account of the whole.
  package func selecting(_ positions: [Int]) -> AnnotatedSamples {
    AnnotatedSamples(samples: positions.map { samples[$0] }, account: account)
  }
}
