import Archives

/// A safetensors file, fully checked when opened.
///
/// Stricter than the reference library: names are unique, there are at most 10,000 tensors and 8 MiB of header, and no
/// unknown fields. The tensors' bytes must fill the rest of the file without gaps or overlaps.
///
/// - Complexity: opening is linear in the header, and does not read the tensors.
package struct SafetensorsFile: WeightReader {
  package let tensors: [String: TensorInfo]
  /// The strings under `__metadata__`.
  package let metadata: [String: String]
  private let file: FileBytes

  package var path: String { file.path }

  /// Throws `SafetensorsError` or `MalformedJSONError` for bad content, `FileFailure` if the file cannot be opened.
  package init(path: String) throws {
    try self.init(FileBytes(mapping: path))
  }

  package init(_ file: FileBytes) throws {
    let header = try SafetensorsHeader(of: file)
    self.file = file
    tensors = header.tensors
    metadata = header.metadata
  }

  package func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
    let info = try info(of: name, forFloats: destination.count)
    file.withBytes(in: info.byteRange) { bytes in
      FloatDecoding.decode(bytes, as: info.elementType, into: destination)
    }
  }

  /// Calls `body` with the tensor's bytes as they are in the file: little-endian, row-major, not necessarily aligned.
  ///
  /// The pointer is valid only during the call.
  package func withBytes<Result>(
    of name: String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    try file.withBytes(in: info(of: name).byteRange, body)
  }
}
