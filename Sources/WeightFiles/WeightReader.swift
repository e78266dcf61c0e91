import Basics

/// Named tensors in a file or a set of files, all checked when it was opened and read on demand.
package protocol WeightReader: Sendable {
  /// The file, or the index of the files, for error messages.
  var path: String { get }

  /// Every tensor by name.
  var tensors: [String: TensorInfo] { get }

  /// Reads the tensor `name` as 32-bit floats in row-major order, converting 16- and 64-bit floats.
  ///
  /// Throws `TensorReadError` when there is no such tensor, when it does not hold floats, or when `destination` has not
  /// exactly its number of elements.
  func read(_ name: String, into destination: UnsafeMutableBufferPointer<Float>) throws
}

extension WeightReader {
  /// The elements of the tensor `name` in an array of their own, in row-major order.
  package func floats(of name: String) throws -> [Float] {
    let count = try info(of: name).elementCount
    return try [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      try read(name, into: UnsafeMutableBufferPointer(rebasing: buffer[..<count]))
      initialized = count
    }
  }

  /// What the file says of the tensor `name`, or an error when it has none of that name.
  func info(of name: String) throws -> TensorInfo {
    guard let info = tensors[name] else { throw TensorReadError(path: path, tensor: name, problem: .unknownName) }
    return info
  }

  /// `info(of:)`, and an error unless the tensor can be read as `count` floats.
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

/// A tensor was asked for that the file cannot give.
package struct TensorReadError: DiagnosableError, Equatable {
  package enum Problem: Sendable, Equatable {
    case unknownName
    case notFloatingPoint(ElementType)
    /// `expected` is the room that the caller made, `actual` the file's number of elements.
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
