/// Names of files for many figures in one folder: safe in every file system, and distinct also where case is ignored.
package struct FigureFileNames {
  private var taken: Set<String> = []

  package init() {}

  private static let longestPart = 80

  /// The name for a figure of these parts, such as its kind, its method and its participant: their letters, digits and
  /// hyphens, with `_` for everything else, joined by hyphens. A name that was given before gets a number.
  ///
  /// - Parameter fileExtension: without a full stop.
  package mutating func name(_ parts: [String], fileExtension: String) -> String {
    let stem = parts.map(Self.safe).joined(separator: "-")
    var name = stem
    var number = 2
    while !taken.insert(name.lowercased()).inserted {
      name = "\(stem)-\(number)"
      number += 1
    }
    return "\(name).\(fileExtension)"
  }

  private static func safe(_ text: String) -> String {
    let kept = text.unicodeScalars.prefix(longestPart).map { scalar -> Character in
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_", "-": Character(scalar)
      default: "_"
      }
    }
    return kept.isEmpty ? "_" : String(kept)
  }
}
