import Foundation
import Testing

@testable import Scanpaths
@testable import Studies

/// A model's attention against people's, on methods small enough to reckon by hand.
struct AttentionStudyTests {
  /// Two lines: variable literal / variable operator.
  private static let code = SmallWorld.code("m", [[.variable, .literal], [.variable, .operator]])
  private static let reading = Scanpath(
    participant: "a", code: "m",
    visits: [
      .init(token: 0, durationMilliseconds: 100), .init(token: 1, durationMilliseconds: 100),
      .init(token: 0, durationMilliseconds: 200),
    ])

  private static func quickStudy() -> AttentionStudy {
    AttentionStudy()
  }

  private func isClose(_ interval: MeanInterval?, _ value: Double) -> Bool {
    interval.map { abs($0.mean - value) < 1e-12 } ?? false
  }

  @Test func massesAndCorrelationOfAHandMadeExample() throws {
    let corpus = try StudyScanpaths(codes: [Self.code], scanpaths: [Self.reading])
    let attention = TokenAttention(mass: [0.4, 0.1, 0.2, 0.1], evenMass: [0.2, 0.1, 0.3, 0.2])
    let other = TokenAttention(mass: [0.1, 0.2, 0.2, 0.5], evenMass: [0.25, 0.25, 0.25, 0.25])
    let result = try Self.quickStudy().run(corpus, attention: ["m": attention], against: ["m": other])
    #expect(result.trials == 1 && isClose(result.massOnTokens, 0.8))
    #expect(result.rows.map(\.radius) == [nil, 0, 1, 2, 3])
    // F, and F★ of the same line, are tokens 0 and 1; from r = 1 on the other variable is added.
    for row in result.rows {
      let isWide = row.radius ?? 0 >= 1
      #expect(isClose(row.mass, isWide ? 0.7 : 0.5))
      #expect(isClose(row.evenOverSubwords, isWide ? 0.6 : 0.3))
      #expect(isClose(row.aboveSubwords, isWide ? 0.1 : 0.2))
      #expect(isClose(row.massAmongTokens, isWide ? 0.875 : 0.625))
      #expect(isClose(row.evenOverTokens, isWide ? 0.75 : 0.5))
      #expect(isClose(row.aboveTokens, 0.125))
      #expect(isClose(row.aboveOther, 0.2))
    }
    // Attention has the ranks 3 0.5 2 0.5, dwell time (300, 100, 0, 0) has 3 2 0.5 0.5: 2.25 / 4.5.
    #expect(isClose(result.rankCorrelation.attention, 0.5))
    // Attention that is even over subwords has 1.5 0 3 1.5: −2.25 / 4.5.
    #expect(isClose(result.rankCorrelation.evenAttention, -0.5))
    #expect(isClose(result.rankCorrelation.aboveEven, 1))
    // The other model's has 0 1.5 1.5 3: −3.75 / 4.5.
    #expect(isClose(result.rankCorrelation.aboveOther, 0.5 + 3.75 / 4.5))
    let reading = try #require(result.readings.first)
    #expect(result.readings.count == 1 && reading.participant == "a" && reading.code == "m")
    #expect(reading.mass == result.rows.map(\.mass.mean) && abs((reading.rankCorrelation ?? 0) - 0.5) < 1e-12)
    #expect(result.rows.map(\.name) == ["f", "f_star_r0", "f_star_r1", "f_star_r2", "f_star_r3"])
    // Looking time is 3/4 and 1/4; among tokens attention is 0.5, 0.125, 0.25, 0.125.
    let own = try #require(result.agreement.first)
    #expect(own.source == "model" && isClose(own.measures.aboveEven, 0.125))
    let crossEntropy = -0.75 * log(0.5) - 0.25 * log(0.125)
    #expect(isClose(own.crossEntropy, crossEntropy))
    #expect(isClose(own.measures.crossEntropyBelowEven, log(4) - crossEntropy))
    let rival = try #require(result.agreement.first { $0.source == "other_model" })
    #expect(isClose(rival.measures.aboveEven, -0.2) && isClose(rival.modelAbove?.aboveEven, 0.325))
    // One reader of one method: no spread over people or methods, so no interval, and a reason.
    #expect(own.measures.aboveEven?.lower == nil && own.measures.aboveEven?.reason != nil)
    #expect(result.markdown.contains("no interval"))
    #expect(result.markdown.contains("| F★, r = 1 | 0.700 ") && result.markdown.contains("other model's"))
  }

  /// A model that merely leaves brackets and separators raises its mass on F, and agrees no more with people.
  @Test func leavingPunctuationChangesMassAndNotAgreement() throws {
    let corpus = try StudyScanpaths(codes: [Self.code], scanpaths: [Self.reading])
    let even = [0.2, 0.1, 0.3, 0.2]
    func result(_ scale: Double) throws -> AttentionStudyResult {
      let mass = [0.24, 0.12, 0.06, 0.18].map { $0 * scale }
      return try Self.quickStudy().run(corpus, attention: ["m": TokenAttention(mass: mass, evenMass: even)])
    }
    let (before, after) = (try result(1), try result(1.5))
    #expect(after.rows[0].mass.mean > before.rows[0].mass.mean + 0.1)
    for (one, other) in zip(before.agreement, after.agreement) {
      // With a single reader of a single method, the other readers and the other methods say nothing.
      guard let above = one.measures.aboveEven else {
        #expect(other.measures.aboveEven == nil)
        continue
      }
      #expect(isClose(other.measures.aboveEven, above.mean))
      #expect(one.measures.rankCorrelation?.mean == other.measures.rankCorrelation?.mean)
      #expect(isClose(other.crossEntropy, one.crossEntropy?.mean ?? .nan))
    }
  }

  @Test func withoutAnyLookingTimeNothingIsSaidAboutIt() throws {
    let silent = SmallWorld.path("a", "m", [0, 1], milliseconds: 0)
    let corpus = try StudyScanpaths(codes: [Self.code], scanpaths: [silent])
    let attention = TokenAttention(mass: [0.4, 0.1, 0.2, 0.1], evenMass: [0.2, 0.1, 0.3, 0.2])
    let result = try Self.quickStudy().run(corpus, attention: ["m": attention])
    let own = try #require(result.agreement.first)
    #expect(own.crossEntropy == nil && own.measures.rankCorrelation == nil)
    // The tokens that were fixated are known all the same.
    #expect(isClose(own.measures.aboveEven, 0.125))
    #expect(result.markdown.contains("nothing can be said about its cross-entropy"))
  }

  @Test func referencesAreMeasuredLikeTheModel() throws {
    let codes = SmallWorld.methods(6)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.returnReaders(codes, participants: 3))
    let even = TokenAttention(mass: Array(repeating: 0.02, count: 40), evenMass: Array(repeating: 0.02, count: 40))
    let attention = Dictionary(uniqueKeysWithValues: codes.map { ($0.id, even) })
    let result = try Self.quickStudy().run(corpus, attention: attention)
    func reference(_ reference: AttentionReference) throws -> AttentionStudyResult.Agreement {
      try #require(result.agreement.first { $0.source == reference.rawValue })
    }
    // Everyone looks at the three returns of forty tokens and at nothing else.
    #expect(isClose(try reference(.evenOverSubwords).measures.aboveEven, 0))
    #expect(isClose(try reference(.otherReaders).measures.aboveEven, 0.9 + 0.1 * 3 / 40 - 3.0 / 40))
    #expect(isClose(try reference(.otherReaders).crossEntropy, -log(0.9 / 3 + 0.1 / 40)))
    // The prior ranks returns first, and the other labels, which nobody looks at, by their numbers of tokens.
    #expect(try reference(.labelPrior).measures.rankCorrelation?.mean ?? 0 > 0.4)
    #expect(try reference(.shuffled).measures.aboveEven?.mean ?? 1 < 0.6)
    // All looking time is on returns; all of them are fixated, so nothing is said within the label.
    let label = try #require(result.labels.first { $0.label == .return })
    #expect(isClose(label.lookingTime, 1) && isClose(label.even, 3.0 / 40) && label.aboveEven == nil)
  }

  @Test func tokensBehindTheLengthLimitCountForNothing() throws {
    let corpus = try StudyScanpaths(codes: [Self.code], scanpaths: [Self.reading])
    // The model reads the first three tokens only; of those two are looked at.
    let attention = TokenAttention(mass: [0.5, 0.2, 0.1, 0], evenMass: [0.25, 0.25, 0.25, 0])
    let result = try Self.quickStudy().run(corpus, attention: ["m": attention])
    let fixated = try #require(result.rows.first)
    #expect(isClose(fixated.evenOverTokens, 2.0 / 3))
    #expect(isClose(fixated.massAmongTokens, 0.875))
    #expect(fixated.aboveOther == nil)
    #expect(isClose(result.rankCorrelation.attention, 1))
    #expect(result.rankCorrelation.evenAttention == nil, "even attention is the same on all tokens that are read")
  }

  @Test func methodsWithoutAttentionAreNotMeasured() throws {
    let codes = SmallWorld.methods(3)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.returnReaders(codes, participants: 2))
    let even = TokenAttention(mass: Array(repeating: 0.02, count: 40), evenMass: Array(repeating: 0.02, count: 40))
    let result = try Self.quickStudy().run(corpus, attention: ["method1": even])
    #expect(result.trials == 2 && Set(result.readings.map(\.code)) == ["method1"])
    #expect(result.rankCorrelation.attention == nil)
    let both = try Self.quickStudy().run(
      corpus, attention: ["method1": even, "method2": even], against: ["method2": even])
    #expect(Set(both.readings.map(\.code)) == ["method2"])
    #expect(both.rows.allSatisfy { $0.aboveOther?.mean == 0 && isClose($0.aboveTokens, 0) })
  }

  @Test func degenerateAttentionGivesNumbers() throws {
    let corpus = try StudyScanpaths(codes: [Self.code], scanpaths: [Self.reading])
    let nothing = TokenAttention(mass: [0, 0, 0, 0], evenMass: [0, 0, 0, 0])
    for attention in [[:], ["m": nothing], ["m": TokenAttention(mass: [0, 0, 0, 1], evenMass: [0, 0, 0, 1])]] {
      let result = try Self.quickStudy().run(corpus, attention: attention)
      // JSON has no NaN: encoding throws where one hides.
      let decoded = try JSONDecoder().decode(AttentionStudyResult.self, from: JSONEncoder().encode(result))
      #expect(decoded == result)
      #expect(result.trials == attention.count && result.rows.isEmpty == attention.isEmpty)
      #expect(!result.markdown.contains("nan"))
    }
    var study = Self.quickStudy()
    study.confidence = 1
    #expect(throws: (any Error).self) { try study.run(corpus, attention: [:]) }
  }
}

/// A model's attention as one predictor more.
struct SourceAttentionPredictorTests {
  private static func quickStudy() -> PredictionStudy {
    var study = PredictionStudy()
    study.folds = 4
    return study
  }

  /// Attention to the tokens of one label alone.
  private static func attention(to label: SemanticLabel, _ codes: [LabelledCode]) -> [String: TokenAttention] {
    Dictionary(
      uniqueKeysWithValues: codes.map { code in
        let mass = code.tokens.map { $0.label == label ? 0.1 : 0.001 }
        return (code.id, TokenAttention(mass: mass, evenMass: mass.map { _ in 0.01 }))
      })
  }

  @Test func attentionOnWhatIsLookedAtIsRightAndPaired() throws {
    let codes = SmallWorld.methods(12)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.returnReaders(codes, participants: 3))
    let result = try Self.quickStudy().run(corpus, attention: Self.attention(to: .return, codes))
    for split in StudySplit.allCases {
      let row = try #require(result.row(split, .place, 0, .sourceAttention))
      let chance = try #require(result.row(split, .place, 0, .random))
      #expect(row.f1.mean == 1 && row.precision.mean == 1 && row.f1.count == 36)
      func difference(_ against: AttentionPredictor) throws -> MeanInterval {
        try #require(
          result.differences.first {
            $0.split == split && $0.reading == .place && $0.radius == 0 && $0.of == .sourceAttention
              && $0.against == against
          }
        ).f1
      }
      #expect(abs(try difference(.random).mean - (1 - chance.f1.mean)) < 1e-12)
      #expect(try difference(.model).mean == 0 && difference(.otherReaders).mean == 0)
    }
    #expect(result.markdown.contains("| 0 | source attention | 1.000"))
    let elsewhere = try Self.quickStudy().run(corpus, attention: Self.attention(to: .literal, codes))
    #expect(try #require(elsewhere.row(.methods, .place, 0, .sourceAttention)).f1.mean < 0.2)
  }

  @Test func withoutAttentionNothingIsSaidOfIt() throws {
    let codes = SmallWorld.methods(6)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.returnReaders(codes, participants: 3))
    let result = try Self.quickStudy().run(corpus)
    #expect(!result.rows.contains { $0.predictor == .sourceAttention })
    #expect(result.differences.allSatisfy { $0.of == .model })
    #expect(!result.markdown.contains("attention"))
  }

  @Test func onlyTrialsOfMethodsWithAttentionAreScoredByAll() throws {
    let codes = SmallWorld.methods(8)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.wanderers(codes, participants: 3))
    let some = Self.attention(to: .return, Array(codes.prefix(5)))
    let result = try Self.quickStudy().run(corpus, attention: some)
    #expect(!result.rows.isEmpty && result.rows.allSatisfy { $0.f1.count == 15 })
    let nothing = try Self.quickStudy().run(corpus, attention: [:])
    #expect(nothing.rows.isEmpty && nothing.differences.isEmpty)
  }

  @Test func itNamesAsManyTokensAsTheOthersTheMostAttendedFirst() throws {
    let codes = SmallWorld.methods(4)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: SmallWorld.wanderers(codes, participants: 3))
    let counts = corpus.trials.map { TrialCounts($0, in: corpus.methods[$0.method]) }
    let mass = (0..<40).map { Double($0 / 2) / 1000 }
    let predictors = PredictionStudy().predictors(
      corpus, heldOut: [0], trialCounts: counts,
      attention: ["method0": TokenAttention(mass: mass, evenMass: mass)])
    let predictions = predictors.predictions(of: .sourceAttention, for: 0)
    #expect(predictions.count == 1 && predictions[0].count == predictors.budget(for: 0))
    #expect(predictions[0].starts(with: [38, 39, 36, 37]), "of equal ones the earlier first")
    #expect(predictors.predictions(of: .sourceAttention, for: 1).isEmpty)
  }

  @Test func chosenMethodsAreOneFoldThatNothingIsLearnedFrom() throws {
    let codes = SmallWorld.methods(8)
    let paths = SmallWorld.wanderers(codes, participants: 3)
    let corpus = try StudyScanpaths(codes: codes, scanpaths: paths)
    let chosen: Set<String> = ["method2", "method5"]
    let folds = StudySplit.methods.heldOut(of: corpus, folds: 4, seed: 0, heldOutMethods: chosen)
    #expect(folds.count == 1 && Set(folds[0].map { corpus.id(ofTrial: $0) }) == chosen && folds[0].count == 6)
    let result = try Self.quickStudy().run(corpus, heldOutMethods: chosen)
    #expect(result.rows.allSatisfy { $0.f1.count == 6 })
    #expect(Set(result.rows.map(\.split)) == Set(StudySplit.allCases))
    // What others look at in one of them changes no prediction for the other.
    let changed = try StudyScanpaths(
      codes: codes,
      scanpaths: paths.map { path in
        path.code == "method5" ? SmallWorld.path(path.participant, path.code, Array(0..<30)) : path
      })
    func predictions(_ corpus: StudyScanpaths) -> [[Int]] {
      let counts = corpus.trials.map { TrialCounts($0, in: corpus.methods[$0.method]) }
      let predictors = Self.quickStudy().predictors(corpus, heldOut: folds[0], trialCounts: counts)
      return predictors.predictions(of: .model, for: 2) + predictors.predictions(of: .labelPrior, for: 2)
    }
    #expect(predictions(changed) == predictions(corpus))
  }
}
