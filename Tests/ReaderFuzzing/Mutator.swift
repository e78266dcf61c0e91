import Basics

/// Damages the bytes of a valid file, as a function of a random stream.
struct Mutator {
  /// What damaged files of any format have where something else belongs: extreme numbers, syntax of many languages,
  /// bytes that are no UTF-8.
  private static let commonWords: [[UInt8]] =
    [
      "-1", "0", "1e308", "-1e308", "1e999", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
      "4294967296", "0.1e-320", "nan", "null", "true", "\"", "\\", "\\u0000", "\\ud800", "{", "}", "[", "]", ":", ",",
      "\n", "\r\n", "\t", "\u{0}", "\u{FEFF}", "é", "🙂", "..", "/", "<", ">", "&#x110000;", "&", "*", "|", "!!",
      "${HOME}", "- ", "# ",
    ].map { Array($0.utf8) } + [[0xFF, 0xFE], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80]]

  private static let binaryNumbers: [UInt64] = [
    0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFF_FFFF, 0xFFFF_FFFF, 1 << 62, 1 << 63, .max,
  ]

  private let words: [[UInt8]]

  /// - Parameter words: what belongs to the format, to be put where it does not.
  init(words: [String] = []) {
    self.words = Self.commonWords + words.map { Array($0.utf8) }
  }

  /// One to six changes, most often few.
  ///
  /// - Parameter other: a valid file whose pieces may come into this one.
  func mutated(_ original: [UInt8], other: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = original
    repeat {
      change(&bytes, other, &random)
    } while Int.random(in: 0..<6, using: &random) < 3 && bytes.count < 4 * original.count + 4096
    return bytes
  }

  private func change(_ bytes: inout [UInt8], _ other: [UInt8], _ random: inout RandomStream) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    let end = min(bytes.count, place + Int.random(in: 1...40, using: &random))
    switch Int.random(in: 0..<12, using: &random) {
    case 0 where place < end: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1 where place < end: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes.removeSubrange(place..<end)
    case 3: bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &random))
    case 4: bytes.removeSubrange(place...)
    case 5:
      let number = Self.binaryNumbers.randomElement(using: &random) ?? 0
      let little = (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * UInt64($0))) }
      let width = [1, 2, 4, 8].randomElement(using: &random) ?? 1
      bytes.replaceSubrange(place..<min(bytes.count, place + width), with: little.prefix(width))
    case 6: bytes.insert(contentsOf: word(&random), at: place)
    case 7: bytes.replaceSubrange(place..<end, with: word(&random))
    case 8, 9: replaceNumber(in: &bytes, from: place, with: word(&random))
    case 10:
      // Depth and length beyond what valid files have.
      let piece = word(&random)
      let times = Int.random(in: 1...(1 << Int.random(in: 0...10, using: &random)), using: &random)
      bytes.insert(contentsOf: [[UInt8]](repeating: piece, count: times).joined(), at: place)
    default:
      let start = Int.random(in: 0...other.count, using: &random)
      let length = Int.random(in: 1...200, using: &random)
      bytes.insert(contentsOf: other[start..<min(other.count, start + length)], at: place)
    }
  }

  private func word(_ random: inout RandomStream) -> [UInt8] { words.randomElement(using: &random) ?? [] }

  /// Puts `word` in the place of the first number in decimal digits behind `place`.
  private func replaceNumber(in bytes: inout [UInt8], from place: Int, with word: [UInt8]) {
    func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard let start = bytes[place...].firstIndex(where: isDigit) else { return }
    let end = bytes[start...].firstIndex { !isDigit($0) } ?? bytes.count
    bytes.replaceSubrange(start..<end, with: word)
  }
}
