import Basics
import Logging
import Synchronization
import Testing

@Suite(.serialized)
struct ConsoleLoggingTests {
  @Test func aMessageIsItsLevelAndItsText() {
    #expect(ConsoleLogHandler.line(level: .warning, message: "disk is nearly full") == "warning: disk is nearly full")
  }

  @Test func theRankComesFirstAndMetadataLastSortedByKey() {
    let line = ConsoleLogHandler.line(level: .info, message: "step", metadata: ["step": "3", "loss": "2.5"], rank: 1)
    #expect(line == "[rank 1] info: step loss=2.5 step=3")
  }

  @Test func bootstrappingTwiceReplacesTheSettingsAlsoForLoggersThatExist() {
    let before = ConsoleLogging.settings
    defer { ConsoleLogging.bootstrap(before) }
    ConsoleLogging.bootstrap(.init(level: .warning))
    let logger = Logger(label: "test")
    #expect(logger.logLevel == .warning)
    ConsoleLogging.bootstrap(.init(level: .debug, rank: 2))
    #expect(logger.logLevel == .debug)
    #expect(ConsoleLogging.settings == .init(level: .debug, rank: 2))
  }

  @Test func aLoggersOwnLevelAndMetadataCount() {
    let recorder = Recorder()
    let recording = Console(isTerminal: false) { recorder.append($0) }
    var logger = Logger(label: "test", factory: { _ in ConsoleLogHandler(console: recording) })
    logger.logLevel = .error
    logger[metadataKey: "file"] = "a.txt"
    logger.warning("unseen")
    logger.error("seen", metadata: ["line": "3"])
    #expect(recorder.text == "error: seen file=a.txt line=3\n")
  }
}

private final class Recorder: Sendable {
  private let content = Mutex("")
  var text: String { content.withLock { $0 } }
  func append(_ piece: String) { content.withLock { $0 += piece } }
}
