import Foundation
import Testing

@testable import Scanpaths
@testable import Studies

struct PredictionStudyTests {
  private static func quickStudy() -> PredictionStudy {
    var study = PredictionStudy()
    study.folds = 4
    return study
  }

  @Test func scoresOfAHandMadeExample() {
    // Two lines: variable literal / variable operator.
    let code = SmallWorld.code("m", [[.variable, .literal], [.variable, .operator]])
    let method = StudyScanpaths.Method(code, source: nil)
    let scores = AttentionScore.all(predicted: [0, 1], attended: [2], in: method)
    func score(_ reading: AttentionReading, _ radius: Int) -> AttentionScore {
      scores[AttentionReading.cells.firstIndex { $0 == (reading, radius) } ?? 0]
    }
    // The variable on the other line is near token 0 from r = 1 on; the literal is never right by its label.
    #expect(score(.semantic, 0) == AttentionScore(precision: 0, recall: 0))
    #expect(score(.semantic, 1) == AttentionScore(precision: 0.5, recall: 1))
    #expect(abs(score(.semantic, 1).f1 - 2.0 / 3) < 1e-15)
    #expect(score(.semantic, 3) == AttentionScore(precision: 0.5, recall: 1))
    #expect(score(.positional, 0) == AttentionScore(precision: 0, recall: 0))
    #expect(score(.positional, 1) == AttentionScore(precision: 1, recall: 1))
    #expect(score(.place, 0) == AttentionScore(precision: 0, recall: 0))
    #expect(score(.place, 1) == AttentionScore(precision: 0.5, recall: 1))
    #expect(score(.place, 2) == AttentionScore(precision: 1, recall: 1))
    #expect(score(.semantic, 0).f1 == 0)
  }

  @Test func readersOfReturnsAreFoundOutByAllButChance() throws {
    let codes = SmallWorld.methods(12)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.returnReaders(codes, participants: 4))
    let result = try Self.quickStudy().run(corpus)
    for split in StudySplit.allCases {
      for predictor in [AttentionPredictor.model, .labelPrior, .otherReaders] {
        let row = try #require(result.row(split, .place, 0, predictor))
        #expect(row.precision.mean == 1)
        #expect(row.recall.mean == 1)
        #expect(row.f1.lower == nil && row.f1.reason?.contains("do not vary") == true)
        #expect(row.f1.participants == 4 && row.f1.methods == 12)
        #expect(row.f1.count == 48)
      }
      let chance = try #require(result.row(split, .place, 0, .random))
      #expect(chance.precision.mean < 0.2)
      let difference = try #require(
        result.differences.first {
          $0.split == split && $0.reading == .place && $0.radius == 0 && $0.against == .random
        })
      #expect(abs(difference.f1.mean - (1 - chance.f1.mean)) < 1e-12)
      #expect(difference.f1.mean > 0.7 && difference.f1.participants == 4)
    }
  }

  /// Readers look at the literals beside a `return` only: the label prior cannot tell these from other literals.
  @Test func theModelSeesWhatTheLabelPriorCannot() throws {
    let codes = SmallWorld.methods(24)
    let paths = codes.flatMap { code in
      let wanted = code.tokens.indices.filter { $0 > 0 && code.tokens[$0 - 1].label == .return }
      return (0..<4).map { SmallWorld.path("reader\($0)", code.id, wanted) }
    }
    let result = try Self.quickStudy().run(try StudyScanpaths(codes: codes, scanpaths: paths))
    for split in StudySplit.allCases {
      let model = try #require(result.row(split, .place, 0, .model))
      let prior = try #require(result.row(split, .place, 0, .labelPrior))
      #expect(model.f1.mean > 0.9)
      #expect(prior.f1.mean < 0.4)
    }
  }

  @Test func precisionAndRecallGrowWithTheRadius() throws {
    let codes = SmallWorld.methods(8)
    let result = try Self.quickStudy().run(
      try StudyScanpaths(codes: codes, scanpaths: SmallWorld.wanderers(codes, participants: 3)))
    #expect(result.rows.count == 2 * 3 * 4 * 4)
    for row in result.rows {
      for interval in [row.precision, row.recall, row.f1] {
        #expect((0...1).contains(interval.mean))
        guard let lower = interval.lower, let upper = interval.upper else {
          #expect(interval.reason != nil)
          continue
        }
        #expect(lower < interval.mean && interval.mean < upper)
      }
      guard let wider = result.row(row.split, row.reading, row.radius + 1, row.predictor) else { continue }
      #expect(wider.precision.mean >= row.precision.mean)
      #expect(wider.recall.mean >= row.recall.mean)
    }
  }

  @Test(arguments: StudySplit.allCases)
  func heldOutTrialsDoNotChangePredictions(split: StudySplit) throws {
    let codes = SmallWorld.methods(8)
    let paths = SmallWorld.wanderers(codes, participants: 4)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: paths)
    let study = Self.quickStudy()
    let folds = split.heldOut(of: corpus, folds: study.folds, seed: 3)
    #expect(folds.flatMap { $0 }.sorted() == Array(corpus.trials.indices))
    for heldOut in folds {
      let names = Set(
        heldOut.map { [corpus.trials[$0].participant, corpus.methods[corpus.trials[$0].method].code.id] })
      func changed(_ wanted: Bool) throws -> StudyScanpaths {
        try StudyScanpaths(
          codes: codes,
          scanpaths: paths.map { path in
            names.contains([path.participant, path.code]) == wanted
              ? SmallWorld.path(path.participant, path.code, Array(0..<25), milliseconds: 900) : path
          })
      }
      let (same, other) = (try changed(true), try changed(false))
      let expected = Self.predictions(study, corpus, heldOut)
      #expect(Self.predictions(study, same, heldOut) == expected)
      // The same change to the training trials is noticed, so that the comparison above can fail.
      #expect(Self.predictions(study, other, heldOut) != expected)
      #expect(split.heldOut(of: same, folds: study.folds, seed: 3) == folds)
    }
  }

  private static func predictions(_ study: PredictionStudy, _ corpus: StudyScanpaths, _ heldOut: [Int]) -> [[[Int]]] {
    let counts = corpus.trials.map { TrialCounts($0, in: corpus.methods[$0.method]) }
    let predictors = study.predictors(corpus, heldOut: heldOut, trialCounts: counts)
    return corpus.methods.indices.flatMap { method in
      [AttentionPredictor.model, .labelPrior, .random].map { predictors.predictions(of: $0, for: method) }
    }
  }

  @Test func allPredictorsNameEquallyManyTokens() throws {
    let codes = SmallWorld.methods(6)
    let paths = SmallWorld.wanderers(codes, participants: 3) + [SmallWorld.path("glancer", "method0", [5])]
    let corpus = try StudyScanpaths(codes: codes, scanpaths: paths)
    let counts = corpus.trials.map { TrialCounts($0, in: corpus.methods[$0.method]) }
    let predictors = PredictionStudy().predictors(corpus, heldOut: [0], trialCounts: counts)
    let trial = try #require(corpus.trials.first { $0.method == 0 && $0.participant == "reader1" })
    var all = predictors.otherReaders(of: trial, among: corpus.trials)
    #expect(all.count == 3)
    // The glancer's one token is completed with its neighbours.
    #expect(all.contains { $0.starts(with: [5, 4, 6, 3, 7]) })
    for predictor in [AttentionPredictor.model, .labelPrior, .random] {
      all += predictors.predictions(of: predictor, for: 0)
    }
    #expect(all.allSatisfy { $0.count == predictors.budget(for: 0) && Set($0).count == $0.count })
  }

  @Test func aSeedGivesOneResult() throws {
    let codes = SmallWorld.methods(6)
    let paths = SmallWorld.wanderers(codes, participants: 3)
    var study = Self.quickStudy()
    let first = try study.run(StudyScanpaths(codes: codes, scanpaths: paths))
    #expect(try study.run(StudyScanpaths(codes: codes, scanpaths: paths.reversed())) == first)
    study.seed = 1
    #expect(try study.run(StudyScanpaths(codes: codes, scanpaths: paths)).rows != first.rows)
    let decoded = try JSONDecoder().decode(PredictionStudyResult.self, from: JSONEncoder().encode(first))
    #expect(decoded == first)
    #expect(first.markdown.contains("### Held-out methods, semantic reading"))
    #expect(first.markdown.contains("| 3 | label prior | "))
  }

  private static let degenerate: [(name: String, codes: [LabelledCode], paths: [Scanpath])] = {
    let two = SmallWorld.methods(2)
    let tiny = SmallWorld.code("tiny", [[.return]])
    let all = Array(0..<40)
    return [
      ("nothing", [], []),
      ("no scanpath", two, []),
      ("empty scanpaths", two, [SmallWorld.path("a", "method0", []), SmallWorld.path("b", "method1", [])]),
      ("no token", [SmallWorld.code("none", [])], [SmallWorld.path("a", "none", [])]),
      ("one participant", two, [SmallWorld.path("a", "method0", [1, 2]), SmallWorld.path("a", "method1", [3])]),
      ("one method", two, [SmallWorld.path("a", "method0", [1, 2]), SmallWorld.path("b", "method0", [3])]),
      ("one trial", two, [SmallWorld.path("a", "method0", [1])]),
      ("all tokens", two, ["a", "b"].flatMap { who in two.map { SmallWorld.path(who, $0.id, all) } }),
      ("one token", [tiny], ["a", "b"].map { SmallWorld.path($0, "tiny", [0, 0]) }),
      ("no duration", two, ["a", "b"].map { SmallWorld.path($0, "method0", [1, 9, 2], milliseconds: 0) }),
    ]
  }()

  /// The worlds that leave something to learn from.
  private static let scored: Set<String> = [
    "one participant", "one method", "all tokens", "one token", "no duration",
  ]

  @Test(arguments: degenerate.indices)
  func degenerateWorldsGiveNumbers(place: Int) throws {
    let world = Self.degenerate[place]
    let corpus = try StudyScanpaths(codes: world.codes, scanpaths: world.paths)
    #expect(corpus.trials.count + corpus.exclusions.count == world.paths.count)
    guard Self.scored.contains(world.name) else {
      #expect(throws: NothingToPredict.self) { _ = try Self.quickStudy().run(corpus) }
      #expect(throws: NobodyToCompare.self) { _ = try SimilarityStudy().run(corpus) }
      return
    }
    let result = try Self.quickStudy().run(corpus)
    let intervals = result.rows.flatMap { [$0.precision, $0.recall, $0.f1] } + result.differences.map(\.f1)
    var compared: [MeanInterval] = []
    if world.name == "one participant" {
      #expect(throws: NobodyToCompare.self) { _ = try SimilarityStudy().run(corpus) }
    } else {
      let similarity = try SimilarityStudy().run(corpus)
      compared = similarity.methods.flatMap { $0.measures.values.compactMap(\.mean) } + similarity.overall.values
      // JSON has no NaN: encoding throws where one hides.
      _ = try JSONEncoder().encode(similarity)
    }
    for interval in intervals + compared {
      #expect(interval.mean.isFinite, "\(world.name)")
      // Either an interval with a width, or the reason why there is none.
      if let lower = interval.lower, let upper = interval.upper {
        #expect(lower.isFinite && upper.isFinite && lower < upper, "\(world.name)")
      } else {
        #expect(interval.lower == nil && interval.upper == nil && interval.reason?.isEmpty == false, "\(world.name)")
      }
    }
    #expect(!result.rows.isEmpty)
    _ = try JSONEncoder().encode(result)
    if world.name == "all tokens" {
      #expect(result.rows.allSatisfy { $0.f1.mean == 1 })
    }
  }

  @Test func scanpathsThatDoNotFitAreRefused() {
    let codes = SmallWorld.methods(1)
    func error(_ paths: [Scanpath], _ codes: [LabelledCode]) -> StudyError? {
      do {
        _ = try StudyScanpaths(codes: codes, scanpaths: paths)
        return nil
      } catch { return error }
    }
    #expect(error([], codes + codes) == .repeatedCode(id: "method0"))
    #expect(error([SmallWorld.path("a", "other", [1])], codes) == .unknownCode(participant: "a", code: "other"))
    #expect(
      error([SmallWorld.path("a", "method0", [1, 40])], codes)
        == .noSuchToken(participant: "a", code: "method0", visit: 1, token: 40, tokens: 40))
    #expect(error([SmallWorld.path("a", "method0", [-1])], codes) != nil)
    for duration in [-1, .nan, .infinity] {
      #expect(
        error([SmallWorld.path("a", "method0", [1], milliseconds: duration)], codes)
          == .impossibleDuration(participant: "a", code: "method0", visit: 0))
    }
    var study = PredictionStudy()
    study.folds = 1
    #expect(throws: (any Error).self) { try study.run(StudyScanpaths(codes: codes, scanpaths: [])) }
  }
}
