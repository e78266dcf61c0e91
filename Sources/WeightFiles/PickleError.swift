import Basics

/// A malformed pickle, or one that uses something a state dict does not need.
package struct PickleError: DiagnosableError, Equatable {
  package enum Problem: Sendable, Equatable {
    case unexpectedEnd
    /// An instruction that is not accepted, by its Python name.
    case refusedInstruction(String)
    /// A Python object that is not accepted, as `module.name`.
    case refusedGlobal(String)
    case unsupportedProtocol(Int)
    /// The stack has too few values for the instruction, or no mark.
    case stackUnderrun
    case unknownMemo(Int)
    /// An operand that a state dict does not have here.
    case unexpectedValue(wanted: String)
    case invalidText
    case repeatedKey(String)
    case tooLarge(limit: Int)
    case trailingBytes
  }

  package var path: String
  /// The offset of the instruction from the pickle's first byte.
  package var byteOffset: Int
  package var problem: Problem

  package var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: explanation, place: "\(path), data.pkl byte \(byteOffset)",
      remedy: isSuspicious
        ? "nothing of it was run; do not trust this file, and prefer safetensors from the weights' publisher"
        : "save only the state dict: torch.save(model.state_dict(), …), or use safetensors")
  }

  private var isSuspicious: Bool {
    switch problem {
    case .refusedInstruction, .refusedGlobal, .tooLarge: true
    default: false
    }
  }

  private var explanation: String {
    switch problem {
    case .unexpectedEnd: "the pickle ends in the middle"
    case .refusedInstruction(let name): "the pickle uses the instruction \(name), which no state dict needs"
    case .refusedGlobal(let name): "the pickle asks for the Python object \(name.quoted), which no state dict needs"
    case .unsupportedProtocol(let version): "expected pickle protocol 2, found \(version)"
    case .stackUnderrun: "the instruction finds too few values on the stack"
    case .unknownMemo(let index): "memo \(index) was never stored"
    case .unexpectedValue(let wanted): "expected \(wanted)"
    case .invalidText: "a string is not valid UTF-8"
    case .repeatedKey(let key): "the key \(key.quoted) appears twice"
    case .tooLarge(let limit): "the pickle makes more than \(limit) values"
    case .trailingBytes: "something follows the pickle's end"
    }
  }
}
