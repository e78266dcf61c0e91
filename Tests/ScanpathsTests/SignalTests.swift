import Syntax
import Testing

@testable import Scanpaths

/// Attention as training takes it, and the controls that take its place.
struct SignalTests {
  private static let priors = LabelPriors(
    salience: [
      LabelSalience(label: .loop, hits: 90, tokens: 100), LabelSalience(label: .variable, hits: 50, tokens: 100),
      LabelSalience(label: .argument, hits: 10, tokens: 100),
    ], counts: NGramCounts())

  private static func signal(_ code: String, _ weights: [Double]) -> AttentionSignal {
    let labels: [SemanticLabel] = [.loop, .variable, .argument]
    var turn = 0
    return AttentionSignal(
      code: code,
      tokens: weights.enumerated().map { place, weight in
        if weight > 0 { turn += 1 }
        return .init(
          weight: weight, order: weight > 0 ? turn : 0, pattern: weight > 0.5 ? 3 : 0, label: labels[place % 3].id,
          looking: weight > 0.25 ? weight : 0, isFixated: weight > 0.25)
      })
  }

  private static let signals = [
    signal("a", [0.2, 0, 1, 0, 0.7, 0]), signal("b", [0, 0, 0, 0.4, 0.9, 1, 0]), signal("a", [1, 0, 0, 0, 0, 0.1]),
    signal("c", [0.3, 0.3]),
  ]

  private static let readers = ["p", "q", "r", "p"]

  private func controlled(_ control: SignalControl, seed: UInt64 = 1) -> [AttentionSignal] {
    SignalControls(control, priors: Self.priors, seed: seed).applied(to: Self.signals, readers: Self.readers)
  }

  @Test func noControlLeavesTheAttention() { #expect(controlled(.none) == Self.signals) }

  @Test func everyControlKeepsMethodsAndLabels() {
    for control in SignalControl.allCases {
      for (signal, original) in zip(controlled(control), Self.signals) {
        #expect(signal.code == original.code)
        #expect(signal.tokens.map(\.label) == original.tokens.map(\.label), "\(control)")
        #expect(signal.tokens.allSatisfy { $0.isIncluded == ($0.order > 0) }, "\(control)")
        #expect(signal.tokens.allSatisfy { $0.isIncluded || !$0.isFixated && $0.looking == 0 }, "\(control)")
        #expect(signal.tokens.allSatisfy { $0.isFixated || $0.looking == 0 }, "\(control)")
      }
    }
  }

  @Test func randomMovesTheSameAttentionElsewhere() {
    let random = controlled(.random)
    for (signal, original) in zip(random, Self.signals) {
      #expect(signal.tokens.map(\.weight).sorted() == original.tokens.map(\.weight).sorted())
      #expect(signal.tokens.map(\.order).sorted() == original.tokens.map(\.order).sorted())
      #expect(signal.tokens.map(\.looking).sorted() == original.tokens.map(\.looking).sorted())
    }
    #expect(random != Self.signals)
    #expect(random == controlled(.random))
    #expect(random != controlled(.random, seed: 2))
  }

  @Test func shuffledTakesAnotherMethodsAttention() {
    let shuffled = controlled(.shuffled)
    // Of the readings of a the only other methods are b and c; b, of seven tokens, is nearer to their six.
    let stretched = (0..<6).map { Self.signals[1].tokens[$0 * 7 / 6].weight }
    #expect(shuffled[0].tokens.map(\.weight) == stretched)
    #expect(shuffled[2].tokens.map(\.weight) == stretched)
    #expect(
      [Self.signals[0], Self.signals[2]].contains { donor in
        shuffled[1].tokens.map(\.weight) == (0..<7).map { donor.tokens[$0 * 6 / 7].weight }
      })
    let alone = SignalControls(.shuffled, priors: Self.priors, seed: 1).applied(to: [Self.signals[0]])
    #expect(alone == [Self.signals[0]])
  }

  @Test func uniformIncludesAllInTheOrderOfTheText() {
    for signal in controlled(.uniform) {
      #expect(signal.tokens.allSatisfy { $0.weight == 1 && $0.pattern == 0 })
      #expect(signal.tokens.map(\.order) == Array(1...signal.tokens.count))
    }
  }

  @Test func priorOnlyTakesTheMostSalientLabels() {
    let signal = controlled(.priorOnly)[0]
    // Three of six: both loop tokens, then the first variable.
    #expect(signal.tokens.map(\.isIncluded) == [true, true, false, true, false, false])
    #expect(signal.tokens[0].weight > signal.tokens[1].weight)
    // Two of the three are fixated: the loop tokens, in proportion to their salience.
    #expect(signal.tokens.map(\.isFixated) == [true, false, false, true, false, false])
    #expect(signal.tokens[0].looking == signal.tokens[3].looking && signal.tokens[0].looking > 0)
  }

  @Test func invertedReversesTheRanking() {
    // Looked at longest first: 2, 4, then 0 (added only), then 1, 3, 5, which are equal.
    for seed in 1...5 as ClosedRange<UInt64> {
      let signal = controlled(.inverted, seed: seed)[0]
      #expect(signal.tokens.map(\.looking).sorted() == [0, 0, 0, 0, 0.7, 1])
      #expect(signal.tokens.map(\.weight).sorted() == [0, 0, 0, 0.2, 0.7, 1])
      let received = [1, 3, 5].map { signal.tokens[$0].weight }.sorted()
      #expect(received == [0.2, 0.7, 1], "what was looked at least takes the most")
      #expect([0, 2, 4].allSatisfy { !signal.tokens[$0].isIncluded })
    }
    let same = AttentionSignal(
      code: "u", tokens: Array(repeating: .init(weight: 1, order: 1, looking: 1, isFixated: true), count: 3))
    #expect(SignalControls(.inverted, priors: Self.priors, seed: 1).applied(to: [same]) == [same])
  }

  @Test func anotherReaderTakesTheReadersPlaceWhereThereIsOne() {
    let others = controlled(.otherReader)
    #expect(others[0] == Self.signals[2] && others[2] == Self.signals[0])
    #expect(others[1] == Self.signals[1] && others[3] == Self.signals[3], "nobody else read b and c")
    let controls = SignalControls(.otherReader, priors: Self.priors, seed: 1)
    #expect(controls.otherReadings(of: Self.signals, readers: Self.readers) == [2, nil, 0, nil])
    #expect(controls.otherReadings(of: Self.signals, readers: ["p", "p", "p", "p"]) == [nil, nil, nil, nil])
    // Of several others, the seed decides.
    let many = Array(repeating: Self.signals[0], count: 9)
    let readers = (0..<9).map { "p\($0)" }
    let drawn = (1...9 as ClosedRange<UInt64>).map { seed in
      SignalControls(.otherReader, priors: Self.priors, seed: seed).otherReadings(of: many, readers: readers)
    }
    #expect(Set(drawn.map { $0[0] }).count > 2)
    #expect(drawn.allSatisfy { others in others.enumerated().allSatisfy { $0.0 != $0.1 && $0.1 != nil } })
  }

  @Test func fixatedOnlyLeavesOutWhatAugmentationAdded() {
    for (signal, original) in zip(controlled(.fixatedOnly), Self.signals) {
      #expect(signal.tokens.map(\.isIncluded) == original.tokens.map(\.isFixated))
      for (token, before) in zip(signal.tokens, original.tokens) where before.isFixated { #expect(token == before) }
    }
  }

  @Test func aSignalHoldsTheTokensOfAugmentedAndPseudoScanpaths() throws {
    let code = try Labeller(.java).label("int f(int a) { return a + a; }", id: "f")
    let corpus = try ScanpathSet(
      codes: [code],
      scanpaths: [
        Scanpath(
          participant: "p", code: "f",
          visits: [.init(token: 4, durationMilliseconds: 0), .init(token: 3, durationMilliseconds: 200)])
      ])
    let augmented = try #require(Augmenter(corpus: corpus).augment(corpus).first)
    let signal = AttentionSignal(
      augmented, looking: LookingTime(corpus.scanpaths[0].visits, tokenCount: code.tokens.count), of: code)
    for (gaze, token) in zip(signal.tokens, augmented.tokens) { #expect(gaze.isIncluded == token.isIncluded) }
    #expect(signal.tokens[4].weight > 0, "a fixation of no duration is one all the same")
    #expect(signal.tokens.map(\.isFixated) == augmented.tokens.map(\.isFixated))
    #expect(signal.lookingTime?.shares == signal.tokens.indices.map { $0 == 3 ? 1 : 0 })
    let unknown = AttentionSignal(augmented, looking: nil, of: code)
    #expect(unknown.lookingTime == nil && unknown.includedCount == signal.includedCount)
    #expect(signal.tokens.map(\.label) == code.tokens.map(\.label.id))
  }

  @Test(arguments: [
    ("getUserName2", ["get", "user", "name"]), ("HTTPServer", ["http", "server"]), ("i", []),
    ("max_value", ["max", "value"]),
    ("\"Was ist Größe?\"", ["was", "ist", "größe"]), ("ofTheOpen", ["the", "open"]), ("ABC", ["abc"]), ("", []),
  ]) func wordsOfNames(_ name: String, _ words: [String]) {
    #expect(IdentifierWords.words(of: name) == words)
  }
}
