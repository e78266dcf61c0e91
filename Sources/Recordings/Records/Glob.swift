/// A pattern for names: `*` stands for any text, `?` for one character, `[abc]` and `[a-z]` for one of several,
/// `[!abc]` for any other; a backslash takes the next character literally. Case matters.
package struct Glob: Sendable, Equatable {
  private enum Part: Equatable {
    case anyText
    case anyCharacter
    case one(Character)
    case oneOf([ClosedRange<Character>], isExcluded: Bool)
  }

  /// The pattern as it was given.
  package let text: String
  private let parts: [Part]

  /// Every text is a pattern; a bracket that is not closed stands for itself.
  package init(_ text: String) {
    self.text = text
    var rest = Substring(text)
    var parts: [Part] = []
    while let character = rest.popFirst() {
      switch character {
      case "*": if parts.last != .anyText { parts.append(.anyText) }
      case "?": parts.append(.anyCharacter)
      case "[": parts.append(Self.set(&rest) ?? .one("["))
      case "\\": parts.append(.one(rest.popFirst() ?? "\\"))
      default: parts.append(.one(character))
      }
    }
    self.parts = parts
  }

  /// Reads a set after its opening bracket; nil, without reading anything, if it is not closed. A closing bracket in
  /// first place belongs to the set.
  private static func set(_ rest: inout Substring) -> Part? {
    var inside = rest
    let isExcluded = inside.first == "!" || inside.first == "^"
    if isExcluded { inside.removeFirst() }
    var ranges: [ClosedRange<Character>] = []
    while let first = inside.popFirst() {
      if first == "]", !ranges.isEmpty {
        rest = inside
        return .oneOf(ranges, isExcluded: isExcluded)
      }
      var last = first
      if inside.first == "-", let end = inside.dropFirst().first, end != "]" {
        inside.removeFirst(2)
        last = end
      }
      ranges.append(first <= last ? first...last : last...first)
    }
    return nil
  }

  /// Whether the pattern matches the whole name.
  ///
  /// - Complexity: O(name · pattern).
  package func matches(_ name: String) -> Bool {
    let name = Array(name)
    var (part, place) = (0, 0)
    // Where the last `*` stands, and up to where it reaches.
    var star: (part: Int, place: Int)?
    while place < name.count {
      if part < parts.count, parts[part] == .anyText {
        star = (part, place)
        part += 1
      } else if part < parts.count, Self.matches(parts[part], name[place]) {
        (part, place) = (part + 1, place + 1)
      } else if let last = star {
        star = (last.part, last.place + 1)
        (part, place) = (last.part + 1, last.place + 1)
      } else {
        return false
      }
    }
    return parts[part...].allSatisfy { $0 == .anyText }
  }

  private static func matches(_ part: Part, _ character: Character) -> Bool {
    switch part {
    case .anyText, .anyCharacter: true
    case .one(let other): other == character
    case .oneOf(let ranges, let isExcluded): ranges.contains { $0.contains(character) } != isExcluded
    }
  }
}
