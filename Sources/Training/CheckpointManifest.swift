import Basics
import Crypto
import Foundation

/// The files of a checkpoint with their sizes and checksums; written last, it makes the checkpoint complete.
package struct CheckpointManifest: Codable, Sendable, Equatable {
  package struct File: Codable, Sendable, Equatable {
    package var name: String
    package var bytes: Int
    package var sha256: String
  }

  package var formatVersion: Int
  package var files: [File]

  static let fileName = "manifest.json"
  static let currentVersion = 1

  /// Describes all files below `folder`.
  init(describing folder: String, names: [String]) throws {
    formatVersion = Self.currentVersion
    files = try names.sorted().map { name in
      let (bytes, digest) = try Self.digest("\(folder)/\(name)")
      return File(name: name, bytes: bytes, sha256: digest)
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
    guard formatVersion == Self.currentVersion else {
      throw CheckpointError.manifestUnreadable(path: path, problem: "format version \(formatVersion) is not known")
    }
    let unsafe = files.first { $0.name.hasPrefix("/") || $0.name.split(separator: "/").contains("..") }
    if let unsafe { throw CheckpointError.manifestUnreadable(path: path, problem: "\(unsafe.name) leaves the folder") }
  }

  /// Compares every file with its checksum and throws for the first that differs.
  package func verify(_ folder: String) throws {
    for file in files {
      let path = "\(folder)/\(file.name)"
      guard access(path, R_OK) == 0 else { throw CheckpointError.fileMissing(path: path) }
      let (bytes, digest) = try Self.digest(path)
      guard bytes == file.bytes else {
        throw CheckpointError.wrongSize(path: path, expected: file.bytes, actual: bytes)
      }
      guard digest == file.sha256 else { throw CheckpointError.damaged(path: path) }
    }
  }

  private static func digest(_ path: String) throws -> (bytes: Int, digest: String) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileFailure(.read, path: path) }
    defer { close(descriptor) }
    var hash = SHA256()
    var total = 0
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { buffer.deallocate() }
    while true {
      let count = read(descriptor, buffer.baseAddress, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw FileFailure(.read, path: path) }
      if count == 0 { break }
      hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      total += count
    }
    let digest = hash.finalize().reduce(into: "") { text, byte in
      let hexadecimal = String(byte, radix: 16)
      text += hexadecimal.count == 1 ? "0\(hexadecimal)" : hexadecimal
    }
    return (total, digest)
  }
}

/// A checkpoint that cannot be used.
package enum CheckpointError: DiagnosableError, Equatable {
  case manifestUnreadable(path: String, problem: String)
  case fileMissing(path: String)
  case wrongSize(path: String, expected: Int, actual: Int)
  case damaged(path: String)
  case otherModel(path: String)

  package var diagnosis: Diagnosis {
    let remedy = "use another checkpoint of the run; `fovea checkpoint verify` tells which are whole"
    switch self {
    case .manifestUnreadable(let path, let problem):
      return Diagnosis(.badData, problem: problem, place: path, remedy: remedy)
    case .fileMissing(let path):
      return Diagnosis(.badData, problem: "the checkpoint's file is missing", place: path, remedy: remedy)
    case .wrongSize(let path, let expected, let actual):
      return Diagnosis(
        .badData, problem: "the file has \(actual) bytes, not \(expected)", place: path, remedy: remedy)
    case .damaged(let path):
      return Diagnosis(.badData, problem: "the file's content does not match its checksum", place: path, remedy: remedy)
    case .otherModel(let path):
      return Diagnosis(
        .configuration, problem: "the checkpoint holds a model of another shape", place: path,
        remedy: "resume with the configuration that the run was started with")
    }
  }
}
