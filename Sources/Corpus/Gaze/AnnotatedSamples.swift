/// The gaze-annotated samples of a run.
package struct AnnotatedSamples: Sendable, Equatable, Codable {
  package var samples: [AnnotatedSample]
  package var account: Account

  package init(samples: [AnnotatedSample] = [], account: Account = Account()) {
    self.samples = samples
    self.account = account
  }

  /// Counts how many readings became samples, and why others did not.
  package struct Account: Sendable, Equatable, Codable {
    package var readings = 0
    /// Readings whose method is not among the targets.
    package var withoutTarget = 0
    /// Readings whose method's text differs from the targets' in more than white space.
    package var differentText = 0
    /// Readings without a fixated token.
    package var withoutAttention = 0
    /// Readings that looked only at tokens past the length limit.
    package var attentionCutOff = 0
    package var samples = 0
    /// Samples with every token in F★: they say nothing about where to look.
    package var everythingAttended = 0
    /// Tokens of F★ in the samples, and how many of them truncation left without a subword.
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

  /// The samples at these positions, with the account of the whole set.
  package func selecting(_ positions: [Int]) -> AnnotatedSamples {
    AnnotatedSamples(samples: positions.map { samples[$0] }, account: account)
  }
}
