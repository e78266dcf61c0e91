import Scanpaths

/// How a label looks: the hue is its family, the line its member within the family.
///
/// Nobody can distinguish nineteen hues, least of all readers with colour blindness. The seven hues follow Okabe and Ito;
/// the palette defines them.
struct LabelStyle: Sendable, Equatable {
  enum Family: String, Encodable, CaseIterable, Sendable {
    case declaration, use, outside, branching, leaving, computation, text
  }

  enum Line: String, Encodable, Sendable {
    case solid, dashed, dotted
  }

  var family: Family
  var line: Line

  /// The families in order, with the members of each from solid to dotted.
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

  /// Labels in the order of legends.
  static let order = families.flatMap(\.labels)
}
