import Basics

/// A programming language Fovea can parse; the raw value is the name in files and on the command line.
package enum ProgrammingLanguage: String, CaseIterable, Sendable, Codable {
  case c
  case cpp
  case cSharp = "c_sharp"
  case go
  case java
  case javaScript = "javascript"
  case python
  case ruby
  case rust

  /// The language of that name; common other spellings are understood, in any case (`C#`, `csharp`, `js`, `c++`).
  ///
  /// - Throws: `UnknownLanguage`.
  package init(named name: String) throws(UnknownLanguage) {
    let wanted = name.lowercased()
    guard let language = Self(rawValue: Self.otherSpellings[wanted] ?? wanted) else {
      throw UnknownLanguage(name: name)
    }
    self = language
  }

  private static let otherSpellings = [
    "c#": "c_sharp", "cs": "c_sharp", "csharp": "c_sharp", "c-sharp": "c_sharp", "c++": "cpp", "cxx": "cpp",
    "golang": "go", "js": "javascript", "py": "python", "python3": "python", "rb": "ruby", "rs": "rust",
  ]
}

/// A name that is no language Fovea can parse.
package struct UnknownLanguage: DiagnosableError, Equatable {
  package var name: String

  package init(name: String) {
    self.name = name
  }

  package var diagnosis: Diagnosis {
    let names = ProgrammingLanguage.allCases.map(\.rawValue)
    let guess = NearestName.nearest(to: name, among: names).map { "did you mean '\($0)'? " } ?? ""
    return Diagnosis(
      .usage, problem: "unknown programming language '\(name)'",
      remedy: guess + "the languages are \(names.joined(separator: ", "))")
  }
}
