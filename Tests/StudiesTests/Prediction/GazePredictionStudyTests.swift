import Basics
import Testing

@testable import Scanpaths
@testable import Studies

struct GazePredictionStudyTests {
  /// Methods whose every second `variable` is looked at: the label does not say which, the state does.
  private static func hiddenWorld(_ readers: Int = 3) throws -> (StudyScanpaths, [String: TokenStates]) {
    let codes = SmallWorld.methods(8)
    var states: [String: TokenStates] = [:]
    var paths: [Scanpath] = []
    for code in codes {
      let wanted = Set(code.tokens.indices.filter { code.tokens[$0].label == .variable && $0 % 2 == 0 })
      states[code.id] = TokenStates(code.tokens.indices.map { [wanted.contains($0) ? 1 : 0, Double($0 % 3)] })
      for reader in 0..<readers { paths.append(SmallWorld.path("reader\(reader)", code.id, wanted.sorted())) }
    }
    return (try StudyScanpaths(codes: codes, scanpaths: paths), states)
  }

  private func mean(
    _ result: GazePredictionResult, _ split: GazePredictionStudy.Split, _ predictor: GazePredictionStudy.Predictor,
    _ measure: GazePredictionResult.Measure
  ) -> Double? {
    result.rows.first { $0.split == split && $0.predictor == predictor && $0.measure == measure }?.value.mean
  }

  @Test func whatOnlyTheStatesTellIsFound() throws {
    let (corpus, states) = try Self.hiddenWorld()
    let result = try GazePredictionStudy().run(corpus, states: states)
    for split in GazePredictionStudy.Split.allCases {
      let encoder = try #require(mean(result, split, .encoder, .areaUnderCurve))
      let prior = try #require(mean(result, split, .labelPrior, .areaUnderCurve))
      #expect(encoder > 0.99 && prior < 0.97, "\(split): \(encoder) and \(prior)")
      #expect(mean(result, split, .chance, .areaUnderCurve) == 0.5)
      #expect(mean(result, split, .chance, .lookingTimeGain).map { abs($0) < 1e-12 } == true)
      #expect(mean(result, split, .chance, .rankCorrelation) == nil)
    }
  }

  @Test func theScoredReadingsDoNotReachTheTraining() throws {
    let (corpus, _) = try Self.hiddenWorld(4)
    let study = GazePredictionStudy()
    for split in GazePredictionStudy.Split.allCases {
      let folds = study.folds(of: Array(corpus.trials.indices), corpus, split)
      #expect(folds.flatMap(\.scored).sorted() == Array(corpus.trials.indices), "each trial is scored once")
      for fold in folds {
        let (methods, readers) = (
          Set(fold.training.map { corpus.trials[$0].method }), Set(fold.training.map { corpus.trials[$0].participant })
        )
        for trial in fold.scored.map({ corpus.trials[$0] }) {
          if split != .participants { #expect(!methods.contains(trial.method)) }
          if split != .methods { #expect(!readers.contains(trial.participant)) }
        }
      }
    }
  }

  @Test func readingsOfHeldOutMethodsDoNotChangeAPrediction() throws {
    let codes = SmallWorld.methods(6)
    let states = Dictionary(
      uniqueKeysWithValues: codes.map { code in
        (code.id, TokenStates(code.tokens.indices.map { [Double($0 % 5), Double($0 % 2)] }))
      })
    let kept = SmallWorld.wanderers(Array(codes.dropLast()), participants: 2)
    let last = codes[codes.count - 1].id
    let one = try StudyScanpaths(codes: codes, scanpaths: kept + [SmallWorld.path("reader0", last, [1, 2])])
    let other = try StudyScanpaths(codes: codes, scanpaths: kept + [SmallWorld.path("reader0", last, [30, 7, 9])])
    let predictors = [one, other].map { corpus in
      GazePredictor(
        corpus, training: corpus.trials.indices.filter { corpus.id(ofTrial: $0) != last }, states: states)
    }
    #expect(predictors[0] == predictors[1])
  }

  @Test func oneMethodAndOneParticipantAreRefused() throws {
    let code = SmallWorld.methods(1)[0]
    let states = [code.id: TokenStates(code.tokens.indices.map { [Double($0)] })]
    let corpus = try StudyScanpaths(codes: [code], scanpaths: [SmallWorld.path("reader", code.id, [1, 2, 3])])
    #expect(throws: NothingToPredict(trials: 1)) { _ = try GazePredictionStudy().run(corpus, states: states) }
    // Without states there is nothing to score either.
    #expect(throws: NothingToPredict(trials: 0)) { try GazePredictionStudy().run(corpus, states: [:]) }
  }

  @Test func withoutDurationsOnlyTheFixationsAreScored() throws {
    let codes = SmallWorld.methods(4)
    let states = Dictionary(
      uniqueKeysWithValues: codes.map { code in
        (code.id, TokenStates(code.tokens.indices.map { [Double($0 % 5)] }))
      })
    let paths = codes.flatMap { code in
      ["a", "b"].map { SmallWorld.path($0, code.id, [1, 4, 9], milliseconds: 0) }
    }
    var study = GazePredictionStudy()
    study.folds = 4
    let result = try study.run(try StudyScanpaths(codes: codes, scanpaths: paths), states: states)
    #expect(mean(result, .methods, .encoder, .logLoss) != nil)
    #expect(mean(result, .methods, .encoder, .rankCorrelation) == nil)
    #expect(mean(result, .methods, .encoder, .lookingTimeGain) == nil)
  }

  @Test func tokensThatTheModelDoesNotReadGetNothing() throws {
    let (corpus, states) = try Self.hiddenWorld()
    let predictor = GazePredictor(corpus, training: Array(corpus.trials.indices), states: states, ridge: 10)
    let code = corpus.methods[0].code
    let cut = TokenStates(code.tokens.indices.map { $0 < 10 ? [1, 0] : nil })
    let prediction = predictor.prediction(for: code, states: cut)
    #expect(prediction.fixation.count == code.tokens.count)
    #expect(prediction.fixation.dropFirst(10).allSatisfy { $0 == 0 })
    #expect(abs(prediction.lookingTime.reduce(0, +) - 1) < 1e-9)
  }
}
