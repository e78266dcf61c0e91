import Basics
import Foundation
import Synchronization
import Testing

@testable import Runs
@testable import Training

struct ConsoleReporterTests {
  /// What a reporter writes of a short run whose steps take so many seconds of the clock that it is given.
  private static func output(isTerminal: Bool, secondsPerStep: Int = 1) -> String {
    let written = Mutex("")
    let console = Console(isTerminal: isTerminal) { text in written.withLock { $0 += text } }
    let start = ContinuousClock.now
    let time = Atomic(0)
    let reporter = ConsoleReporter(console: console) { start + .seconds(time.load(ordering: .relaxed)) }
    reporter.receive(
      .started(
        .init(
          name: "tiny", parameters: 1_000_000, ranks: 2, threadsPerRank: 1, trainSamples: 10, validationSamples: 2,
          totalSteps: 3, firstStep: 0)))
    for step in 1...3 {
      time.add(secondsPerStep, ordering: .relaxed)
      reporter.receive(
        .step(
          .init(
            step: step, epoch: 0, loss: 2, gradientNorm: 1, learningRate: 0.001, tokens: 100, samples: 10,
            seconds: 0.1, exposedCommunicationSeconds: 0.01, isSkipped: false, terms: [:])))
    }
    reporter.receive(.warning(.init(message: "careful")))
    reporter.receive(.finished(.init(step: 3, reason: .completed, bestStep: 2, bestValue: 1.5, seconds: 1)))
    return written.withLock { $0 }
  }

  @Test func aFileGetsPlainLines() {
    let output = Self.output(isTerminal: false)
    #expect(!output.contains("\u{1B}") && !output.contains("\r"))
    let lines = output.split(separator: "\n")
    #expect(lines.count == 5, "\(output)")
    #expect(lines[1].contains("step 1/3") && lines[1].contains("1000 tokens/s") && lines[1].contains("10.0 %"))
    #expect(lines[2].contains("step 3/3") && lines[3] == "warning: careful")
  }

  @Test(arguments: [(10, [1, 3]), (11, [1, 2, 3])])
  func aFileGetsALineAboutStepsWhenTenSecondsHavePassed(_ secondsPerStep: Int, _ steps: [Int]) {
    let output = Self.output(isTerminal: false, secondsPerStep: secondsPerStep)
    #expect((1...3).filter { output.contains("step \($0)/3") } == steps, "\(output)")
  }

  @Test func aTerminalGetsAProgressLineThatIsWipedInTheEnd() {
    let output = Self.output(isTerminal: true)
    #expect(output.contains("epoch 1") && output.contains("1/3 steps") && output.contains("loss 2.0000"))
    #expect(!output.contains("step 1/3"), "the progress line stands for the lines about steps")
    let afterWarning = output.components(separatedBy: "careful\n").last ?? ""
    #expect(afterWarning.contains("\r\u{1B}[K") && afterWarning.hasSuffix("\n"))
  }
}
