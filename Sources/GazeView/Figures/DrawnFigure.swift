import Pages

/// A figure, ready to be written.
package struct DrawnFigure: Sendable {
  /// The figure as an SVG file.
  package let svg: String
  /// In millimetres.
  package let width: Double
  package let height: Double
  /// The size of the smallest letters that depend on the figure's width, in points.
  package let letters: Double

  /// Smaller letters are hard to read in print.
  package static let smallestLegible = 5.0

  /// - Parameters:
  ///   - picture: the picture without its size.
  ///   - width: of the picture, in its own unit.
  ///   - height: of the picture, in its own unit.
  ///   - unit: the picture's unit in points.
  ///   - smallest: the size of the smallest letters that depend on the width, in the picture's unit.
  init(_ picture: SVGElement, width: Double, height: Double, unit: Double, smallest: Double) {
    let millimetres = unit / FigureSettings.pointsPerMillimetre
    self.width = width * millimetres
    self.height = height * millimetres
    letters = smallest * unit
    svg = picture.with("width", self.width.trimmed + "mm").with("height", self.height.trimmed + "mm").document
  }

  /// The width in millimetres that makes the letters legible; nil if they are.
  package var legibleWidth: Double? {
    letters < Self.smallestLegible * 0.995 ? (width * Self.smallestLegible / letters).rounded(.up) : nil
  }
}
