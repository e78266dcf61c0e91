/// The number format of a tensor's elements.
///
/// The raw values are safetensors' names. The cases are in the order of `Dtype` in the safetensors library, by which
/// `SafetensorsWriter` sorts tensors (largest alignment first).
package enum ElementType: String, CaseIterable, Sendable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case int16 = "I16"
  case uint16 = "U16"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int32 = "I32"
  case uint32 = "U32"
  case float32 = "F32"
  case float64 = "F64"
  case int64 = "I64"
  case uint64 = "U64"

  /// The size of an element in bytes.
  package var byteCount: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .int16, .uint16, .float16, .bfloat16: 2
    case .int32, .uint32, .float32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// Whether the elements can be read as `Float`.
  package var isFloatingPoint: Bool {
    switch self {
    case .float16, .bfloat16, .float32, .float64: true
    default: false
    }
  }

  /// The index among the cases; a greater rank never has a smaller alignment.
  var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}
