import Basics
import CodeMetrics
import Testing
import Training

@testable import Runs

/// A run says once what CodeBLEU gives to outputs that know nothing of the code, if the references are text.
struct FloorScorerTests {
  private let texts = [
    "Returns the number of entries in this map.", "Closes the stream (if it is open).", "Adds a value.",
  ]

  private func request(_ task: LearningTask, _ references: [String]) -> ScoringRequest {
    ScoringRequest(task: task, language: .java, references: references, predictions: references)
  }

  @Test func theFirstValidationOfSummariesHasTheFloors() throws {
    let scorer = FloorScorer(DirectScorer())
    let first = try scorer.scores(of: request(.summarization, texts))
    let plain = try DirectScorer().scores(of: request(.summarization, texts))
    #expect(first.scores == plain.scores && plain.warning == nil)
    let warning = try #require(first.warning)
    let floors = try request(.summarization, texts).floors()
    let constant = try #require(floors.score(.constant, "codebleu"))
    #expect(warning.contains("\"Returns the value.\" \(constant.decimals(1)); "), "\(warning)")
    #expect(warning.contains("3 of 3 references (100 %) do not parse"), "\(warning)")
    #expect(try scorer.scores(of: request(.summarization, texts)) == plain, "once")
  }

  @Test func codeHasNone() throws {
    let code = ["int a;", "int f() { return 1; }"]
    for task in [LearningTask.pairs, .translation, .summarization] {
      #expect(try FloorScorer(DirectScorer()).scores(of: request(task, code)).warning == nil, "\(task)")
    }
    #expect(try FloorScorer(DirectScorer()).scores(of: request(.translation, texts)).warning == nil)
  }

  @Test func aSingleReferenceAndNoPredictionAreNoErrors() throws {
    let one = try FloorScorer(DirectScorer()).scores(of: request(.summarization, [texts[0]]))
    #expect(one.warning?.contains("another sample's") == false)
    #expect(try FloorScorer(DirectScorer()).scores(of: request(.summarization, [])) == ScoringOutcome(scores: [:]))
  }
}
