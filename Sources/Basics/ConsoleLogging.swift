import Logging
import Synchronization

/// swift-log's messages on standard error, as `warning: message` or `[rank 1] warning: message`.
package enum ConsoleLogging {
  /// What every logger of the process follows.
  package struct Settings: Sendable, Equatable {
    /// The least severe level that is shown.
    package var level: Logger.Level
    /// The rank to name before each message; nil names none.
    package var rank: Int?

    package init(level: Logger.Level = .info, rank: Int? = nil) {
      self.level = level
      self.rank = rank
    }
  }

  private struct State {
    var settings = Settings()
    var isInstalled = false
  }

  private static let state = Mutex(State())

  /// The settings in force.
  package static var settings: Settings { state.withLock { $0.settings } }

  /// Sends all loggers to standard error. A further call only replaces the settings, for loggers old and new.
  package static func bootstrap(_ settings: Settings = Settings()) {
    state.withLock { state in
      state.settings = settings
      guard !state.isInstalled else { return }
      state.isInstalled = true
      LoggingSystem.bootstrap { _ in ConsoleLogHandler(console: .standardError) }
    }
  }
}

/// Writes log messages to a console.
package struct ConsoleLogHandler: LogHandler {
  private let console: Console
  private var ownLevel: Logger.Level?
  package var metadata: Logger.Metadata = [:]

  package init(console: Console) {
    self.console = console
  }

  /// The process's level, unless this logger was given one of its own.
  package var logLevel: Logger.Level {
    get { ownLevel ?? ConsoleLogging.settings.level }
    set { ownLevel = newValue }
  }

  package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  package func log(event: LogEvent) {
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    console.writeLine(
      Self.line(level: event.level, message: "\(event.message)", metadata: all, rank: ConsoleLogging.settings.rank))
  }

  /// The text of one message; metadata follows it as `key=value`, sorted by key.
  package static func line(
    level: Logger.Level, message: String, metadata: Logger.Metadata = [:], rank: Int? = nil
  ) -> String {
    let prefix = rank.map { "[rank \($0)] " } ?? ""
    let suffix = metadata.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }.joined()
    return "\(prefix)\(level): \(message)\(suffix)"
  }
}
