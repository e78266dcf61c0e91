import Archives
import Basics

/// A part of a safetensors file with its checksum: the header, or one tensor.
///
/// A checksum of the whole file shows that something is wrong; these show what.
package struct FilePiece: Codable, Sendable, Equatable {
  /// The tensor's name; empty for the header.
  package var tensor: String
  /// Its bytes in the file.
  package var begin: Int
  package var end: Int
  package var crc32: UInt32

  /// All pieces of a safetensors file, in file order.
  ///
  /// - Complexity: reads the whole file.
  package static func all(in path: String) throws -> [FilePiece] {
    let file = try FileBytes(mapping: path)
    let tensors = try SafetensorsHeader(of: file).tensors.values.sorted {
      ($0.byteRange.lowerBound, $0.name) < ($1.byteRange.lowerBound, $1.name)
    }
    let header = 0..<(tensors.first?.byteRange.lowerBound ?? file.count)
    return ([("", header)] + tensors.map { ($0.name, $0.byteRange) }).map { name, range in
      FilePiece(tensor: name, begin: range.lowerBound, end: range.upperBound, crc32: file.checksum(of: range))
    }
  }

  /// The first of `pieces` whose bytes have changed or are no longer completely in the file; nil if all are intact.
  package static func firstDamaged(of pieces: [FilePiece], in path: String) throws -> FilePiece? {
    let file = try FileBytes(mapping: path)
    return pieces.first { piece in
      guard 0 <= piece.begin, piece.begin <= piece.end, piece.end <= file.count else { return true }
      return file.checksum(of: piece.begin..<piece.end) != piece.crc32
    }
  }

  /// The name of the piece in messages.
  package var description: String { tensor.isEmpty ? "the header" : "the tensor \(tensor)" }
}

extension FileBytes {
  fileprivate func checksum(of range: Range<Int>) -> UInt32 {
    withBytes(in: range) { CyclicRedundancyCheck.checksum(of: $0) }
  }
}
