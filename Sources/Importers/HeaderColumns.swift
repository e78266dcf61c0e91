/// The columns of a table by name.
///
/// Names are compared without case, blanks, underscores and hyphens, and without a unit in brackets or parentheses,
/// which is stored separately: `Gaze point left X [DACS px]`, `GazePointLeftX (ADCSpx)` and `gaze_point_left_x` are the
/// same name.
struct HeaderColumns {
  struct Column: Equatable {
    var index: Int
    /// In lower case; empty when the heading has no unit.
    var unit: String
  }

  private var columns: [String: [Column]] = [:]
  let count: Int
  let names: [String]

  init(_ row: DelimitedRow) {
    count = row.count
    names = (0..<row.count).compactMap(row.text)
    for (index, name) in names.enumerated() {
      let (key, unit) = Self.normalized(name)
      columns[key, default: []].append(Column(index: index, unit: unit))
    }
  }

  /// The first column that has one of the names; earlier names take precedence.
  func column(_ names: String...) -> Column? {
    names.lazy.compactMap { columns[Self.normalized($0).name]?.first }.first
  }

  /// Among the columns with this name, the one whose unit contains the earliest of `units`, else the first.
  func column(_ name: String, preferring units: [String]) -> Column? {
    let found = columns[Self.normalized(name).name] ?? []
    for unit in units {
      if let match = found.first(where: { $0.unit.contains(unit) }) { return match }
    }
    return found.first
  }

  static func normalized(_ heading: String) -> (name: String, unit: String) {
    var name = ""
    var unit = ""
    var depth = 0
    for character in heading.lowercased() {
      switch character {
      case "[", "(": depth += 1
      case "]", ")": depth -= 1
      case " ", "_", "-", "\u{A0}", "\u{FEFF}": break
      default: if depth > 0 { unit.append(character) } else { name.append(character) }
      }
    }
    return (name, unit)
  }
}
