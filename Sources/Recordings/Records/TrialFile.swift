import Basics
import Foundation

/// Fovea's own trial files: one JSON object per line (docs/gaze-formats.md).
public enum TrialFile {
  /// Calls `body` with every trial, in order, without loading the whole file.
  ///
  /// - Throws: `DataLineError` with file and line for JSON that is malformed or lacks a key, `FileFailure`.
  public static func read(_ path: String, _ body: (ReadingTrial) throws -> Void) throws {
    let decoder = JSONDecoder()
    let lines = try LineReader(path)
    var found = false
    while let line = try lines.next() {
      guard !line.isBlank else { continue }
      found = true
      let trial: ReadingTrial
      do {
        trial = try decoder.decode(ReadingTrial.self, from: Data(line))
      } catch let error as DecodingError {
        throw DataLineError(
          path: path, line: lines.line, problem: error.briefly,
          remedy: "each line must be one trial; see \"Trials\" in docs/gaze-formats.md")
      }
      try body(trial)
    }
    guard found else {
      throw DataLineError(
        path: path, line: 0, problem: "the file holds no trial", remedy: "check that it is the one meant")
    }
  }

  /// All trials of a file that fits in memory.
  ///
  /// - Throws: the same errors as `read(_:_:)`.
  public static func read(_ path: String) throws -> [ReadingTrial] {
    var trials: [ReadingTrial] = []
    try read(path) { trials.append($0) }
    return trials
  }

  /// Writes the trials that `body` passes on; the file appears under its name once `body` has returned.
  ///
  /// - Throws: `FileFailure`, and anything that `body` throws.
  public static func write(to path: String, _ body: ((ReadingTrial) throws -> Void) throws -> Void) throws {
    try AtomicFile.write(to: path) { file in
      try body { try file.append((JSONLines.line($0) + "\n").utf8) }
    }
  }

  /// Writes trials, replacing the file atomically.
  public static func write(_ trials: some Sequence<ReadingTrial>, to path: String) throws {
    try write(to: path) { write in
      for trial in trials { try write(trial) }
    }
  }
}
