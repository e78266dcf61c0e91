import Foundation
import Testing

@testable import GazeView
@testable import Recordings
@testable import Scanpaths

struct FigureTests {
  @Test func aScanpathsPictureIsWellFormedAndCompleteWhateverTheCodeHolds() throws {
    let page = try GazePageTests.page([try GazePageTests.trial()])
    let picture = try Picture(try #require(ScanpathFigure(page, trial: 0)).svg)
    #expect(picture.classes["fixation"] == 3, "one fixation is on no token")
    // Two between three fixations, and two in the legend.
    #expect(picture.classes["saccade"] == 4)
    #expect(picture.classes["regression"] == 3)
    let method = page.methods[0]
    #expect(picture.classes["label"] == method.boxes.count + method.legend.count)
    for word in method.words { #expect(picture.texts.contains(word.text)) }
    #expect(picture.texts.contains { $0.hasPrefix("m\"<1>&'") })
  }

  @Test func aPictureWithoutFixationsOrOfEmptyCodeIsAPicture() throws {
    for code in ["", "int f() {}", "\n\n"] {
      let page = try GazePageTests.page([try GazePageTests.trial(code: code, tokens: [])])
      _ = try Picture(try #require(ScanpathFigure(page, trial: 0)).svg)
    }
  }

  @Test func aChartHasARowForEachMotifAndLabel() throws {
    let trials = try (1...6).map { try GazePageTests.trial("simulated-\($0)") }
    let dataset = try MappedTrials(trials)
    let corpus = try ScanpathSet(codes: Array(dataset.methods.values), scanpaths: dataset.scanpaths)
    let (motifs, salience) = (MotifMiner.motifs(in: corpus), LabelPriors(corpus: corpus).salience)
    #expect(!motifs.isEmpty && !salience.isEmpty)
    let picture = try Picture(
      MotifChart(title: "a <b> & c", motifs: motifs, salience: salience, corpus: corpus).drawn().svg)
    #expect(picture.classes["bar"] == motifs.count && picture.classes["dot"] == motifs.count)
    #expect(picture.classes["density"] == salience.count && picture.classes["interval"] == salience.count)
    #expect(picture.texts.contains("a <b> & c") && picture.texts.contains { $0.contains("simulated, no person") })
    #expect(
      try Picture(MotifChart(title: "", motifs: [], salience: [], corpus: corpus).drawn().svg).classes["bar"] == nil)
  }

  @Test func labelsInARowThatAreEqualAreCounted() {
    #expect(MotifChart.name(of: LabelNGram([.loop, .loop, .return])) == "loop ×2 → return")
    #expect(MotifChart.name(of: LabelNGram([.literal, .loop])) == "literal → loop")
  }

  @Test func betaIntervalsAreThoseOfTheDistribution() {
    func isNear(_ interval: ClosedRange<Double>, _ low: Double, _ high: Double) -> Bool {
      abs(interval.lowerBound - low) < 2e-3 && abs(interval.upperBound - high) < 2e-3
    }
    #expect(isNear(BetaDensity(alpha: 1, beta: 1).interval, 0.025, 0.975))
    // The roots of 3x² − 2x³ = 0.025 and 0.975.
    #expect(isNear(BetaDensity(alpha: 2, beta: 2).interval, 0.0943, 0.9057))
    // 1 − (1 − x)⁵ = 0.025 and 0.975.
    #expect(isNear(BetaDensity(alpha: 1, beta: 5).interval, 0.00505, 0.52182))
    let many = BetaDensity(alpha: 60_001, beta: 40_001).interval
    #expect(isNear(many, 0.6 - 1.96 * 0.00155, 0.6 + 1.96 * 0.00155))
  }

  @Test func eachLabelHasALookOfItsOwn() {
    let styles = SemanticLabel.allCases.map { label in LabelStyle.of(label) }
    for (place, style) in styles.enumerated() { #expect(styles.firstIndex(of: style) == place) }
    #expect(Set(LabelStyle.order) == Set(SemanticLabel.allCases))
  }

  @Test func layersAreComparedByRanksAndByTheirHeaviestTokens() {
    let human = AttentionLayer(name: "p", kind: .human, weights: [0, 2, 1, 0])
    let same = LayerAgreement(human, AttentionLayer(name: "q", kind: .model, weights: [0, 40, 20, 0]))
    #expect(same.rankCorrelation == 1 && same.sharedTop == 1 && same.sharedTopByChance == 0.5)
    let opposite = LayerAgreement(human, AttentionLayer(name: "q", kind: .model, weights: [3, 1, 2, 3]))
    #expect(abs((opposite.rankCorrelation ?? 0) + 1) < 1e-12 && opposite.sharedTop == 0)
    let flat = LayerAgreement(human, AttentionLayer(name: "q", kind: .prior, weights: [1, .nan, -1, 0]))
    #expect(flat.rankCorrelation != nil)
    #expect(
      LayerAgreement(human, AttentionLayer(name: "q", kind: .prior, weights: [1, 1, 1, 1])).rankCorrelation == nil)
    #expect(
      LayerAgreement(
        AttentionLayer(name: "n", kind: .human, weights: [0, 0]),
        AttentionLayer(name: "q", kind: .prior, weights: [1, 0])
      ).sharedTop == nil)
  }
}
