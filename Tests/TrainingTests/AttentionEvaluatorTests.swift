import CodeT5
import Collectives
import CollectivesContract
import Corpus
import Foundation
import Scanpaths
import TestSupport
import Testing

@testable import Training

/// A model's attention on held-out readings, as validations measure it.
struct AttentionEvaluatorTests {
  private func evaluator(_ corpus: AnnotatedSamples, radius: Int = 3) -> AttentionEvaluator {
    AttentionEvaluator(corpus, layers: [1], radius: radius, microBatchTokens: 60)
  }

  @Test func everyScoreIsTheMeanOverReadings() throws {
    let fixture = try Fixture.shared.get()
    let corpus = fixture.gazeCorpus()
    let model = try fixture.replica(fixture.configuration(), SoloCommunicator()).model
    var sums = [0.0, 0, 0, 0, 0]
    for position in corpus.samples.indices {
      let attention = model.sourceAttention(corpus.pack([position], startToken: 0), layers: [1]).map(Double.init)
      let signal = corpus.samples[position].signal
      let included = signal.weights.indices.filter { signal.weights[$0] > 0 }
      // In these samples every subword between <s> and </s> is a token of its own.
      let tokens = signal.tokens.indices.filter { signal.tokens[$0] >= 0 }
      let whole = tokens.reduce(0) { $0 + attention[$1] }
      let looked = tokens.filter { signal.looking[$0] > 0 }
      let time = looked.reduce(0) { $0 + Double(signal.looking[$1]) }
      sums[0] += 100 * included.reduce(0) { $0 + attention[$1] }
      sums[1] += 100 * (looked.reduce(0) { $0 + attention[$1] } / whole - Double(looked.count) / Double(tokens.count))
      sums[2] +=
        AttentionAgreement(
          attention: tokens.map { attention[$0] }, milliseconds: tokens.map { Double(signal.looking[$0]) },
          isFixated: tokens.map { signal.looking[$0] > 0 }
        ).rankCorrelation ?? .nan
      sums[3] -= looked.reduce(0) { $0 + Double(signal.looking[$1]) / time * log(attention[$1] / whole) }
      sums[4] += log(Double(tokens.count))
    }
    let scores = try evaluator(corpus, radius: 2).scores(model, SoloCommunicator())
    let names = [
      "attention_mass_f_star_r2", "attention_above_even", "attention_rank_correlation", "attention_cross_entropy",
      "attention_cross_entropy_even",
    ]
    #expect(Set(scores.keys) == Set(names))
    for (name, sum) in zip(names, sums) {
      #expect(abs((scores[name] ?? .nan) - sum / Double(corpus.samples.count)) < 1e-3, "\(name)")
    }
  }

  @Test func ranksAgreeWithOneAnotherAndWithASingleOne() throws {
    let fixture = try Fixture.shared.get()
    let corpus = fixture.gazeCorpus()
    let alone = try evaluator(corpus).scores(
      fixture.replica(fixture.configuration(), SoloCommunicator()).model, SoloCommunicator())
    #expect(alone.count == 5)
    for size in [2, 3] {
      let together = try InProcessGroup(size: size).run { communicator in
        try self.evaluator(corpus).scores(
          fixture.replica(fixture.configuration(), communicator).model, communicator)
      }
      #expect(together.allSatisfy { $0 == together[0] })
      for (name, value) in alone { #expect(abs((together[0][name] ?? .nan) - value) < 1e-4, "\(name)") }
    }
  }

  @Test func withoutLookingTimeOnlyTheMassIsMeasured() throws {
    let fixture = try Fixture.shared.get()
    let model = try fixture.replica(fixture.configuration(), SoloCommunicator()).model
    var corpus = fixture.gazeCorpus()
    let all = try evaluator(corpus).scores(model, SoloCommunicator())
    for place in corpus.samples.indices.dropFirst() {
      corpus.samples[place].signal.looking = corpus.samples[place].signal.looking.map { _ in 0 }
    }
    // One reading is left; the mass still comes from all of them.
    let one = try evaluator(corpus).scores(model, SoloCommunicator())
    #expect(one["attention_mass_f_star_r3"] == all["attention_mass_f_star_r3"])
    #expect(one["attention_above_even"] != all["attention_above_even"] && one.count == 5)
    corpus.samples[0].signal.looking = corpus.samples[0].signal.looking.map { _ in 0 }
    #expect(try evaluator(corpus).scores(model, SoloCommunicator()).keys.sorted() == ["attention_mass_f_star_r3"])
    #expect(try evaluator(AnnotatedSamples()).scores(model, SoloCommunicator()).isEmpty)
  }
}
