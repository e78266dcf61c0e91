import Basics

/// Writes a safetensors file atomically, without collecting the tensors in memory.
///
/// Tensors are added first and written in one go; their bytes are read only then, so pointers must stay valid until
/// `write()` returns. The order in the file is that of the reference library: wide elements first, then by name. Equal
/// content gives equal bytes. The header is padded so that the data begins at a multiple of 8.
package struct SafetensorsWriter: ~Copyable {
  /// Passes a tensor's bytes, little-endian and row-major, to its argument, in any number of pieces.
  package typealias ByteSource = ((UnsafeRawBufferPointer) throws -> Void) throws -> Void

  private struct Entry {
    var name: String
    var elementType: ElementType
    var shape: [Int]
    var byteCount: Int
    var source: ByteSource
  }

  private let path: String
  private var metadata: [String: String]
  private var entries: [Entry] = []
  private var names: Set<String> = []

  /// - Parameters:
  ///   - path: the file that `write()` creates or replaces.
  ///   - metadata: added to `{"format": "pt"}`, which Hugging Face's loaders require.
  package init(path: String, metadata: [String: String] = [:]) {
    self.path = path
    self.metadata = ["format": "pt"].merging(metadata) { _, given in given }
  }

  /// Adds a tensor whose bytes `source` will supply.
  ///
  /// Throws `SafetensorsError` if the name is taken or reserved, or the shape is impossible.
  package mutating func add(
    _ name: String, _ elementType: ElementType, shape: [Int], source: @escaping ByteSource
  ) throws {
    guard name != SafetensorsHeader.metadataKey else { throw failure(name, .reservedName) }
    guard shape.count <= WeightFileLimit.dimensions, let byteCount = Shape.byteCount(shape, of: elementType) else {
      throw failure(name, .shapeTooLarge(shape))
    }
    guard entries.count < WeightFileLimit.tensors else {
      throw failure(name, .tooManyTensors(limit: WeightFileLimit.tensors))
    }
    guard names.insert(name).inserted else { throw failure(name, .repeatedName) }
    entries.append(
      Entry(name: name, elementType: elementType, shape: shape, byteCount: byteCount, source: source))
  }

  /// Adds a tensor whose bytes are in memory and stay there until `write()` returns.
  package mutating func add(
    _ name: String, _ elementType: ElementType, shape: [Int], bytes: UnsafeRawBufferPointer
  ) throws {
    if let expected = Shape.byteCount(shape, of: elementType), expected != bytes.count {
      throw failure(name, .wrongByteCount(expected: expected, actual: bytes.count))
    }
    try add(name, elementType, shape: shape) { append in try append(bytes) }
  }

  /// Adds a tensor of 32-bit floats that stays in memory until `write()` returns.
  package mutating func add(_ name: String, shape: [Int], floats: UnsafeBufferPointer<Float>) throws {
    try add(name, .float32, shape: shape, bytes: UnsafeRawBufferPointer(floats))
  }

  /// Adds a tensor of 32-bit floats.
  package mutating func add(_ name: String, shape: [Int], floats: [Float]) throws {
    try add(name, .float32, shape: shape) { append in try floats.withUnsafeBytes { try append($0) } }
  }

  /// Adds a tensor of 64-bit integers.
  package mutating func add(_ name: String, shape: [Int], integers: [Int64]) throws {
    try add(name, .int64, shape: shape) { append in try integers.withUnsafeBytes { try append($0) } }
  }

  /// Adds a row of bytes.
  package mutating func add(_ name: String, bytes: [UInt8]) throws {
    try add(name, .uint8, shape: [bytes.count]) { append in try bytes.withUnsafeBytes { try append($0) } }
  }

  /// Writes everything to a temporary file, flushes it to the device and renames it.
  ///
  /// Throws `FileFailure` if writing fails, `SafetensorsError` if a source supplies too few or too many bytes; an
  /// existing file then stays untouched.
  package consuming func write() throws {
    let ordered = entries.sorted {
      $0.elementType == $1.elementType
        ? $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) : $0.elementType.rank > $1.elementType.rank
    }
    let header = try Self.header(ordered, metadata: metadata, path: path)
    let path = path
    try AtomicFile.write(to: path) { file in
      try withUnsafeBytes(of: UInt64(header.count).littleEndian) { try file.append($0) }
      try file.append(header)
      for entry in ordered {
        var written = 0
        try entry.source { bytes in
          written += bytes.count
          guard written <= entry.byteCount else { return }
          try file.append(bytes)
        }
        guard written == entry.byteCount else {
          throw SafetensorsError(
            path: path, tensor: entry.name, .wrongByteCount(expected: entry.byteCount, actual: written))
        }
      }
    }
  }

  private static func header(_ entries: [Entry], metadata: [String: String], path: String) throws -> [UInt8] {
    let pairs = metadata.sorted { $0.key < $1.key }.map { "\(quotedJSON($0.key)):\(quotedJSON($0.value))" }
    var members = ["\"\(SafetensorsHeader.metadataKey)\":{\(pairs.joined(separator: ","))}"]
    var end = 0
    for entry in entries {
      let begin = end
      let (sum, overflow) = begin.addingReportingOverflow(entry.byteCount)
      guard !overflow else { throw SafetensorsError(path: path, tensor: entry.name, .shapeTooLarge(entry.shape)) }
      end = sum
      let shape = entry.shape.map(String.init).joined(separator: ",")
      members.append(
        """
        \(quotedJSON(entry.name)):{"dtype":"\(entry.elementType.rawValue)","shape":[\(shape)],\
        "data_offsets":[\(begin),\(end)]}
        """)
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    header.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - header.count % 8) % 8))
    guard header.count <= WeightFileLimit.headerBytes else {
      throw SafetensorsError(
        path: path, .headerTooLong(stated: UInt64(header.count), limit: WeightFileLimit.headerBytes))
    }
    return header
  }

  private func failure(_ tensor: String, _ problem: SafetensorsError.Problem) -> SafetensorsError {
    SafetensorsError(path: path, tensor: tensor, problem)
  }

  /// A JSON string (RFC 8259, section 7) with the fewest escapes.
  private static func quotedJSON(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": result += "\\\(scalar)"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
