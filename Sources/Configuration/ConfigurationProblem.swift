import Basics

/// One mistake in a configuration, with its place.
package struct ConfigurationProblem: Sendable, Equatable {
  /// The place where the value was set.
  package enum Place: Sendable, Equatable {
    /// Line and column count from 1.
    case file(String, line: Int, column: Int)
    /// A file as a whole.
    case wholeFile(String)
    /// The argument of `--set`.
    case setting(String)
    /// Not set: the value is the default.
    case defaults
  }

  /// The kind of mistake; thrown where the place is not known yet.
  package enum Kind: Error, Equatable {
    case unreadable(reason: String, suggestion: String?)
    case notUTF8
    case syntax(String)
    case tooManyAliases
    case duplicateKey(againOnLine: Int?)
    case unknownKey(suggestion: String?, validKeys: [String])
    /// `found` and `expected` are phrases.
    case mistyped(expected: String, found: String)
    case outOfRange(found: String, lowest: String, highest: String)
    case notAChoice(found: String, choices: [String], suggestion: String?)
    case unsetVariable(String)
    case malformedReference(String)
    /// A `--set` that is not `key=value`.
    case notAnAssignment
    case invalid(problem: String, remedy: String)
  }

  package var place: Place
  /// The setting's key path in a file; empty for the whole configuration.
  package var keyPath: String
  package var kind: Kind

  package init(place: Place, keyPath: String, kind: Kind) {
    self.place = place
    self.keyPath = keyPath
    self.kind = kind
  }
}

extension ConfigurationProblem {
  package var diagnosis: Diagnosis {
    Diagnosis(.configuration, problem: problem, place: place.description, remedy: remedy)
  }

  private var problem: String {
    switch kind {
    case .unreadable(let reason, _): "cannot read the configuration: \(reason)"
    case .notUTF8: "the configuration is not valid UTF-8"
    case .syntax(let message): "not valid YAML: \(message)"
    case .tooManyAliases: "the configuration has more than \(YAMLAliases.most) aliases"
    case .duplicateKey(let line):
      "the key \"\(keyPath)\" is given more than once" + (line.map { ", again on line \($0)" } ?? "")
    case .unknownKey: "unknown key \"\(keyPath)\""
    case .mistyped(let expected, let found): "\(subject) expects \(expected), but found \(found)"
    case .outOfRange(let found, let lowest, let highest):
      "\(subject) is \(found), which is out of range: \(lowest) to \(highest)"
    case .notAChoice(let found, let choices, _):
      "\(subject) is \"\(found)\", but must be one of \(choices.joined(separator: ", "))"
    case .unsetVariable(let name): "\(subject) refers to the environment variable \(name), which is not set"
    case .malformedReference(let text): "\(subject) has a malformed reference to the environment: \(text)"
    case .notAnAssignment: "not an assignment"
    case .invalid(let problem, _): "\(subject) \(problem)"
    }
  }

  private var remedy: String {
    switch kind {
    case .unreadable(_, let suggestion):
      suggestion.map { "did you mean \($0)?" } ?? "check the path; relative paths start where the command runs"
    case .notUTF8: "convert the file to UTF-8, for example with iconv"
    case .tooManyAliases: "write out what they stand for"
    case .unknownKey(let suggestion?, _): "did you mean \(suggestion)?"
    case .unknownKey(nil, let validKeys) where validKeys.isEmpty: ""
    case .unknownKey(nil, let validKeys): "known keys: \(validKeys.joined(separator: ", "))"
    case .notAChoice(_, _, let suggestion): suggestion.map { "did you mean \($0)?" } ?? ""
    case .unsetVariable(let name): "set it, or give a default: ${\(name):-value}"
    case .malformedReference: "write ${NAME} or ${NAME:-default}; for a plain dollar and brace write $${"
    case .notAnAssignment: "write --set key.path=value"
    case .invalid(_, let remedy): remedy
    default: ""
    }
  }

  private var subject: String { keyPath.isEmpty ? "the configuration" : keyPath }
}

extension ConfigurationProblem.Place: CustomStringConvertible {
  package var description: String {
    switch self {
    case .file(let path, let line, let column): "\(path):\(line):\(column)"
    case .wholeFile(let path): path
    case .setting(let assignment): "--set \(assignment)"
    case .defaults: "default"
    }
  }

  /// The order in messages: files by line and column, then `--set`, then the defaults.
  var order: Int {
    switch self {
    case .wholeFile: 0
    case .file(_, let line, let column): line << 20 + min(column, 1 << 20 - 1)
    case .setting: .max - 1
    case .defaults: .max
    }
  }
}

/// The nearest of the names; one that differs only in style (`batchTokens`, `batch-tokens`) is preferred.
func suggestion(for name: String, among names: [String]) -> String? {
  let restyled = ConfigurationKey.key(ofProperty: name).replacing("-", with: "_")
  return names.contains(restyled) ? restyled : NearestName.nearest(to: name, among: names)
}

extension ConfigurationShape {
  /// The likely intended key for an unknown one: a sibling key, or a key of the same name elsewhere.
  ///
  /// - Parameters:
  ///   - parent: the key path of the mapping that holds the unknown key.
  ///   - fields: the keys known there.
  func suggestedKeyPath(for key: String, in parent: String, among fields: [Field]) -> String? {
    if let near = suggestion(for: key, among: fields.map(\.key)) { return ConfigurationKey.path(parent, near) }
    let all = keyPaths()
    let restyled = ConfigurationKey.key(ofProperty: key).replacing("-", with: "_")
    return all.first { $0.split(separator: ".").last == restyled[...] }
  }
}
