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
    throw WeightsNotFoundError(directory: directory, fileNames: fileNames)
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
    path.hasSuffix(".safetensors") ? try SafetensorsFile(path: path) : try PyTorchCheckpoint(path: path)
  }
}

/// A folder without any weight file.
package struct WeightsNotFoundError: DiagnosableError, Equatable {
  package var directory: String
  package var fileNames: [String]

  package var diagnosis: Diagnosis {
    Diagnosis(
      .inputOutput, problem: "no weights here; looked for \(fileNames.joined(separator: ", "))", place: directory,
      remedy: "give the folder that holds the model's files, for example one made by save_pretrained")
  }
}
