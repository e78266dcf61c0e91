import Basics
import Foundation

/// A picture of the screen in PNG or JPEG, which a page can contain.
package struct ScreenPicture: Encodable, Sendable, Equatable {
  /// The picture as a `data:` address.
  package var address: String
  /// In pixels.
  package var width: Int
  package var height: Int

  /// The largest file, in bytes. A page holds pictures in a form that is a third longer.
  package static let mostBytes = 8_000_000
  /// The longest side that browsers draw, in pixels.
  static let longestSide = 16_384

  /// - Throws: `ScreenshotError` for a file that is too large or no intact picture.
  package init(_ bytes: Data, path: String) throws {
    guard bytes.count <= Self.mostBytes else { throw ScreenshotError.tooLarge(path, bytes: bytes.count) }
    let bytes = [UInt8](bytes)
    let kind: String
    let size: (width: Int, height: Int)?
    if bytes.starts(with: PNGHeader.signature) {
      (kind, size) = ("png", PNGHeader.size(of: bytes))
    } else if bytes.starts(with: JPEGHeader.signature) {
      (kind, size) = ("jpeg", JPEGHeader.size(of: bytes))
    } else {
      throw ScreenshotError.neitherPNGNorJPEG(path)
    }
    guard let size, 1...Self.longestSide ~= size.width, 1...Self.longestSide ~= size.height else {
      throw ScreenshotError.damaged(path)
    }
    (width, height) = size
    address = "data:image/\(kind);base64,\(Data(bytes).base64EncodedString())"
  }
}

/// The parts of a PNG file (ISO/IEC 15948, section 5) that tell its size and whether it is complete.
enum PNGHeader {
  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Nil if the file does not begin with its header or ends before its last chunk does.
  static func size(of bytes: [UInt8]) -> (width: Int, height: Int)? {
    var place = signature.count
    var size: (width: Int, height: Int)?
    while let length = bigEndian(bytes, at: place, count: 4), bytes.count - place >= 12 + length {
      let type = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      if size == nil {
        guard type == "IHDR", length == 13, let width = bigEndian(bytes, at: place + 8, count: 4),
          let height = bigEndian(bytes, at: place + 12, count: 4)
        else { return nil }
        size = (width, height)
      }
      if type == "IEND" { return size }
      place += 12 + length
    }
    return nil
  }
}

/// The parts of a JPEG file (ISO/IEC 10918-1, annex B) that tell its size.
enum JPEGHeader {
  static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

  /// Nil if no frame begins before the image data.
  static func size(of bytes: [UInt8]) -> (width: Int, height: Int)? {
    var place = 2
    while place + 3 < bytes.count, bytes[place] == 0xFF {
      let marker = bytes[place + 1]
      if marker == 0xFF {
        place += 1
        continue
      }
      // Restart markers and the one for arithmetic coding have no length; after the start of the scan there is only data.
      if 0xD0...0xD7 ~= marker || marker == 0x01 {
        place += 2
        continue
      }
      guard marker != 0xDA, let length = bigEndian(bytes, at: place + 2, count: 2), length >= 2 else { return nil }
      let isFrame = 0xC0...0xCF ~= marker && ![0xC4, 0xC8, 0xCC].contains(marker)
      if isFrame {
        guard let height = bigEndian(bytes, at: place + 5, count: 2),
          let width = bigEndian(bytes, at: place + 7, count: 2)
        else { return nil }
        return (width, height)
      }
      place += 2 + length
    }
    return nil
  }
}

private func bigEndian(_ bytes: [UInt8], at place: Int, count: Int) -> Int? {
  guard place >= 0, place + count <= bytes.count else { return nil }
  return bytes[place..<place + count].reduce(0) { $0 << 8 | Int($1) }
}
