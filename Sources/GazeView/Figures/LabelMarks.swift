import Pages
import Scanpaths

/// The marks of labels below tokens: lines in the hue of the label's family, or two letters where there are no hues.
struct LabelMarks {
  let layout: CodeLayout
  let palette: FigurePalette

  /// The room that marks need below each line.
  static func height(_ settings: FigureSettings) -> Double {
    guard settings.showsLabels else { return 0 }
    return settings.palette == .grey ? 4 : 2
  }

  var elements: SVGElement {
    .group(
      "labels",
      layout.method.boxes.map { box in
        let (x, y, width, height) = layout.area(of: box)
        return mark(layout.method.labels[box.token], from: x + 0.6, to: x + width - 0.6, y: y + height + 1)
      })
  }

  var legend: [LegendItem] {
    Set(layout.method.labels).sorted().map { label in
      Legend.entry(MotifChart.shortName(of: LabelStyle.order[label]), width: 11) { place in
        [mark(label, from: place.x, to: place.x + 10, y: place.y - (palette == .grey ? 4 : 2))]
      }
    }
  }

  private func mark(_ label: Int, from left: Double, to right: Double, y: Double) -> SVGElement {
    if palette == .grey {
      return .label(
        Self.letters(of: LabelStyle.order[label]), at: PlotPoint((left + right) / 2, y + 2.8), "code-of-label")
    }
    let style = LabelStyle.of(LabelStyle.order[label])
    return .line(PlotPoint(left, y), PlotPoint(right, y), "label \(style.family.rawValue) \(style.line.rawValue)")
  }

  /// Two letters for each label.
  static func letters(of label: SemanticLabel) -> String {
    switch label {
    case .argument: "AR"
    case .assignment: "AS"
    case .comment: "CO"
    case .conditionalBlock: "CB"
    case .conditionalStatement: "CS"
    case .exceptionHandling: "EX"
    case .externalClass: "EC"
    case .externallyDefined: "ED"
    case .functionCall: "FC"
    case .functionDeclaration: "FD"
    case .indexOperation: "IX"
    case .literal: "LI"
    case .loop: "LO"
    case .operation: "OP"
    case .operator: "OR"
    case .parameter: "PA"
    case .return: "RE"
    case .variable: "VA"
    case .variableDeclaration: "VD"
    }
  }
}
