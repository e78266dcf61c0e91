import Basics
import Synchronization
import Testing

/// A console that remembers what was written to it.
private final class Recorder: Sendable {
  private let text = Mutex("")
  var written: String { text.withLock { $0 } }

  func console(isTerminal: Bool) -> Console {
    Console(isTerminal: isTerminal) { piece in self.text.withLock { $0 += piece } }
  }
}

struct ProgressLineTests {
  private let line = ProgressLine(
    label: "epoch 1", completed: 25, total: 100, elapsed: .seconds(50), detail: "loss 2.31")

  @Test func showsBarPercentageCountRateRemainingTimeAndDetail() {
    #expect(
      line.rendered(width: 104)
        == "epoch 1 [##########------------------------------] 25%  25/100 steps  0.50 steps/s  ETA 02:30  loss 2.31")
  }

  @Test(arguments: [0, 1, 20, 60, 68, 69, 75, 90, 200]) func theBarShrinksThenGoesThenTheTextIsCut(width: Int) {
    let text = line.rendered(width: width)
    #expect(text.count <= width)
    #expect(text.contains("[") == (width >= 72))
  }

  @Test func withoutATotalThereIsNeitherBarNorRemainingTime() {
    let line = ProgressLine(label: "reading", completed: 3000, total: 0, elapsed: .seconds(2), unit: "lines")
    #expect(line.rendered(width: 80) == "reading 3000 lines  1.50k lines/s")
  }

  @Test func beforeTheFirstUnitNothingIsPredicted() {
    let line = ProgressLine(label: "a", completed: 0, total: 5, elapsed: .zero)
    #expect(line.remaining == nil)
    #expect(line.rendered(width: 18) == "a 0%  0/5 steps")
  }

  @Test func moreThanTheTotalStaysAtAFullBar() {
    let line = ProgressLine(label: "a", completed: 12, total: 10, elapsed: .seconds(1))
    #expect(line.rendered(width: 65).hasPrefix("a [##########"))
    #expect(line.rendered(width: 80).contains("100%"))
    #expect(line.remaining == .zero)
  }

  @Test(
    arguments: [
      (0.0, "00:00"), (59.6, "01:00"), (61, "01:01"), (3599, "59:59"), (3600, "1:00:00"), (90_061, "25:01:01"),
    ])
  func clockTimesHaveAsManyPartsAsTheyNeed(seconds: Double, expected: String) {
    #expect(ProgressLine.clockTime(.seconds(seconds)) == expected)
  }

  @Test(
    arguments: [
      (0.0, "0.00"), (0.416, "0.42"), (9.99, "9.99"), (9.996, "10.0"), (12.34, "12.3"), (99.96, "100"), (999, "999"),
      (999.6, "1.00k"), (45_678, "45.7k"), (999_600, "1.00M"), (2_500_000, "2.50M"),
    ])
  func shortNumbersKeepThreeDigits(number: Double, expected: String) {
    #expect(ProgressLine.shortNumber(number) == expected)
  }
}

struct ProgressWriterTests {
  private let wipe = "\r\u{1B}[K"

  @Test func drawsAtMostTenTimesASecondByTheClockItIsGiven() {
    let recorder = Recorder()
    let milliseconds = Atomic(0)
    let start = ContinuousClock().now
    let drawn = Atomic(0)
    let writer = ProgressWriter(console: recorder.console(isTerminal: true)) {
      start + .milliseconds(milliseconds.load(ordering: .relaxed))
    }
    for time in stride(from: 0, through: 1000, by: 10) {
      milliseconds.store(time, ordering: .relaxed)
      writer.update { elapsed in
        drawn.add(1, ordering: .relaxed)
        #expect(elapsed == .milliseconds(time))
        return ProgressLine(label: "a", completed: time, total: 1000, elapsed: elapsed)
      }
    }
    #expect(drawn.load(ordering: .relaxed) == 11)
    writer.finish()
    #expect(recorder.written.hasSuffix(wipe))
  }

  @Test func drawsNothingWhereNobodyWatches() {
    let recorder = Recorder()
    let writer = ProgressWriter(console: recorder.console(isTerminal: false))
    writer.update { ProgressLine(label: "a", completed: 1, total: 2, elapsed: $0) }
    writer.finish()
    recorder.console(isTerminal: false).drawProgress("50%")
    #expect(recorder.written.isEmpty)
  }

  @Test func aMessageStandsAboveTheProgressLine() {
    let recorder = Recorder()
    let console = recorder.console(isTerminal: true)
    console.writeLine("first")
    console.drawProgress("50%")
    console.writeLine("second")
    console.drawProgress("")
    console.writeLine("third")
    #expect(recorder.written == "first\n\(wipe)50%\(wipe)second\n50%\(wipe)third\n")
  }
}
