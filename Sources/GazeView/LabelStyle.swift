import Scanpaths

/// The style of a label: the hue distinguishes seven families, the line style their members.
///
/// Nobody can tell nineteen hues apart, least of all colour-blind people. The seven hues follow Okabe and Ito's, which
/// colour-blind people can distinguish; the palette has their colours.
struct LabelStyle: Sendable, Equatable {
  enum Family: String, Encodable, CaseIterable, Sendable {
    case declaration, use, outside, branching, leaving, computation, text
  }

  enum Line: String, Encodable, Sendable {
    case solid, dashed, dotted
  }

  var family: Family
  var line: Line

  /// The families in order, each with its members from solid to dotted lines.
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

  /// Labels in legend order.
  static let order = families.flatMap(\.labels)
}
