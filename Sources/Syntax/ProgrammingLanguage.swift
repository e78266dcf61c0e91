import Basics

/// A programming language that Fovea can parse; the raw value is its name in files and on the command line.
public enum ProgrammingLanguage: String, CaseIterable, Sendable, Codable {
  /// C.
  case c
  /// C++.
  case cpp
  /// C#.
  case cSharp = "c_sharp"
  /// Go.
  case go
  /// Java.
  case java
  /// JavaScript.
  case javaScript = "javascript"
  /// Python 3.
  case python
  /// Ruby.
  case ruby
  /// Rust.
  case rust

  /// The language with that name; common other spellings are accepted, in any case (`C#`, `csharp`, `js`, `c++`).
  ///
  /// - Throws: `UnknownLanguage` with the nearest name.
  public init(named name: String) throws(UnknownLanguage) {
    let wanted = name.lowercased()
    guard let language = Self(rawValue: Self.otherSpellings[wanted] ?? wanted) else {
      throw UnknownLanguage(name: name)
    }
    self = language
  }

  /// The usual extensions of source files, without the dot; the first one is for writing.
  package var fileExtensions: [String] {
    switch self {
    case .c: ["c", "h"]
    case .cpp: ["cpp", "cc", "cxx", "hpp"]
    case .cSharp: ["cs"]
    case .go: ["go"]
    case .java: ["java"]
    case .javaScript: ["js", "mjs"]
    case .python: ["py"]
    case .ruby: ["rb"]
    case .rust: ["rs"]
    }
  }

  private static let otherSpellings = [
    "c#": "c_sharp", "cs": "c_sharp", "csharp": "c_sharp", "c-sharp": "c_sharp", "c++": "cpp", "cxx": "cpp",
    "golang": "go", "js": "javascript", "py": "python", "python3": "python", "rb": "ruby", "rs": "rust",
  ]
}

/// A name of no language that Fovea can parse.
public struct UnknownLanguage: DiagnosableError, Equatable {
  /// The name as given.
  public var name: String

  package init(name: String) {
    self.name = name
  }

  /// The unknown name, with the nearest known one and all known names.
  public var diagnosis: Diagnosis {
    let names = ProgrammingLanguage.allCases.map(\.rawValue)
    let guess = NearestName.nearest(to: name, among: names).map { "did you mean '\($0)'? " } ?? ""
    return Diagnosis(
      .usage, problem: "unknown programming language '\(name)'",
      remedy: guess + "the languages are \(names.joined(separator: ", "))")
  }
}
