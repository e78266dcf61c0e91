import Archives
import Basics
import Foundation

/// Weights in several files with an index: `model.safetensors.index.json` or `pytorch_model.bin.index.json`.
///
/// The index is `{"metadata": {…}, "weight_map": {"tensor": "file"}}`. Files are plain names in the index's folder;
/// paths are refused. The index and the files must name the same tensors.
package struct ShardedWeights: WeightReader {
  package let path: String
  package let tensors: [String: TensorInfo]
  private let shards: [String: any WeightReader]
  private let fileNames: [String: String]

  /// Opens the index and every file that it names.
  ///
  /// Throws `WeightIndexError` or `MalformedJSONError` for a bad index, and any error from opening a file.
  package init(index path: String) throws {
    self.path = path
    fileNames = try Self.readIndex(FileBytes(mapping: path))
    let folder = PathName.folder(of: path)
    let missing = Set(fileNames.values).filter { access(PathName.joined(folder, $0), F_OK) != 0 }
    guard missing.isEmpty else { throw ShardsMissing(index: path, files: missing.sorted()) }
    var shards: [String: any WeightReader] = [:]
    var tensors: [String: TensorInfo] = [:]
    for fileName in Set(fileNames.values).sorted() {
      let shard = try WeightSource.openFile(PathName.joined(folder, fileName))
      for (name, info) in shard.tensors {
        guard fileNames[name] == fileName else {
          throw WeightIndexError(path: path, tensor: name, problem: .notInIndex(file: fileName))
        }
        tensors[name] = info
      }
      shards[fileName] = shard
    }
    for (name, fileName) in fileNames.sorted(by: { $0.key < $1.key }) where tensors[name] == nil {
      throw WeightIndexError(path: path, tensor: name, problem: .notInFile(fileName))
    }
    self.shards = shards
    self.tensors = tensors
  }

  package func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
    guard let fileName = fileNames[name], let shard = shards[fileName] else {
      throw TensorReadError(path: path, tensor: name, problem: .unknownName)
    }
    try shard.read(name, into: destination)
  }

  /// The file of every tensor.
  private static func readIndex(_ file: FileBytes) throws -> [String: String] {
    guard file.count <= WeightFileLimit.headerBytes else {
      throw WeightIndexError(
        path: file.path, tensor: "", problem: .tooLong(expected: WeightFileLimit.headerBytes, actual: file.count))
    }
    var map: [String: String]?
    try file.withBytes(in: 0..<file.count) { bytes in
      var scanner = StrictJSONScanner(bytes, path: file.path, fileOffset: 0)
      try scanner.object(limit: 16) { scanner, key in
        guard key == "weight_map" else { return try scanner.skipValue() }
        var files: [String: String] = [:]
        try scanner.object(limit: WeightFileLimit.tensors) { scanner, name in files[name] = try scanner.string() }
        map = files
      }
      try scanner.end()
    }
    guard let map else { throw WeightIndexError(path: file.path, tensor: "", problem: .noWeightMap) }
    for (name, fileName) in map.sorted(by: { $0.key < $1.key }) where !isPlainFileName(fileName) {
      throw WeightIndexError(path: file.path, tensor: name, problem: .notAPlainName(fileName))
    }
    guard Set(map.values).count <= WeightFileLimit.shards else {
      throw WeightIndexError(path: file.path, tensor: "", problem: .tooManyFiles(limit: WeightFileLimit.shards))
    }
    return map
  }

  private static func isPlainFileName(_ name: String) -> Bool {
    !["", ".", ".."].contains(name) && name.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F && $0 != 0x2F && $0 != 0x5C }
  }
}

/// Files that an index names and that are not beside it.
package struct ShardsMissing: DiagnosableError, Equatable {
  package var index: String
  package var files: [String]

  package var diagnosis: Diagnosis {
    let shown = files.prefix(3).map(\.quoted).joined(separator: ", ")
    return Diagnosis(
      .inputOutput,
      problem: "the index names \(shown)\(files.count > 3 ? " and \(files.count - 3) more" : ""), "
        + "\(files.count == 1 ? "which is" : "which are") not beside it", place: index,
      remedy: "download the index and all its files, from one revision of the model")
  }
}

/// A weight index that is unsafe or does not match its files.
package struct WeightIndexError: DiagnosableError, Equatable {
  package enum Problem: Sendable, Equatable {
    case tooLong(expected: Int, actual: Int)
    case noWeightMap
    case notAPlainName(String)
    case tooManyFiles(limit: Int)
    /// The index places the tensor in a file that does not have it.
    case notInFile(String)
    /// A file has a tensor that the index places elsewhere or does not list.
    case notInIndex(file: String)
  }

  package var path: String
  /// Empty if the problem concerns the whole index.
  package var tensor: String
  package var problem: Problem

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: explanation, place: SafetensorsError.place(path, tensor: tensor),
      remedy: "download the index and all its files again, from one revision of the model")
  }

  private var explanation: String {
    switch problem {
    case .tooLong(let expected, let actual): "expected at most \(expected) bytes, found \(actual)"
    case .noWeightMap: "the index has no \"weight_map\""
    case .notAPlainName(let name): "expected the name of a file beside the index, found \(name.quoted)"
    case .tooManyFiles(let limit): "more than \(limit) files"
    case .notInFile(let file): "the index places the tensor in \(file.quoted), which does not have it"
    case .notInIndex(let file): "\(file.quoted) has the tensor, but the index does not place it there"
    }
  }
}
