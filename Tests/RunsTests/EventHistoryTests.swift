import Foundation
import TestSupport
import Testing

@testable import Runs

@Suite struct EventHistoryTests {
  private static let whole = ResultsFolder.events(loss: 2, bleu: 10, steps: 600, ranks: 1)

  @Test func aWholeFileIsRead() {
    let history = EventHistory(content: Data(Self.whole.utf8))
    #expect(history.steps.count == 600 && history.validations.count == 1 && history.problems.isEmpty)
    #expect(history.finished?.reason == .completed && history.started?.totalSteps == 600)
    #expect(abs((history.tokensPerSecond ?? 0) - 500) < 1e-6)
    #expect(abs((history.exposedCommunicationShare ?? 0) - 0.1) < 1e-9)
  }

  @Test func anyTruncationIsRead() {
    // Cut inside a line, the line is left for later; nothing is a problem while a run is being written.
    for count in [0, 1, 57, 500, Self.whole.utf8.count - 1] {
      let history = EventHistory(content: Data(Self.whole.utf8.prefix(count)))
      #expect(history.problems.isEmpty, "\(count)")
      #expect(history.steps.count <= 600 && history.steps.indices.allSatisfy { history.steps[$0].step == $0 + 1 })
    }
  }

  @Test func damagedLinesAreLeftOutAndNamed() {
    var lines = Self.whole.split(separator: "\n").map(String.init)
    lines[5] = "{\"event\": \"step\", \"step\": \"six\"}"
    lines[300] = "garbage"
    lines[301] = "{\"event\":\"step\",\"step\":1,\"loss\":2},{\"event\":\"step\",\"step\":2,\"loss\":2}"
    let history = EventHistory(content: Data(lines.map { $0 + "\n" }.joined().utf8))
    #expect(history.steps.count == 597)
    #expect(history.problems.count == 1 && history.problems[0].contains("events.jsonl:6 and 2 more lines"))
  }

  @Test func aResumedRunCountsOnce() {
    let first = ResultsFolder.events(loss: 2, bleu: 10, steps: 10, ranks: 1).split(separator: "\n").dropLast(2)
    let again =
      ["{\"event\":\"started\",\"total_steps\":12,\"first_step\":7}"]
      + (8...12).map { "{\"event\":\"step\",\"step\":\($0),\"loss\":9}" }
    let text = (first.map(String.init) + again).map { $0 + "\n" }.joined()
    let history = EventHistory(content: Data(text.utf8))
    #expect(history.steps.map(\.step) == Array(1...12) && history.steps.suffix(5).allSatisfy { $0.loss == 9 })
    #expect(history.finished == nil && history.started?.totalSteps == 12)
  }

  @Test func numbersThatJSONCannotHoldAreRead() {
    let line = "{\"event\":\"step\",\"step\":1,\"loss\":\"nan\"}\n{\"event\":\"step\",\"step\":2,\"loss\":\"inf\"}\n"
    let history = EventHistory(content: Data(line.utf8))
    #expect(history.steps.count == 2 && history.steps[0].loss.isNaN && history.problems.isEmpty)
  }

  @Test func numbersThatNoRunReachesDoNotEndTheProgram() {
    let huge = "9223372036854775807"
    let lines = [
      "{\"event\":\"step\",\"step\":1,\"loss\":2,\"tokens\":\(huge),\"seconds\":1}",
      "{\"event\":\"step\",\"step\":2,\"loss\":2,\"tokens\":\(huge),\"seconds\":1}",
      "{\"event\":\"step\",\"step\":\(huge),\"loss\":2}", "{\"event\":\"step\",\"step\":-\(huge),\"loss\":2}",
    ]
    let history = EventHistory(content: Data(lines.map { $0 + "\n" }.joined().utf8))
    #expect(history.steps.map(\.step) == [1, 2] && history.tokensPerSecond == 0x1p63)
  }
}
