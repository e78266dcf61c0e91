import Syntax

/// The labelling rules of one language, in terms of its grammar.
///
/// Each entry names nodes by a *place*:
///
/// - `"return_statement"`: every node of that kind;
/// - `"if_statement.condition"`: the child in that field of a node of that kind;
/// - `"catch_clause > block"`: a child of the second kind below a node of the first;
/// - `"if_statement words"`: the keywords and operators that are children of a node of that kind.
///
/// A rule applies to the nodes it names and to everything below them. Names that the grammar does not know are
/// mistakes; `LabelRulesTests` finds them.
struct LabelRules: Sendable {
  /// Places that decide the label of all tokens inside them.
  var constructs: [(construct: Construct, places: [String])] = []
  /// Places that change the fallback label of tokens outside all constructs.
  var settings: [(setting: Setting, places: [String])] = []
  /// Expressions whose operator decides their setting.
  var operations: [String] = []
  /// Labels for single tokens outside all constructs.
  var words: [(label: SemanticLabel, places: [String])] = []
  /// Called expressions: a name, or a member access that ends with the name.
  var callees: [String] = []
  /// The name at the end of a member access.
  var members: [String] = []
  /// Names that are variables of the enclosing function from then on.
  var declarations: [String] = []
  /// Functions, each with its own variables. A nested function shares those of the outer one.
  var functions: [String] = []

  static func of(_ language: ProgrammingLanguage) -> LabelRules {
    switch language {
    case .c: c
    case .cpp: cpp
    case .cSharp: cSharp
    case .go: go
    case .java: java
    case .javaScript: javaScript
    case .python: python
    case .ruby: ruby
    case .rust: rust
    }
  }

  /// All places of all rules.
  var places: [String] {
    constructs.flatMap(\.places) + settings.flatMap(\.places) + operations + words.flatMap(\.places) + callees + members
      + declarations + functions
  }
}

/// A parsed place of `LabelRules`.
struct RulePlace: Sendable {
  enum Part: Sendable {
    case whole
    case field(String)
    case child(String)
    case words
  }

  var kind: String
  var part: Part

  init(_ place: String) {
    let words = place.split(separator: " ")
    if words.count == 3 {
      kind = String(words[0])
      part = .child(String(words[2]))
    } else if words.count == 2 {
      kind = String(words[0])
      part = .words
    } else if let point = place.firstIndex(of: ".") {
      kind = String(place[..<point])
      part = .field(String(place[place.index(after: point)...]))
    } else {
      kind = place
      part = .whole
    }
  }
}
