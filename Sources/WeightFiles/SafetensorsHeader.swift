import Archives

/// The checked header of a safetensors file.
///
/// Layout: eight bytes of little-endian header length N, N bytes of JSON, then the tensors' bytes without gaps:
/// `{"__metadata__": {"key": "value"}, "name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}`, with
/// offsets counted from the end of the header (https://github.com/huggingface/safetensors, "Format").
struct SafetensorsHeader {
  static let metadataKey = "__metadata__"
  static let lengthBytes = 8

  private(set) var tensors: [String: TensorInfo] = [:]
  private(set) var metadata: [String: String] = [:]
  private let path: String
  /// The offset of the tensors' bytes in the file.
  private let dataStart: Int

  /// Reads and checks the header of `file` without touching the tensors.
  init(of file: FileBytes) throws {
    path = file.path
    let available = file.count - Self.lengthBytes
    guard available >= 0 else { throw SafetensorsError(path: path, .noHeader(fileBytes: file.count)) }
    let stated = file.withBytes(in: 0..<Self.lengthBytes) { $0.littleEndian(UInt64.self, at: 0) ?? 0 }
    guard stated <= WeightFileLimit.headerBytes else {
      throw SafetensorsError(path: path, .headerTooLong(stated: stated, limit: WeightFileLimit.headerBytes))
    }
    guard stated <= available else {
      throw SafetensorsError(path: path, .headerBeyondFile(stated: stated, available: available))
    }
    dataStart = Self.lengthBytes + Int(stated)
    try file.withBytes(in: Self.lengthBytes..<dataStart) { bytes in
      var scanner = StrictJSONScanner(bytes, path: file.path, fileOffset: Self.lengthBytes)
      try readMembers(&scanner)
    }
    try checkRanges(fileBytes: file.count)
  }

  private mutating func readMembers(_ scanner: inout StrictJSONScanner) throws {
    // One extra entry for the metadata.
    try scanner.object(limit: WeightFileLimit.tensors + 1) { scanner, name in
      if name == Self.metadataKey {
        try scanner.object(limit: WeightFileLimit.tensors) { scanner, key in metadata[key] = try scanner.string() }
      } else {
        tensors[name] = try readTensor(name, &scanner)
      }
    }
    try scanner.end()
  }

  private func readTensor(_ name: String, _ scanner: inout StrictJSONScanner) throws -> TensorInfo {
    var elementType: ElementType?
    var shape: [Int]?
    var offsets: [Int]?
    try scanner.object(limit: 3) { scanner, field in
      switch field {
      case "dtype":
        let text = try scanner.string()
        elementType = ElementType(rawValue: text)
        if elementType == nil { throw failure(name, .unknownElementType(text)) }
      case "shape": shape = try Self.readIntegers(&scanner, limit: WeightFileLimit.dimensions)
      case "data_offsets": offsets = try Self.readIntegers(&scanner, limit: 2)
      default: throw failure(name, .unknownField(field))
      }
    }
    guard let elementType else { throw failure(name, .missingField("dtype")) }
    guard let shape else { throw failure(name, .missingField("shape")) }
    guard let offsets else { throw failure(name, .missingField("data_offsets")) }
    guard let expected = Shape.byteCount(shape, of: elementType) else { throw failure(name, .shapeTooLarge(shape)) }
    // Bounding the end here prevents overflow in every later sum with `dataStart`.
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= Int.max - dataStart else {
      throw failure(name, .invalidRange(offsets))
    }
    guard offsets[1] - offsets[0] == expected else {
      throw failure(name, .wrongByteCount(expected: expected, actual: offsets[1] - offsets[0]))
    }
    return TensorInfo(
      name: name, elementType: elementType, shape: shape,
      byteRange: dataStart + offsets[0]..<dataStart + offsets[1])
  }

  private static func readIntegers(_ scanner: inout StrictJSONScanner, limit: Int) throws -> [Int] {
    var numbers: [Int] = []
    try scanner.array(limit: limit) { scanner in numbers.append(try scanner.integer()) }
    return numbers
  }

  /// Checks that the tensors fill the file from the end of the header to the last byte, each byte once.
  private func checkRanges(fileBytes: Int) throws {
    let ordered = tensors.values.sorted {
      ($0.byteRange.lowerBound, $0.byteRange.upperBound, $0.name)
        < ($1.byteRange.lowerBound, $1.byteRange.upperBound, $1.name)
    }
    var end = dataStart
    var previous = ""
    for tensor in ordered {
      let begin = tensor.byteRange.lowerBound
      let expected = end - dataStart
      guard begin >= end else {
        throw failure(tensor.name, .overlap(previous: previous, expected: expected, actual: begin - dataStart))
      }
      guard begin == end else { throw failure(tensor.name, .gap(expected: expected, actual: begin - dataStart)) }
      end = tensor.byteRange.upperBound
      guard end <= fileBytes else { throw failure(tensor.name, .truncated(expected: end, actual: fileBytes)) }
      previous = tensor.name
    }
    guard end == fileBytes else { throw failure("", .trailingBytes(expected: end, actual: fileBytes)) }
  }

  private func failure(_ tensor: String, _ problem: SafetensorsError.Problem) -> SafetensorsError {
    SafetensorsError(path: path, tensor: tensor, problem)
  }
}
