import Recordings
import TestSupport
import Testing

@testable import Runs
@testable import Scanpaths
@testable import Studies

/// Figures of the EyeTrans recordings that independent programs found (docs/study.md and docs/method.md state them).
struct EyeTransFiguresTests {
  private static let isPresent = SharedData.holds("eyetrans/scanpaths.jsonl")

  private static let loaded = Result {
    let folder = try TemporaryFolder()
    var run = GazeImportRun()
    run.importing.code = SharedData.path("eyetrans/methods.jsonl")
    try TrialFile.write(run.run([SharedData.path("eyetrans/scanpaths.jsonl")]).trials, to: folder.path("trials.jsonl"))
    return try LoadedTrials(path: folder.path("trials.jsonl"))
  }

  private func isClose(_ value: Double, _ expected: Double, _ tolerance: Double) -> Bool {
    abs(value - expected) < tolerance
  }

  @Test(.enabled(if: isPresent, "needs the EyeTrans recordings; set FOVEA_DATA"))
  func tokensOfABoxAreNoTransitions() throws {
    let corpus = try Self.loaded.get().corpus
    #expect(corpus.scanpaths.count == 479)
    let visits = corpus.scanpaths.flatMap { $0.visits.dropFirst() }
    // Transitions between visits, and how many of them are inside one fixation.
    #expect(visits.count == 63_635)
    #expect(isClose(Double(visits.count(where: \.continuesFixation)) / Double(visits.count), 0.213, 5e-4))
    let fixations = corpus.counting(.fixations).events
    let transitions = fixations.flatMap { zip($0, $0.dropFirst()) }
    #expect(transitions.count == 50_076)
    #expect(isClose(Double(transitions.count { $0.token == $1.token }) / Double(transitions.count), 0.196, 5e-4))
    #expect(fixations.reduce(0) { $0 + $1.count } == 50_555)
  }

  @Test(.enabled(if: isPresent, "needs the EyeTrans recordings; set FOVEA_DATA"))
  func aMotifCountsEyeMovements() throws {
    let corpus = try Self.loaded.get().corpus
    let blocks = LabelNGram([.conditionalBlock, .conditionalBlock, .conditionalBlock])
    let motif = try #require(MotifMiner.motifs(in: corpus).first { $0.labels == blocks })
    #expect(motif.count == 1_548 && motif.countPerToken == 3_900)
    #expect(LabelPriors(corpus: corpus).counts.counts[blocks] == 1_548)
    #expect(PatternTable(corpus: corpus, keeping: 20).entries.contains { $0.labels == blocks && $0.count == 1_548 })
    var settings = MotifSettings()
    settings.keepsRepeats = true
    let before = try #require(
      MotifMiner.motifs(in: corpus.counting(.tokens), settings: settings).first { $0.labels == blocks })
    #expect(before.count == 3_900 && isClose(before.lift, 3.37, 5e-3) && isClose(motif.lift, 3.49, 5e-3))
  }

  @Test(.enabled(if: isPresent, "needs the EyeTrans recordings; set FOVEA_DATA"))
  func nineOfTenTransitionsSpanThreeLinesOrFewer() throws {
    let corpus = try Self.loaded.get().corpus
    for (unit, share) in [(EventUnit.fixations, 0.909), (.merged, 0.887), (.tokens, 0.928)] {
      let spans = corpus.counting(unit).transitionLineSpans()
      #expect(isClose(Double(spans.count { $0 <= 3 }) / Double(spans.count), share, 1e-3), "\(unit)")
    }
  }

  @Test(.enabled(if: isPresent, "needs the EyeTrans recordings; set FOVEA_DATA"))
  func chanceIsExactAndIntervalsAreClustered() throws {
    let loaded = try Self.loaded.get()
    let corpus = try StudyScanpaths(
      codes: loaded.corpus.codes, scanpaths: loaded.corpus.scanpaths, sources: loaded.mapped.sources)
    let result = try PredictionStudy().run(corpus)
    func row(_ predictor: AttentionPredictor) throws -> MeanInterval {
      try #require(
        result.rows.first {
          $0.split == .participants && $0.reading == .place && $0.radius == 0 && $0.predictor == predictor
        }
      ).f1
    }
    let (chance, prior) = (try row(.random), try row(.labelPrior))
    #expect(isClose(chance.mean, 0.6039, 5e-5))
    #expect(chance.participants == 23 && chance.methods == 61 && chance.count == 479)
    // By trials the interval would be 0.03 wide; it is three times as wide.
    #expect(isClose(prior.mean, 0.644, 1e-3))
    #expect(try #require(prior.upper) - #require(prior.lower) > 0.07)
  }

  /// Computed priors and EyeMulator's are different quantities, as every result says.
  @Test(.enabled(if: isPresent && SharedData.holds("eyemulator/priors/combined"), "needs the data; set FOVEA_DATA"))
  func computedPriorsAreNotEyeMulators() throws {
    let computed = LabelPriors(corpus: try Self.loaded.get().corpus)
    let published = try EyeMulatorPriorFiles(folder: SharedData.path("eyemulator/priors/combined")).labelPriors()
    func overall(_ priors: LabelPriors) -> Double {
      Double(priors.salience.reduce(0) { $0 + $1.hits }) / Double(priors.salience.reduce(0) { $0 + $1.tokens })
    }
    #expect(isClose(overall(computed), 0.618, 1e-3) && isClose(overall(published), 0.352, 1e-3))
    #expect(PriorSource.readings(479).quantity != PriorSource.folder("x").quantity)
  }
}
