import Basics
import Synchronization
import Testing

struct ConsoleTests {
  private let recorder = Recorder()
  private var console: Console { Console(isTerminal: false) { [recorder] in recorder.append($0) } }

  @Test func aWarningSaysThatItIsOne() {
    let console = console
    console.note("reading")
    console.warn("the disk is nearly full")
    #expect(recorder.text == "reading\nwarning: the disk is nearly full\n")
  }

  @Test func ranksOtherThanTheFirstNameThemselves() {
    let console = console
    console.speak(asRank: 0)
    console.write(.warning("from rank 0"))
    console.speak(asRank: 2)
    console.write(.warning("late"))
    console.write(.note("waiting"))
    #expect(recorder.text == "warning: from rank 0\n[rank 2] warning: late\n[rank 2] waiting\n")
  }

  @Test func anErrorIsWrittenWithItsRemedy() {
    console.write(Diagnosis(.badData, problem: "no number", place: "a.txt:3", remedy: "write one"))
    #expect(recorder.text == "error: a.txt:3: no number\n  → write one\n")
  }

  @Test func messagesGoAboveTheProgressLine() {
    let console = Console(isTerminal: true) { [recorder] in recorder.append($0) }
    console.drawProgress("half")
    console.note("a message")
    #expect(recorder.text == "\r\u{1B}[Khalf" + "\r\u{1B}[Ka message\nhalf")
  }
}

private final class Recorder: Sendable {
  private let content = Mutex("")
  var text: String { content.withLock { $0 } }
  func append(_ piece: String) { content.withLock { $0 += piece } }
}
