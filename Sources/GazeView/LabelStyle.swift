import Scanpaths

/// How a label looks: hues tell seven families apart, lines their members.
///
/// Nineteen hues are too many for anyone, and for people who see fewer colours most of all. The seven follow Okabe and Ito's,
/// which colour-blind people can tell apart; the palette has their colours.
struct LabelStyle: Sendable, Equatable {
  enum Family: String, Encodable, CaseIterable, Sendable {
    case declaration, use, outside, branching, leaving, computation, text
  }

  enum Line: String, Encodable, Sendable {
    case solid, dashed, dotted
  }

  var family: Family
  var line: Line

  /// The families in order, each with its members from solid to dotted.
  static let families: [(family: Family, labels: [SemanticLabel])] = [
    (.declaration, [.functionDeclaration, .variableDeclaration, .parameter]),
    (.use, [.variable, .argument, .indexOperation]),
    (.outside, [.functionCall, .externallyDefined, .externalClass]),
    (.branching, [.conditionalStatement, .conditionalBlock, .loop]),
    (.leaving, [.return, .exceptionHandling]),
    (.computation, [.assignment, .operation, .operator]),
    (.text, [.literal, .comment]),
  ]

  static func of(_ label: SemanticLabel) -> LabelStyle {
    all[label] ?? LabelStyle(family: .text, line: .solid)
  }

  private static let all: [SemanticLabel: LabelStyle] = {
    var styles: [SemanticLabel: LabelStyle] = [:]
    for (family, labels) in families {
      for (label, line) in zip(labels, [Line.solid, .dashed, .dotted]) {
        styles[label] = LabelStyle(family: family, line: line)
      }
    }
    return styles
  }()

  /// Labels in the order in which legends show them.
  static let order = families.flatMap(\.labels)
}
