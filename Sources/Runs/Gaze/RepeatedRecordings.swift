import Basics
import Foundation

/// Recordings that are given twice, whose trials would count twice.
enum RepeatedRecordings {
  /// Finds files with the same content as an earlier one; compares contents only where sizes are equal.
  ///
  /// - Returns: for the index of each repetition, the path of the first.
  /// - Throws: `RepeatedRecording` if the same file is given twice; `FileFailure`.
  static func find(_ paths: [String]) throws -> [Int: String] {
    var (files, sizes) = ([FileIdentity: String](), [Int64: [Int]]())
    for (index, path) in paths.enumerated() {
      var status = stat()
      guard stat(path, &status) == 0 else { continue }
      let identity = FileIdentity(status)
      if let first = files[identity] { throw RepeatedRecording(path: path, first: first) }
      files[identity] = path
      if status.st_mode & S_IFMT == S_IFREG { sizes[Int64(status.st_size), default: []].append(index) }
    }
    var repetitions: [Int: String] = [:]
    for indices in sizes.values where indices.count > 1 {
      var digests: [String: String] = [:]
      for index in indices {
        let digest = try Digest.sha256(of: paths[index]).digest
        if let first = digests[digest] { repetitions[index] = first } else { digests[digest] = paths[index] }
      }
    }
    return repetitions
  }
}

/// One file is given twice.
struct RepeatedRecording: DiagnosableError, Equatable {
  var path: String
  /// How it was given before.
  var first: String

  var diagnosis: Diagnosis {
    Diagnosis(
      .usage, problem: "the recording is given twice" + (first == path ? "" : ", before as \(first)"), place: path,
      remedy: "name each recording once")
  }
}
