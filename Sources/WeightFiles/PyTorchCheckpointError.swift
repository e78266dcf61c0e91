import Basics

/// A PyTorch file that is inconsistent or not one at all.
package struct PyTorchCheckpointError: DiagnosableError, Equatable {
  package enum Problem: Sendable, Equatable {
    /// Written by PyTorch before 1.6, or with `_use_new_zipfile_serialization=False`.
    case legacyFormat
    case missingMember(String)
    /// The archive does not have one folder that contains everything.
    case severalFolders
    case bigEndian(String)
    case pickleTooLong(expected: Int, actual: Int)
    case notADictionary
    case notATensor
    case tooManyTensors(limit: Int)
    case wrongStorageSize(key: String, expected: Int, actual: Int)
    /// The shape is negative or overflows, or the strides do not match it.
    case invalidLayout(shape: [Int], strides: [Int])
    case beyondStorage(expected: Int, actual: Int)
  }

  package var path: String
  /// Empty if the problem concerns the whole file.
  package var tensor: String
  package var problem: Problem

  package init(path: String, tensor: String = "", _ problem: Problem) {
    self.path = path
    self.tensor = tensor
    self.problem = problem
  }

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: explanation, place: SafetensorsError.place(path, tensor: tensor), remedy: remedy)
  }

  private var explanation: String {
    switch problem {
    case .legacyFormat: "this is PyTorch's old format of before version 1.6, which is not read"
    case .missingMember(let name): "the archive has no member \(name.quoted)"
    case .severalFolders: "expected one folder with everything in it; this is no file of torch.save"
    case .bigEndian(let order): "expected the byte order \"little\", found \(order.quoted)"
    case .pickleTooLong(let expected, let actual): "expected a pickle of at most \(expected) bytes, found \(actual)"
    case .notADictionary: "expected a state dict, a dictionary from names to tensors"
    case .notATensor: "expected a tensor, found something else"
    case .tooManyTensors(let limit): "more than \(limit) tensors"
    case .wrongStorageSize(let key, let expected, let actual):
      "the storage \(key.quoted) should have \(expected) bytes, but has \(actual)"
    case .invalidLayout(let shape, let strides):
      "the shape \(Shape.text(shape)) with strides \(Shape.text(strides)) is not possible"
    case .beyondStorage(let expected, let actual): "needs \(expected) elements of a storage that has \(actual)"
    }
  }

  private var remedy: String {
    switch problem {
    case .legacyFormat, .bigEndian:
      """
      with PyTorch 1.6 or newer on a little-endian machine: torch.save(torch.load(FILE, weights_only=True), FILE); \
      leave _use_new_zipfile_serialization at its default
      """
    case .notADictionary, .notATensor:
      "save only the state dict: torch.save(model.state_dict(), FILE), or use safetensors"
    default: "download the file again, or save it again with torch.save"
    }
  }
}
