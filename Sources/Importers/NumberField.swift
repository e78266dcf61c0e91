import Recordings

/// Number formats of trackers.
enum NumberField {
  private static let missing: Set<String> = ["", ".", "-", "nan", "na", "n/a", "null", "none", "inf", "-inf", "-nan"]

  /// The number in a file that a program wrote for other programs; nil for a missing value. A comma counts as the
  /// decimal separator if there is no full stop.
  ///
  /// - Throws: `RowFault` when the text is neither.
  static func value(of bytes: ArraySlice<UInt8>) throws -> Double? {
    if let number = plainValue(of: bytes) { return number }
    if isMissing(bytes) { return nil }
    if let number = value(of: bytes, decimal: UInt8(ascii: ",")), !bytes.contains(UInt8(ascii: ".")) { return number }
    throw unreadable(bytes)
  }

  static func unreadable(_ bytes: ArraySlice<UInt8>) -> RowFault {
    RowFault(.unreadableNumber, "\"\(String(decoding: bytes.prefix(40), as: UTF8.self))\" is no number")
  }

  /// Whether the text is a marker for a missing value, or a number that is not finite.
  static func isMissing(_ bytes: ArraySlice<UInt8>) -> Bool {
    if bytes.count == 1 { return bytes.first == UInt8(ascii: ".") || bytes.first == UInt8(ascii: "-") }
    guard bytes.count <= 16 else { return false }
    let text = String(decoding: bytes, as: UTF8.self)
    return missing.contains(text.lowercased()) || Double(text).map { !$0.isFinite } ?? false
  }

  /// The number in the notation of programming languages; nil for anything else.
  ///
  /// Up to 15 digits are converted without creating a text, and exactly: the digits and the power of ten are both
  /// integers below 2⁵³, so their quotient is the correctly rounded number (Clinger, "How to read floating point numbers
  /// accurately", PLDI 1990).
  static func plainValue(of bytes: ArraySlice<UInt8>) -> Double? {
    var digits: Int64 = 0
    var count = 0
    var decimals: Int?
    for (place, byte) in zip(0..., bytes) {
      switch byte {
      case 0x30...0x39 where count < 15:
        digits = digits * 10 + Int64(byte - 0x30)
        count += 1
        if let found = decimals { decimals = found + 1 }
      case UInt8(ascii: ".") where decimals == nil: decimals = 0
      case UInt8(ascii: "-") where place == 0: break
      default: return longValue(of: bytes)
      }
    }
    guard count > 0 else { return nil }
    let value = Double(digits) / powers[decimals ?? 0]
    return bytes.first == UInt8(ascii: "-") ? -value : value
  }

  private static func longValue(of bytes: ArraySlice<UInt8>) -> Double? {
    guard let number = Double(String(decoding: bytes, as: UTF8.self)), number.isFinite else { return nil }
    return number
  }

  private static let powers: [Double] = (0...15).map { power in (0..<power).reduce(1.0) { product, _ in product * 10 } }

  /// The number with this decimal separator, whole thousands grouped by the other one, blanks or apostrophes; nil for
  /// anything else.
  ///
  /// Groups after the first have three digits, the first has one to three and no leading zero, and one number has one
  /// kind of group separator.
  static func value(of bytes: ArraySlice<UInt8>, decimal: UInt8) -> Double? {
    var plain: [UInt8] = []
    var group = (separator: UInt8?.none, digits: 0, groups: 1)
    var isFraction = false
    var rest = bytes
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
      plain.append(sign)
      rest = rest.dropFirst()
    }
    while let byte = rest.first {
      if byte >= 0x30 && byte <= 0x39 {
        plain.append(byte)
        if !isFraction { group.digits += 1 }
        rest = rest.dropFirst()
      } else if byte == decimal, !isFraction {
        isFraction = true
        plain.append(UInt8(ascii: "."))
        rest = rest.dropFirst()
      } else if byte | 0x20 == UInt8(ascii: "e") {
        plain += rest
        break
      } else if !isFraction, let length = groupSeparatorLength(rest), byte != decimal {
        guard group.separator ?? byte == byte, isWhole(group.digits, group.groups, first: bytes) else { return nil }
        group = (byte, 0, group.groups + 1)
        rest = rest.dropFirst(length)
      } else {
        return nil
      }
    }
    guard group.groups == 1 || group.digits == 3, let number = Double(String(decoding: plain, as: UTF8.self)) else {
      return nil
    }
    return number.isFinite ? number : nil
  }

  /// Whether a group before a separator has as many digits as it may.
  private static func isWhole(_ digits: Int, _ group: Int, first bytes: ArraySlice<UInt8>) -> Bool {
    guard group == 1 else { return digits == 3 }
    return (1...3).contains(digits) && bytes.first { $0 >= 0x30 && $0 <= 0x39 } != UInt8(ascii: "0")
  }

  /// The length in bytes of a group separator at the beginning: a comma, a full stop, an apostrophe, a blank, or one of
  /// the blanks that do not break a line.
  private static func groupSeparatorLength(_ bytes: ArraySlice<UInt8>) -> Int? {
    switch bytes.first {
    case UInt8(ascii: ","), UInt8(ascii: "."), UInt8(ascii: "'"), UInt8(ascii: " "): 1
    case 0xC2 where bytes.starts(with: [0xC2, 0xA0]): 2
    case 0xE2 where [[0xE2, 0x80, 0xAF], [0xE2, 0x80, 0x89], [0xE2, 0x80, 0x99]].contains { bytes.starts(with: $0) }: 3
    default: nil
    }
  }
}
