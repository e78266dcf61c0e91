import Foundation
import Testing

@testable import WeightFiles

/// The files that `Golden/make_golden.py` wrote with the reference libraries.
enum GoldenFiles {
  struct Expected: Decodable {
    var shape: [Int]
    var bits: String
  }

  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// What the reference library reads from the file `name`.
  static func expected(_ name: String) throws -> [String: Expected] {
    let data = try Data(contentsOf: URL(fileURLWithPath: path("expected.json")))
    return try #require(try JSONDecoder().decode([String: [String: Expected]].self, from: data)[name])
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

/// A folder for one test, removed when `body` has returned.
func withTemporaryFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("weight-files-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// A safetensors file with the header `header` and `dataBytes` zero bytes after it.
func safetensors(header: String, dataBytes: Int) -> FileBytes {
  safetensors(header: Array(header.utf8), dataBytes: dataBytes)
}

func safetensors(header: [UInt8], dataBytes: Int) -> FileBytes {
  let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { [UInt8]($0) }
  return FileBytes(copying: length + header + [UInt8](repeating: 0, count: dataBytes), path: "hostile.safetensors")
}
