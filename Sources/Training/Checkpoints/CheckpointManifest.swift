import Basics
import Foundation
import WeightFiles

/// A checkpoint's files with their sizes and checksums. It is written last: a checkpoint without it is incomplete.
package struct CheckpointManifest: Codable, Sendable, Equatable {
  package struct File: Codable, Sendable, Equatable {
    package var name: String
    package var bytes: Int
    package var sha256: String
    /// The header and tensors of a safetensors file, which locate damage; nil for other files, and in manifests of
    /// version 1.
    package var pieces: [FilePiece]?
  }

  package var formatVersion: Int
  package var files: [File]

  static let fileName = "manifest.json"
  static let currentVersion = 2

  /// Describes the files `names` of `folder` as they read back from disk.
  init(describing folder: String, names: [String]) throws {
    formatVersion = Self.currentVersion
    files = try names.sorted().map { name in
      let path = "\(folder)/\(name)"
      let (bytes, digest) = try Digest.sha256(of: path)
      return File(
        name: name, bytes: bytes, sha256: digest,
        pieces: name.hasSuffix(".safetensors") ? try FilePiece.all(in: path) : nil)
    }
  }

  /// Reads a checkpoint's manifest without checking the files.
  package init(of folder: String) throws {
    let path = "\(folder)/\(Self.fileName)"
    do {
      self = try JSONDecoder().decode(CheckpointManifest.self, from: TextFile.bytes(of: path))
    } catch let error as DecodingError {
      throw CheckpointError.manifestUnreadable(path: path, problem: error.briefly)
    }
    guard (1...Self.currentVersion).contains(formatVersion) else {
      throw CheckpointError.manifestUnreadable(path: path, problem: "format version \(formatVersion) is not known")
    }
    let unsafe = files.first { $0.name.hasPrefix("/") || $0.name.split(separator: "/").contains("..") }
    if let unsafe { throw CheckpointError.manifestUnreadable(path: path, problem: "\(unsafe.name) leaves the folder") }
  }

  /// Verifies the checksum of every file, and throws for the first that differs.
  package func verify(_ folder: String) throws {
    for file in files {
      let path = "\(folder)/\(file.name)"
      guard access(path, F_OK) == 0 else { throw CheckpointError.fileMissing(path: path) }
      let (bytes, digest) = try Digest.sha256(of: path, upTo: file.bytes)
      guard bytes == file.bytes else {
        let cut = file.pieces?.first { $0.end > bytes }
        throw CheckpointError.wrongSize(path: path, expected: file.bytes, actual: bytes, piece: cut?.description)
      }
      guard digest == file.sha256 else {
        let damaged = try FilePiece.firstDamaged(of: file.pieces ?? [], in: path)
        throw CheckpointError.damaged(path: path, piece: damaged?.description)
      }
    }
  }
}
