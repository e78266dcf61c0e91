import Basics
import Foundation

/// The files of one data set and their task.
///
/// The JSON forms also accept EyeMulator's rows, which have the same keys for all tasks: `code` is the source and
/// `content` the target. A row with the key `content` is an EyeMulator row. Blank lines are ignored. EyeMulator's
/// completion rows have the same code as source and target; for a completion task they are split near the middle.
package enum TaskFiles: Sendable, Equatable {
  /// Two line-aligned text files, as in CodeXGLUE's code-to-code translation.
  case translation(source: String, target: String)
  /// JSON lines `{"source": …, "target": …}`.
  case pairs(String)
  /// CodeXGLUE's code-to-text JSON lines. `code_tokens` and `docstring_tokens` are joined by single spaces, as in
  /// CodeXGLUE; without a list, the text of `code` or `docstring` is used as is.
  case summarization(String)
  /// CodeXGLUE's line completion JSON lines `{"input": …, "gt": …}`. The `<s>` at the start of an input is dropped
  /// because encoding adds one. In the public test set every `gt` is empty: it allows outputs but no scores.
  case completion(String)
  /// JSON lines with code under `code_tokens` or `code`, and perhaps documentation under `docstring_tokens` or
  /// `docstring`, which becomes the target; it is empty without.
  case denoising(String)

  /// Reads all samples.
  ///
  /// - Parameter maximumBadLines: how many unusable lines may be skipped. Different line counts are always an error.
  /// - Throws: `FileFailure` for a file that cannot be read; `DataLineError` with file and line for an empty file,
  ///   invalid UTF-8, malformed JSON, a missing key, a value of the wrong type, or files that are not aligned.
  package func read(maximumBadLines: Int = 0) throws -> RawCorpus {
    var badLines = BadLines(maximum: maximumBadLines)
    let samples =
      switch self {
      case .translation(let source, let target): try Self.alignedLines(source, target, &badLines)
      case .pairs(let path): try Self.rows(of: path, as: PairRow.self, &badLines)
      case .summarization(let path): try Self.rows(of: path, as: CodeToTextRow.self, &badLines)
      case .completion(let path): try Self.rows(of: path, as: LineCompletionRow.self, &badLines)
      case .denoising(let path): try Self.rows(of: path, as: DenoisingRow.self, &badLines)
      }
    guard !samples.isEmpty else {
      throw badLines.skipped.first
        ?? DataLineError(
          path: firstPath, line: 0, problem: "the file is empty", remedy: "check that this is the file meant")
    }
    return RawCorpus(samples: samples, skipped: badLines.skipped)
  }

  /// The file that holds the targets.
  package var targetPath: String {
    switch self {
    case .translation(_, let path), .pairs(let path), .summarization(let path), .completion(let path),
      .denoising(let path):
      path
    }
  }

  private var firstPath: String {
    switch self {
    case .translation(let path, _), .pairs(let path), .summarization(let path), .completion(let path),
      .denoising(let path):
      path
    }
  }

  private static func alignedLines(
    _ sourcePath: String, _ targetPath: String, _ badLines: inout BadLines
  ) throws -> [RawSample] {
    let sources = try TextFile.undecodedLines(of: sourcePath)
    let targets = try TextFile.undecodedLines(of: targetPath)
    guard sources.count == targets.count else {
      throw DataLineError(
        path: sourcePath, line: 0, problem: "\(sources.count) lines, but \(targetPath) has \(targets.count)",
        remedy: "line n of one file must belong to line n of the other; take both from the same release")
    }
    var samples: [RawSample] = []
    for (index, pair) in zip(sources, targets).enumerated() {
      let line = index + 1
      let sample = try badLines.tolerating { () throws -> RawSample? in
        let source = try TextFile.decode(pair.0, path: sourcePath, line: line)
        let target = try TextFile.decode(pair.1, path: targetPath, line: line)
        guard source.isBlank == target.isBlank else {
          throw DataLineError(
            path: source.isBlank ? sourcePath : targetPath, line: line,
            problem: "the line is blank, its partner is not",
            remedy: "the two files may be out of step from here on; compare them around this line")
        }
        guard !source.isBlank else { return nil }
        return RawSample(identifier: line, source: source, target: target, place: "\(sourcePath):\(line)")
      }
      if let sample = sample.flatMap({ $0 }) { samples.append(sample) }
    }
    return samples
  }

  private static func rows<Row: TaskRow>(
    of path: String, as type: Row.Type, _ badLines: inout BadLines
  ) throws -> [RawSample] {
    let decoder = JSONDecoder()
    var samples: [RawSample] = []
    for (index, bytes) in try TextFile.undecodedLines(of: path).enumerated() {
      let line = index + 1
      let sample = try badLines.tolerating { () throws -> RawSample? in
        let text = try TextFile.decode(bytes, path: path, line: line)
        guard !text.isBlank else { return nil }
        do {
          let row = try decoder.decode(type, from: bytes)
          return RawSample(identifier: line, source: row.source, target: row.target, place: "\(path):\(line)")
        } catch let error as DecodingError {
          throw DataLineError(path: path, line: line, problem: error.briefly, remedy: Row.expectedForm)
        }
      }
      if let sample = sample.flatMap({ $0 }) { samples.append(sample) }
    }
    return samples
  }
}

extension String {
  fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
