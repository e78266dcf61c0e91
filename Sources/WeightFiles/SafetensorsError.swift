import Basics

/// A safetensors file that breaks the format, or a tensor that cannot be written to one.
package struct SafetensorsError: DiagnosableError, Equatable {
  package enum Problem: Sendable, Equatable {
    /// The file is too short for the eight bytes of the header's length.
    case noHeader(fileBytes: Int)
    case headerTooLong(stated: UInt64, limit: Int)
    case headerBeyondFile(stated: UInt64, available: Int)
    case missingField(String)
    case unknownField(String)
    case unknownElementType(String)
    /// `data_offsets` does not have two numbers, or the first is greater.
    case invalidRange([Int])
    case shapeTooLarge([Int])
    case wrongByteCount(expected: Int, actual: Int)
    /// The tensor begins before the end of its predecessor.
    case overlap(previous: String, expected: Int, actual: Int)
    case gap(expected: Int, actual: Int)
    case truncated(expected: Int, actual: Int)
    case trailingBytes(expected: Int, actual: Int)
    case reservedName
    case repeatedName
    case tooManyTensors(limit: Int)
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
    Diagnosis(.badData, problem: explanation, place: Self.place(path, tensor: tensor), remedy: remedy)
  }

  static func place(_ path: String, tensor: String) -> String {
    tensor.isEmpty ? path : "\(path), tensor \(tensor.quoted)"
  }

  private var explanation: String {
    switch problem {
    case .noHeader(let bytes): "not a safetensors file: it has \(bytes) bytes, and the header's length alone takes 8"
    case .headerTooLong(let stated, let limit):
      "the header claims \(stated) bytes, more than the \(limit) that are accepted"
    case .headerBeyondFile(let stated, let available):
      "the header claims \(stated) bytes, but only \(available) follow; the file is truncated or no safetensors file"
    case .missingField(let field): "the header gives no \"\(field)\""
    case .unknownField(let field): "the header gives an unknown field \(field.quoted)"
    case .unknownElementType(let name):
      "unknown element type \(name.quoted); known are \(ElementType.allCases.map(\.rawValue).joined(separator: ", "))"
    case .invalidRange(let numbers): "data_offsets \(Shape.text(numbers)) is not a range [begin, end]"
    case .shapeTooLarge(let shape): "the shape \(Shape.text(shape)) is negative, or its size does not fit 63 bits"
    case .wrongByteCount(let expected, let actual):
      "shape and element type need \(expected) bytes, but there are \(actual)"
    case .overlap(let previous, let expected, let actual):
      "overlaps \(previous.quoted): expected data offset \(expected), found \(actual)"
    case .gap(let expected, let actual):
      "unused bytes before it: expected data offset \(expected), found \(actual)"
    case .truncated(let expected, let actual):
      "the file is truncated: the tensor ends at byte \(expected), but the file at byte \(actual)"
    case .trailingBytes(let expected, let actual):
      "bytes after the last tensor: expected a file of \(expected) bytes, found \(actual)"
    case .reservedName: "the name is reserved for the file's metadata"
    case .repeatedName: "the name is given twice"
    case .tooManyTensors(let limit): "more than \(limit) tensors or metadata entries"
    }
  }

  private var remedy: String {
    switch problem {
    case .reservedName, .repeatedName, .tooManyTensors: "give every tensor a name of its own, and fewer of them"
    case .unknownElementType: "convert the tensor, for example to F32, and save the file again"
    default: "download the file again, or write it again with the program that made it"
    }
  }
}
