import TestSupport
import Testing

@testable import Archives
@testable import WeightFiles

/// The files that `Golden/make_golden.py` wrote with the reference libraries.
enum GoldenFiles {
  struct Expected: Decodable {
    var shape: [Int]
    var bits: String
  }

  private static let folder = GoldenFolder()

  static func path(_ name: String) -> String { folder.path(name) }

  static func bytes(_ name: String) throws -> [UInt8] { try folder.bytes(name) }

  /// What the reference library reads from the file `name`.
  static func expected(_ name: String) throws -> [String: Expected] {
    try #require(try folder.decoded([String: [String: Expected]].self, "expected.json")[name])
  }

  /// Compares shapes and every bit of every floating-point tensor.
  static func compare(_ reader: some WeightReader, with name: String) throws {
    let expected = try expected(name)
    let floating = reader.tensors.values.filter(\.elementType.isFloatingPoint)
    #expect(Set(floating.map(\.name)) == Set(expected.keys))
    for (tensor, wanted) in expected {
      #expect(reader.tensors[tensor]?.shape == wanted.shape, "\(name): \(tensor)")
      let bits = try reader.floats(of: tensor).map(\.bitPattern)
      #expect(bits.map { hexadecimal($0) }.joined() == wanted.bits, "\(name): \(tensor)")
    }
  }

  private static func hexadecimal(_ word: UInt32) -> String {
    let digits = String(word.byteSwapped, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

/// A safetensors file with the header `header` and `dataBytes` zero bytes after it.
func safetensors(header: String, dataBytes: Int) -> FileBytes {
  safetensors(header: Array(header.utf8), dataBytes: dataBytes)
}

func safetensors(header: [UInt8], dataBytes: Int) -> FileBytes {
  let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { [UInt8]($0) }
  return FileBytes(copying: length + header + [UInt8](repeating: 0, count: dataBytes), path: "hostile.safetensors")
}
