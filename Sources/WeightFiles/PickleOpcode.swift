/// The pickle instructions that a state dict needs; all others are refused.
///
/// Names and codes as in Python's `pickletools`. None of them runs code: `GLOBAL` and `REDUCE` can only name a
/// `PickleGlobal`.
enum PickleOpcode: UInt8 {
  case mark = 0x28
  case emptyTuple = 0x29
  case stop = 0x2E
  case binaryInteger = 0x4A
  case binaryInteger1 = 0x4B
  case binaryInteger2 = 0x4D
  case none = 0x4E
  case persistentIdentifier = 0x51
  case reduce = 0x52
  case binaryUnicode = 0x58
  case emptyList = 0x5D
  case build = 0x62
  case global = 0x63
  case binaryGet = 0x68
  case longBinaryGet = 0x6A
  case binaryPut = 0x71
  case longBinaryPut = 0x72
  case setItem = 0x73
  case tuple = 0x74
  case setItems = 0x75
  case emptyDictionary = 0x7D
  case protocolVersion = 0x80
  case tuple1 = 0x85
  case tuple2 = 0x86
  case tuple3 = 0x87
  case newTrue = 0x88
  case newFalse = 0x89
  case long1 = 0x8A

  /// The Python name of a refused code, for error messages.
  static func refusedName(_ code: UInt8) -> String {
    refusedNames[code] ?? "0x" + String(code, radix: 16)
  }

  private static let refusedNames: [UInt8: String] = [
    0x30: "POP", 0x31: "POP_MARK", 0x32: "DUP", 0x46: "FLOAT", 0x47: "BINFLOAT", 0x49: "INT", 0x4C: "LONG",
    0x50: "PERSID", 0x53: "STRING", 0x54: "BINSTRING", 0x55: "SHORT_BINSTRING", 0x56: "UNICODE", 0x61: "APPEND",
    0x64: "DICT", 0x65: "APPENDS", 0x67: "GET", 0x69: "INST", 0x6C: "LIST", 0x6F: "OBJ", 0x70: "PUT", 0x81: "NEWOBJ",
    0x82: "EXT1", 0x83: "EXT2", 0x84: "EXT4", 0x8B: "LONG4", 0x8C: "SHORT_BINUNICODE", 0x8D: "BINUNICODE8",
    0x8E: "BINBYTES8", 0x8F: "EMPTY_SET", 0x90: "ADDITEMS", 0x91: "FROZENSET", 0x92: "NEWOBJ_EX",
    0x93: "STACK_GLOBAL", 0x94: "MEMOIZE", 0x95: "FRAME", 0x96: "BYTEARRAY8", 0x97: "NEXT_BUFFER",
    0x98: "READONLY_BUFFER",
  ]
}

/// The Python objects that a state dict may name; all others are refused.
enum PickleGlobal: Equatable {
  case orderedDictionary
  case rebuildTensor
  case storage(ElementType)

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch", _):
      guard let type = Self.storageTypes[name] else { return nil }
      self = .storage(type)
    default: return nil
    }
  }

  private static let storageTypes: [String: ElementType] = [
    "FloatStorage": .float32, "DoubleStorage": .float64, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
    "BoolStorage": .bool,
  ]
}
