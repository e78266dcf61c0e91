import Basics

/// Named tensors in one or several files, checked when opened and read on demand.
package protocol WeightReader: Sendable {
  /// The file, or the index of the files, for error messages.
  var path: String { get }

  /// Every tensor by name.
  var tensors: [String: TensorInfo] { get }

  /// Reads the tensor `name` as 32-bit floats in row-major order, converting 16- and 64-bit floats.
  ///
  /// Throws `TensorReadError` if there is no such tensor, it does not contain floats, or `destination` does not have
  /// exactly its number of elements.
  func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws
}

extension WeightReader {
  /// The elements of the tensor `name` as a new array in row-major order.
  package func floats(of name: String) throws -> [Float] {
    let count = try info(of: name).elementCount
    return try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// The information on the tensor `name`; throws if there is none.
  func info(of name: String) throws -> TensorInfo {
    guard let info = tensors[name] else { throw TensorReadError(path: path, tensor: name, problem: .unknownName) }
    return info
  }

  /// As `info(of:)`; also throws unless the tensor can be read as `count` floats.
  func info(of name: String, forFloats count: Int) throws -> TensorInfo {
    let info = try info(of: name)
    guard info.elementType.isFloatingPoint else {
      throw TensorReadError(path: path, tensor: name, problem: .notFloatingPoint(info.elementType))
    }
    guard info.elementCount == count else {
      throw TensorReadError(
        path: path, tensor: name, problem: .wrongElementCount(expected: count, actual: info.elementCount))
    }
    return info
  }
}

/// A requested tensor that the file cannot provide.
package struct TensorReadError: DiagnosableError, Equatable {
  package enum Problem: Sendable, Equatable {
    case unknownName
    case notFloatingPoint(ElementType)
    /// `expected` is the size of the caller's buffer, `actual` the file's number of elements.
    case wrongElementCount(expected: Int, actual: Int)
  }

  package var path: String
  package var tensor: String
  package var problem: Problem

  package var diagnosis: Diagnosis {
    let explanation =
      switch problem {
      case .unknownName: "the file has no tensor of this name"
      case .notFloatingPoint(let type): "expected floating-point elements, found \(type.rawValue)"
      case .wrongElementCount(let expected, let actual): "expected \(expected) elements, found \(actual)"
      }
    return Diagnosis(
      .badData, problem: explanation, place: SafetensorsError.place(path, tensor: tensor),
      remedy: "check that the weights belong to this model and its configuration")
  }
}
