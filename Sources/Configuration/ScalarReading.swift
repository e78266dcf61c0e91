import Foundation
import Yams

/// Reads a YAML scalar as the expected type.
enum ScalarReading {
  /// Where text is expected, a plain scalar is taken literally, so `no` and `007` need no quotes; quoted digits are not
  /// a number.
  static func read(
    _ scalar: Node.Scalar, as shape: ConfigurationShape
  ) throws(ConfigurationProblem.Kind) -> ConfigurationTree {
    let kind = yamlType(of: .scalar(scalar))
    switch shape {
    case .optional(let inner):
      if kind == .null { return .absent }
      return try read(scalar, as: inner)
    case .text:
      // The parser drops one such mark every time it reads, so the written value would be read back differently.
      guard scalar.string.unicodeScalars.first != "\u{FEFF}" else {
        throw .mistyped(
          expected: "text without a byte order mark (U+FEFF) before it", found: describe(.scalar(scalar)))
      }
      if kind != .null { return .text(scalar.string) }
    case .choice(let names):
      if kind == .null { break }
      // Hyphens and underscores are both accepted: most values have underscores, and some follow Hugging Face's spelling.
      let spellings = [scalar.string, scalar.string.replacing("-", with: "_"), scalar.string.replacing("_", with: "-")]
      guard let name = spellings.first(where: names.contains) else {
        throw .notAChoice(
          found: scalar.string, choices: names, suggestion: suggestion(for: scalar.string, among: names))
      }
      return .text(name)
    case .boolean:
      if kind == .bool, let value = Bool.construct(from: scalar) { return .boolean(value) }
    case .integer(let range):
      if let value = integer(scalar, kind: kind) {
        if range.contains(value) { return .integer(value) }
        throw outOfRange(scalar, "\(range.lowerBound)", "\(range.upperBound)")
      } else if kind == .int, !scalar.string.contains(":") {
        // It has more digits than any integer type holds; with colons it would be a time of day.
        throw outOfRange(scalar, "\(range.lowerBound)", "\(range.upperBound)")
      }
    case .number(let limit):
      if let value = number(scalar, kind: kind) {
        let isInfinite = scalar.string.lowercased().hasSuffix(".inf")
        guard isInfinite || value.magnitude <= limit else { throw outOfRange(scalar, "\(-limit)", "\(limit)") }
        return .number(value)
      }
    case .sequence, .dictionary, .mapping: break
    }
    throw .mistyped(expected: shape.expectation, found: describe(.scalar(scalar)))
  }

  /// A whole number in decimal, hexadecimal or octal; also `1e5` for 100000.
  private static func integer(_ scalar: Node.Scalar, kind: Tag.Name) -> Int128? {
    let digits = scalar.string.replacing("_", with: "")
    if kind == .int {
      let unsigned = digits.drop { $0 == "-" || $0 == "+" }.lowercased()
      let sign: Int128 = digits.hasPrefix("-") ? -1 : 1
      let magnitude: Int128? =
        if unsigned.hasPrefix("0x") {
          Int128(unsigned.dropFirst(2), radix: 16)
        } else if unsigned.hasPrefix("0b") {
          Int128(unsigned.dropFirst(2), radix: 2)
        } else if unsigned.hasPrefix("0o") {
          Int128(unsigned.dropFirst(2), radix: 8)
        } else {
          // YAML 1.1 reads a leading zero as octal; someone who writes 010 means ten.
          Int128(unsigned)
        }
      return magnitude.map { sign * $0 }
    }
    guard kind == .float, let value = Double(digits), value.magnitude < 0x1p63 else { return nil }
    return Int128(exactly: value)
  }

  /// A number; infinity is allowed, NaN is not.
  private static func number(_ scalar: Node.Scalar, kind: Tag.Name) -> Double? {
    if kind == .int { return integer(scalar, kind: kind).map { Double($0) } }
    guard kind == .float, let value = Double.construct(from: scalar), !value.isNaN else { return nil }
    return value
  }

  private static func outOfRange(
    _ scalar: Node.Scalar, _ lowest: String, _ highest: String
  ) -> ConfigurationProblem.Kind {
    .outOfRange(found: scalar.string, lowest: lowest, highest: highest)
  }

  /// The YAML type of a node: from its tag or quotes, or for a plain scalar from its text.
  static func yamlType(of node: Node) -> Tag.Name {
    Resolver.default.resolveTag(of: node)
  }

  /// The node that was found, as a phrase.
  static func describe(_ node: Node) -> String {
    switch node {
    case .mapping: return "a mapping"
    case .sequence: return "a list"
    case .alias: return "an alias"
    case .scalar(let scalar):
      let text = scalar.string.count > 40 ? "\(scalar.string.prefix(40))…" : scalar.string
      switch yamlType(of: node) {
      case .null: return "nothing"
      case .bool: return "the truth value \(text)"
      case .int where !text.contains(":"): return "the whole number \(text)"
      case .float: return "the number \(text)"
      default: return "the text \"\(text)\""
      }
    }
  }
}
