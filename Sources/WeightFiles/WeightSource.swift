import Basics
import Foundation

/// The weights in a model folder with Hugging Face's layout, in any format.
package struct WeightSource: WeightReader {
  /// The file names to look for, in order of preference: safetensors files cannot contain code, and need no checksum
  /// pass.
  package static let fileNames = [
    "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
  ]

  private let reader: any WeightReader

  package var path: String { reader.path }
  package var tensors: [String: TensorInfo] { reader.tensors }

  /// Opens and checks the first of `fileNames` in `directory`.
  ///
  /// Throws `WeightsNotFoundError` if it contains none of them.
  package static func open(directory: String) throws -> WeightSource {
    for name in fileNames {
      let path = PathName.joined(directory, name)
      if access(path, F_OK) == 0 { return try open(file: path) }
    }
    guard access(directory, F_OK) == 0 else { throw FileFailure(.list, path: directory) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
    throw WeightsNotFoundError(
      directory: directory, fileNames: fileNames, others: names.filter { ForeignWeights(fileName: $0) != nil }.sorted())
  }

  /// Opens one file, choosing the format by name: `.json` is an index, `.safetensors` is safetensors, anything else is
  /// PyTorch.
  package static func open(file path: String) throws -> WeightSource {
    WeightSource(reader: path.hasSuffix(".json") ? try ShardedWeights(index: path) : try openFile(path))
  }

  package func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws {
    try reader.read(name, into: destination)
  }

  /// Opens a file that is not an index.
  static func openFile(_ path: String) throws -> any WeightReader {
    try PointerFile.refuse(path)
    return path.hasSuffix(".safetensors") ? try SafetensorsFile(path: path) : try PyTorchCheckpoint(path: path)
  }
}

/// A folder without any weight file that can be read.
package struct WeightsNotFoundError: DiagnosableError, Equatable {
  package var directory: String
  package var fileNames: [String]
  /// Files with weights in formats that are not read.
  package var others: [String] = []

  package var diagnosis: Diagnosis {
    guard let other = others.first, let format = ForeignWeights(fileName: other) else {
      return Diagnosis(
        .inputOutput, problem: "no weights here; looked for \(fileNames.joined(separator: ", "))", place: directory,
        remedy: "give the folder that holds the model's files, for example one made by save_pretrained")
    }
    return Diagnosis(
      .inputOutput, problem: "\(other) has \(format.description), which fovea does not read", place: directory,
      remedy: format.remedy)
  }
}

/// Formats of weights that are not read, by the names of their files.
enum ForeignWeights {
  case tensorFlow, flax, gguf, onnx
  /// One of several safetensors or PyTorch files, whose index is missing.
  case partWithoutIndex

  init?(fileName: String) {
    switch PathName.fileExtension(of: fileName).lowercased() {
    case "h5", "ckpt": self = .tensorFlow
    case "msgpack": self = .flax
    case "gguf": self = .gguf
    case "onnx": self = .onnx
    case "safetensors", "bin":
      guard fileName.contains("-of-") else { return nil }
      self = .partWithoutIndex
    default: return nil
    }
  }

  var description: String {
    switch self {
    case .tensorFlow: "TensorFlow's weights"
    case .flax: "Flax's weights"
    case .gguf: "llama.cpp's weights (GGUF)"
    case .onnx: "a graph for ONNX"
    case .partWithoutIndex: "a part of the weights without the index that says what is where"
    }
  }

  var remedy: String {
    switch self {
    case .tensorFlow, .flax:
      "convert them with transformers: T5ForConditionalGeneration.from_pretrained(DIR, "
        + "\(self == .flax ? "from_flax" : "from_tf")=True).save_pretrained(DIR)"
    case .gguf, .onnx: "get the model that it was made from, with model.safetensors or pytorch_model.bin"
    case .partWithoutIndex:
      "get model.safetensors.index.json or pytorch_model.bin.index.json from the same revision of the model too"
    }
  }
}

/// The few lines that Git LFS leaves until it has fetched a large file.
package struct PointerFile: DiagnosableError, Equatable {
  package var path: String

  private static let beginning = Array("version https://git-lfs".utf8)

  /// - Throws: `PointerFile` if a file is one. A file that cannot be read is left to its reader.
  static func refuse(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < 1024,
      let bytes = try? TextFile.bytes(of: path), bytes.starts(with: beginning)
    else { return }
    throw PointerFile(path: path)
  }

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "a pointer of Git LFS instead of the weights", place: path,
      remedy: "run git lfs pull in its folder, or download the file itself")
  }
}
