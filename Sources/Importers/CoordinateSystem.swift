/// What a column of coordinates is relative to, and in which unit.
enum CoordinateSystem: Int, Equatable {
  // The order in which columns of the same quantity are preferred.
  case screenPixels
  /// The heading has no unit.
  case unstated
  case stimulusPixels
  case screenShares
  case stimulusShares

  /// The system that the unit of a heading names; nil for one that gives no place on the screen: millimetres, degrees,
  /// the user's coordinates.
  init?(heading unit: String) {
    switch unit {
    case "": self = .unstated
    case "px", "pix", "pixel", "pixels", "dacspx", "adcspx", "rcspx", "screenpx", "displaypx": self = .screenPixels
    case "mcspx", "mediapx", "stimuluspx": self = .stimulusPixels
    case "norm", "normalized", "normalised", "dacsnorm", "adcsnorm", "screennorm": self = .screenShares
    case "mcsnorm", "medianorm", "stimulusnorm": self = .stimulusShares
    default: return nil
    }
  }

  /// The unit; nil when the heading does not state it.
  var unit: CoordinateUnit? {
    switch self {
    case .screenPixels, .stimulusPixels: .pixels
    case .screenShares, .stimulusShares: .normalized
    case .unstated: nil
    }
  }
}

/// The two columns of a point.
struct PointColumns: Equatable {
  var x: Int
  var y: Int
  var system: CoordinateSystem
}

extension Headings {
  /// The pairs of columns `NAME X` and `NAME Y` in the same unit, the preferred ones first; empty when there are none.
  ///
  /// - Parameter filled: the columns that have values, which are preferred to others; nil when that is not known.
  /// - Throws: `DataLineError` when all are in units that give no place on the screen.
  func points(_ names: [String], _ filled: Set<Int>? = nil) throws -> [PointColumns] {
    let horizontal = columns(names.map { "\($0) X" })
    let vertical = columns(names.map { "\($0) Y" })
    let pairs = horizontal.compactMap { x -> PointColumns? in
      guard let system = CoordinateSystem(heading: x.unit), let y = vertical.first(where: { $0.unit == x.unit }) else {
        return nil
      }
      return PointColumns(x: x.index, y: y.index, system: system)
    }
    if pairs.isEmpty, let x = horizontal.first, !vertical.isEmpty {
      if CoordinateSystem(heading: x.unit) == nil {
        throw fault(
          "\(x.text) is in \(x.unit), which gives no place on the screen", remedy: "export the coordinates in pixels")
      }
      throw fault("\(x.text) has no Y in the same unit", remedy: "export both coordinates in pixels")
    }
    let usable = pairs.filter { filled?.contains($0.x) ?? true }
    return (usable.isEmpty ? pairs : usable).sorted { $0.system.rawValue < $1.system.rawValue }
  }
}
