import Basics
import Foundation
import Yams

/// Reads a configuration file into YAML nodes and reports each failure as a problem with a place.
package enum ConfigurationText {
  /// Far more than any configuration has, and little enough to be parsed in a moment.
  private static let mostBytes = 1 << 24

  /// The text of a file.
  ///
  /// - Throws: `ConfigurationError`; `DataLineError` for a file that is too large to be a configuration.
  package static func read(_ path: String) throws -> String {
    let bytes: Data
    do {
      bytes = try TextFile.bytes(of: path, upTo: mostBytes)
    } catch let failure as FileFailure {
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let reason = isFolder.boolValue ? "it is a folder" : String(cString: strerror(failure.errorNumber))
      let kind = ConfigurationProblem.Kind.unreadable(reason: reason, suggestion: neighbour(of: path))
      throw ConfigurationError([ConfigurationProblem(place: .wholeFile(path), keyPath: "", kind: kind)])
    }
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let line = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0
    throw ConfigurationError([
      ConfigurationProblem(place: .file(path, line: line + 1, column: 1), keyPath: "", kind: .notUTF8)
    ])
  }

  /// The root node, or nil if the text has only comments.
  package static func parse(_ text: String, path: String) throws -> Node? {
    if let (line, column) = YAMLAliases.excess(in: text.utf8) {
      throw ConfigurationError([
        ConfigurationProblem(place: .file(path, line: line, column: column), keyPath: "", kind: .tooManyAliases)
      ])
    }
    do {
      return try Yams.compose(yaml: text)
    } catch let YamlError.duplicatedKeysInMapping(names, context) {
      let problems = names.map { name in
        ConfigurationProblem(
          place: .file(path, line: context.mark.line, column: context.mark.column), keyPath: name,
          kind: .duplicateKey(againOnLine: repetition(of: name, after: context.mark, in: text)))
      }
      throw ConfigurationError(problems)
    } catch {
      let place: ConfigurationProblem.Place =
        mark(of: error).map { .file(path, line: $0.line, column: $0.column) } ?? .wholeFile(path)
      throw ConfigurationError([
        ConfigurationProblem(place: place, keyPath: "", kind: .syntax(message(of: error)))
      ])
    }
  }

  /// The parser's message without the place.
  package static func message(of error: any Error) -> String {
    switch error {
    case YamlError.scanner(let context, let problem, _, _), YamlError.parser(let context, let problem, _, _),
      YamlError.composer(let context, let problem, _, _):
      context.map { "\($0.text), \(problem)" } ?? problem
    case YamlError.reader(let problem, _, _, _): problem
    case YamlError.duplicatedKeysInMapping(let names, _): "the key \(names.joined(separator: ", ")) is given twice"
    default: "\(error)"
    }
  }

  private static func mark(of error: any Error) -> (line: Int, column: Int)? {
    switch error {
    case YamlError.scanner(_, _, let mark, _), YamlError.parser(_, _, let mark, _),
      YamlError.composer(_, _, let mark, _):
      return (mark.line, mark.column)
    case YamlError.reader(_, let offset?, _, let yaml):
      let before = yaml.prefix(offset)
      let lastLine = before.suffix { !$0.isNewline }
      return (before.count(where: \.isNewline) + 1, lastLine.count + 1)
    default: return nil
    }
  }

  /// The line below `mark` with the same key at the same column; the parser reports only the first place.
  private static func repetition(of key: String, after mark: Mark, in text: String) -> Int? {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.indices.dropFirst(mark.line).first { index in
      let line = lines[index]
      return line.prefix(mark.column - 1).allSatisfy { $0 == " " }
        && line.dropFirst(mark.column - 1).hasPrefix("\(key):")
    }.map { $0 + 1 }
  }

  /// A file in the same folder whose name resembles the missing one's.
  private static func neighbour(of path: String) -> String? {
    let folder = PathName.folder(of: path)
    let name = PathName.last(of: path)
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let near = NearestName.nearest(to: name, among: files.filter { $0 != name }.sorted())
    return near.map { path.contains("/") ? PathName.joined(folder, $0) : $0 }
  }
}

extension StringProtocol {
  /// The longest suffix whose characters all satisfy the condition.
  fileprivate func suffix(while condition: (Character) -> Bool) -> SubSequence {
    guard let last = lastIndex(where: { !condition($0) }) else { return self[...] }
    return self[index(after: last)...]
  }
}

/// The limit on YAML aliases. Each alias may double the size of the expanded text, and the parser compares all of it
/// before anyone can count it.
package enum YAMLAliases {
  /// More than any configuration needs.
  package static let most = 32

  /// The place of the first alias over the limit, line and column counted from 1; nil if there is none.
  ///
  /// Counts anything that may be an alias, an asterisk before a name; some may be text.
  package static func excess<Bytes: Sequence<UInt8>>(in bytes: Bytes) -> (line: Int, column: Int)? {
    var (count, line, column) = (0, 1, 0)
    var isAfterAsterisk = false
    for byte in bytes {
      if isAfterAsterisk, isName(byte) { count += 1 }
      guard count <= most else { return (line, column) }
      isAfterAsterisk = byte == UInt8(ascii: "*")
      if byte == UInt8(ascii: "\n") { (line, column) = (line + 1, 0) } else { column += 1 }
    }
    return nil
  }

  private static func isName(_ byte: UInt8) -> Bool {
    let character = Character(Unicode.Scalar(byte))
    return character.isASCII && (character.isLetter || character.isNumber || character == "-" || character == "_")
  }
}
