import Foundation
import TestSupport
import Testing

@testable import Scanpaths

/// Against `Golden/make_motif_golden.py`, which computes the same from the definitions.
struct MotifGoldenTests {
  private struct Golden: Decodable {
    struct Token: Decodable {
      var label: Int
      var line: Int
    }
    struct Code: Decodable {
      var id: String
      var tokens: [Token]
    }
    struct Visit: Decodable {
      var token: Int
      var duration: Double
      var continues: Bool
    }
    struct Path: Decodable {
      var participant: String
      var code: Int
      var visits: [Visit]
    }
    struct Pattern: Decodable {
      var labels: [Int]
      var count: Int
      var participants: Int?
      var methods: Int?
      var lift: Double?
      var perToken: Int?
    }
    struct Salience: Decodable {
      var label, hits, tokens, alpha, beta: Int
      var mean: Double
    }
    struct Transition: Decodable {
      var labels: [Int]
      var probability: Double
    }
    struct Augmented: Decodable {
      var radius: Int
      var order: [Int]
    }
    var codes: [Code]
    var paths: [Path]
    var motifs: [Pattern]
    /// With refixations as events of their own.
    var repeats: [Pattern]
    var salience: [Salience]
    var transitions: [Transition]
    var kept: [Pattern]
    var augmented: [Augmented]
    var distance: Double
    /// For each unit, the number of events of each path.
    var lengths: [String: [Int]]
  }

  private let golden: Golden
  private let corpus: ScanpathSet

  init() throws {
    golden = try GoldenFolder().decoded(Golden.self, "motifs.json")
    let codes = golden.codes
    corpus = try ScanpathSet(
      codes: codes.map { code in
        SyntheticCorpus.code(
          code.id, code.tokens.compactMap { SemanticLabel(id: $0.label) }, lines: code.tokens.map(\.line))
      },
      scanpaths: golden.paths.map { path in
        Scanpath(
          participant: path.participant, code: codes[path.code].id,
          visits: path.visits.map {
            .init(token: $0.token, durationMilliseconds: $0.duration, continuesFixation: $0.continues)
          })
      })
  }

  @Test(arguments: [false, true]) func motifs(_ keepsRepeats: Bool) {
    var settings = MotifSettings()
    settings.keepsRepeats = keepsRepeats
    let (motifs, expected) = (
      MotifMiner.motifs(in: corpus, settings: settings), keepsRepeats ? golden.repeats : golden.motifs
    )
    #expect(motifs.map { $0.labels.labels.map(\.id) } == expected.map(\.labels))
    #expect(motifs.map(\.count) == expected.map(\.count))
    #expect(motifs.map(\.participants) == expected.map(\.participants))
    #expect(motifs.map(\.methods) == expected.map(\.methods))
    #expect(motifs.map(\.countPerToken) == expected.map(\.perToken))
    for (motif, expected) in zip(motifs, expected) { #expect(abs(motif.lift / (expected.lift ?? 0) - 1) < 1e-12) }
    // What counts as one event elsewhere changes nothing here.
    #expect(MotifMiner.motifs(in: corpus.counting(.fixations), settings: settings) == motifs)
  }

  @Test(arguments: EventUnit.allCases) func eventsOfEachUnit(_ unit: EventUnit) {
    #expect(corpus.counting(unit).events.map(\.count) == golden.lengths[unit.rawValue])
    // Whatever counts as an event, no looking time is lost.
    for (events, path) in zip(corpus.counting(unit).events, corpus.scanpaths) {
      let whole = path.visits.reduce(0) { $0 + $1.durationMilliseconds }
      #expect(abs(events.reduce(0) { $0 + $1.durationMilliseconds } - whole) < 1e-6)
    }
  }

  @Test func salienceToTheLastDigit() {
    let salience = LabelPriors(corpus: corpus).salience
    #expect(salience.map(\.label.id) == golden.salience.map(\.label))
    #expect(salience.map(\.hits) == golden.salience.map(\.hits))
    #expect(salience.map(\.tokens) == golden.salience.map(\.tokens))
    #expect(salience.map(\.alpha) == golden.salience.map(\.alpha))
    #expect(salience.map(\.beta) == golden.salience.map(\.beta))
    #expect(salience.map(\.mean) == golden.salience.map(\.mean))
  }

  @Test func transitionsToTheLastDigit() {
    let model = LabelPriors(corpus: corpus).transitions
    for transition in golden.transitions {
      let labels = transition.labels.compactMap { SemanticLabel(id: $0) }
      #expect(model.probability(of: labels[labels.count - 1], after: labels.dropLast()) == transition.probability)
    }
  }

  @Test func keptPatterns() {
    let table = PatternTable(corpus: corpus, keeping: 20)
    #expect(table.entries.map { $0.labels.labels.map(\.id) } == golden.kept.map(\.labels))
    #expect(table.entries.map(\.count) == golden.kept.map(\.count))
  }

  @Test func ordersOfAugmentedTokens() {
    for radius in [0, 1, 3] {
      var settings = AugmentationSettings()
      settings.adjacencyLines = radius
      let orders = Augmenter(corpus: corpus, settings: settings).augment(corpus).map { $0.tokens.map(\.order) }
      #expect(orders == golden.augmented.filter { $0.radius == radius }.map(\.order))
    }
  }

  @Test func distanceOfBigrams() {
    let sequences = corpus.labelSequences()
    let first = BigramDistribution(NGramCounts(ofIDs: sequences[..<6], lengths: 2...2))
    let second = BigramDistribution(NGramCounts(ofIDs: sequences[6...], lengths: 2...2))
    #expect(abs(first.distance(to: second) - golden.distance) < 1e-12)
    #expect(first.distance(to: first) == 0)
  }
}
