import Archives

/// Reads the pickle of a PyTorch state dict without running any code.
///
/// Supports only the instructions of `PickleOpcode` and the objects of `PickleGlobal`. Every stored value is counted,
/// so that no input creates more than `valueLimit` of them.
struct Unpickler {
  /// The maximum number of values that a pickle may store; a state dict of 10,000 tensors stores about 350,000.
  static let valueLimit = 1_000_000

  private(set) var objects = PickledObjects()
  private let bytes: UnsafeRawBufferPointer
  private let path: String
  private var position = 0
  private var instructionStart = 0
  private var stack: [PickleValue] = []
  /// The stack heights at the open marks.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  private var storedValues = 0

  init(_ bytes: UnsafeRawBufferPointer, path: String) {
    self.bytes = bytes
    self.path = path
  }

  /// Reads the whole pickle and returns its only remaining value.
  mutating func run() throws -> PickleValue {
    guard try byte() == PickleOpcode.protocolVersion.rawValue else {
      throw failure(.unexpectedValue(wanted: "a pickle of protocol 2"))
    }
    try checkProtocol()
    while true {
      instructionStart = position
      let code = try byte()
      guard let opcode = PickleOpcode(rawValue: code) else {
        throw failure(.refusedInstruction(PickleOpcode.refusedName(code)))
      }
      if opcode == .stop { break }
      try execute(opcode)
    }
    guard marks.isEmpty, stack.count == 1, let result = stack.popLast() else {
      throw failure(.unexpectedValue(wanted: "one value at the pickle's end"))
    }
    guard position == bytes.count else { throw failure(.trailingBytes) }
    return result
  }

  private mutating func execute(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .protocolVersion: try checkProtocol()
    case .stop: break
    case .mark:
      try count(1)
      marks.append(stack.count)
    case .none: try push(.none)
    case .newTrue: try push(.boolean(true))
    case .newFalse: try push(.boolean(false))
    case .binaryInteger: try push(.integer(Int(try number(Int32.self))))
    case .binaryInteger1: try push(.integer(Int(try byte())))
    case .binaryInteger2: try push(.integer(Int(try number(UInt16.self))))
    case .long1: try push(.integer(try longInteger()))
    case .binaryUnicode: try push(.string(try text()))
    case .emptyList: try push(.emptyList)
    case .emptyTuple: try pushTuple([])
    case .tuple1: try pushTuple(try pop(1))
    case .tuple2: try pushTuple(try pop(2))
    case .tuple3: try pushTuple(try pop(3))
    case .tuple: try pushTuple(try popToMark())
    case .emptyDictionary: try pushDictionary(isOrdered: false)
    case .setItem: try setItems(try pop(2))
    case .setItems: try setItems(try popToMark())
    case .binaryPut: try put(Int(try byte()))
    case .longBinaryPut: try put(Int(try number(UInt32.self)))
    case .binaryGet: try get(Int(try byte()))
    case .longBinaryGet: try get(Int(try number(UInt32.self)))
    case .global: try pushGlobal()
    case .persistentIdentifier: try pushStorage()
    case .reduce: try reduce()
    case .build: try build()
    }
  }

  // MARK: - Objects

  private mutating func setItems(_ items: [PickleValue]) throws {
    guard case .dictionary(let index) = stack.last else { throw failure(.unexpectedValue(wanted: "a dictionary")) }
    guard items.count.isMultiple(of: 2) else { throw failure(.unexpectedValue(wanted: "a value for every key")) }
    try count(items.count)
    for place in stride(from: 0, to: items.count, by: 2) {
      guard case .string(let key) = items[place] else { throw failure(.unexpectedValue(wanted: "a text key")) }
      guard objects.dictionaries[index].insert(key, items[place + 1]) else { throw failure(.repeatedKey(key)) }
    }
  }

  private mutating func pushGlobal() throws {
    let module = try line()
    let name = try line()
    guard let global = PickleGlobal(module: module, name: name) else {
      throw failure(.refusedGlobal("\(module).\(name)"))
    }
    try push(.global(global))
  }

  /// `("storage", type, key, location, element count)`, as `torch.save` writes persistent identifiers.
  private mutating func pushStorage() throws {
    guard let identifier = elements(try pop(1)[0]), identifier.count == 5,
      case .string("storage") = identifier[0], case .global(.storage(let type)) = identifier[1],
      case .string(let key) = identifier[2], case .string = identifier[3],
      case .integer(let count) = identifier[4], count >= 0
    else { throw failure(.unexpectedValue(wanted: "the identifier of a storage")) }
    objects.storages.append(PickledStorage(elementType: type, key: key, count: count))
    try push(.storage(objects.storages.count - 1))
  }

  private mutating func reduce() throws {
    let operands = try pop(2)
    guard case .global(let global) = operands[0], let arguments = elements(operands[1]) else {
      throw failure(.unexpectedValue(wanted: "a known function and its arguments"))
    }
    switch global {
    case .orderedDictionary:
      guard arguments.isEmpty else { throw failure(.unexpectedValue(wanted: "an OrderedDict made empty")) }
      try pushDictionary(isOrdered: true)
    case .rebuildTensor: try pushTensor(arguments)
    case .storage: throw failure(.refusedInstruction("REDUCE of a storage type"))
    }
  }

  /// `(storage, offset, shape, strides, requires_grad, backward_hooks)`; the last two do not matter for weights.
  private mutating func pushTensor(_ arguments: [PickleValue]) throws {
    guard arguments.count == 6, case .storage(let storage) = arguments[0],
      case .integer(let offset) = arguments[1], case .boolean = arguments[4], case .dictionary = arguments[5],
      let shape = integers(arguments[2]), let strides = integers(arguments[3]),
      shape.count <= WeightFileLimit.dimensions
    else { throw failure(.unexpectedValue(wanted: "the six arguments of _rebuild_tensor_v2")) }
    try count(shape.count + strides.count)
    objects.tensors.append(
      PickledTensor(storage: objects.storages[storage], offset: offset, shape: shape, strides: strides))
    try push(.tensor(objects.tensors.count - 1))
  }

  /// Sets attributes of the object below; only an `OrderedDict`'s `_metadata` is accepted, and dropped.
  private mutating func build() throws {
    guard case .dictionary(let attributes) = try pop(1)[0], case .dictionary(let target) = stack.last,
      objects.dictionaries[target].isOrdered,
      objects.dictionaries[attributes].entries.allSatisfy({ $0.key == "_metadata" })
    else { throw failure(.unexpectedValue(wanted: "the _metadata of an OrderedDict")) }
  }

  private func elements(_ value: PickleValue) -> [PickleValue]? {
    if case .tuple(let index) = value { objects.tuples[index] } else { nil }
  }

  private func integers(_ value: PickleValue) -> [Int]? {
    guard let elements = elements(value) else { return nil }
    let integers = elements.compactMap { if case .integer(let number) = $0 { number } else { nil } }
    return integers.count == elements.count ? integers : nil
  }

  // MARK: - Stack and memo

  private mutating func push(_ value: PickleValue) throws {
    try count(1)
    stack.append(value)
  }

  private mutating func pushTuple(_ elements: [PickleValue]) throws {
    try count(elements.count)
    objects.tuples.append(elements)
    try push(.tuple(objects.tuples.count - 1))
  }

  private mutating func pushDictionary(isOrdered: Bool) throws {
    objects.dictionaries.append(PickledDictionary(isOrdered: isOrdered))
    try push(.dictionary(objects.dictionaries.count - 1))
  }

  /// Removes the last `count` values, but none below the last mark.
  private mutating func pop(_ count: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else { throw failure(.stackUnderrun) }
    defer { stack.removeLast(count) }
    return Array(stack.suffix(count))
  }

  private mutating func popToMark() throws -> [PickleValue] {
    guard let height = marks.popLast() else { throw failure(.stackUnderrun) }
    defer { stack.removeSubrange(height...) }
    return Array(stack[height...])
  }

  private mutating func put(_ index: Int) throws {
    guard let value = stack.last else { throw failure(.stackUnderrun) }
    try count(1)
    memo[index] = value
  }

  private mutating func get(_ index: Int) throws {
    guard let value = memo[index] else { throw failure(.unknownMemo(index)) }
    try push(value)
  }

  private mutating func count(_ values: Int) throws {
    storedValues += values
    guard storedValues <= Self.valueLimit else { throw failure(.tooLarge(limit: Self.valueLimit)) }
  }

  // MARK: - Bytes

  private mutating func checkProtocol() throws {
    let version = try byte()
    guard version == 2 else { throw failure(.unsupportedProtocol(Int(version))) }
  }

  private mutating func byte() throws -> UInt8 { try number(UInt8.self) }

  private mutating func number<Number: FixedWidthInteger & BitwiseCopyable>(_ type: Number.Type) throws -> Number {
    guard let number = bytes.littleEndian(type, at: position) else { throw failure(.unexpectedEnd) }
    position += MemoryLayout<Number>.size
    return number
  }

  /// LONG1: a count of bytes, then a two's complement number of that width; more than 64 bits are refused.
  private mutating func longInteger() throws -> Int {
    let width = Int(try byte())
    guard width <= 8 else { throw failure(.unexpectedValue(wanted: "a number of at most 64 bits")) }
    var value: UInt64 = 0
    var last: UInt8 = 0
    for place in 0..<width {
      last = try byte()
      value |= UInt64(last) << UInt64(8 * place)
    }
    if width < 8 && last >= 0x80 { value |= UInt64.max << UInt64(8 * width) }
    return Int(Int64(bitPattern: value))
  }

  private mutating func text() throws -> String {
    let length = Int(try number(UInt32.self))
    guard length <= bytes.count - position else { throw failure(.unexpectedEnd) }
    defer { position += length }
    guard let text = String(validating: bytes[position..<position + length], as: UTF8.self) else {
      throw failure(.invalidText)
    }
    return text
  }

  /// A line of GLOBAL's operand, at most 256 bytes; Python's names are far shorter.
  private mutating func line() throws -> String {
    let window = bytes[position..<min(position + 256, bytes.count)]
    guard let end = window.firstIndex(of: UInt8(ascii: "\n")) else { throw failure(.unexpectedEnd) }
    guard let line = String(validating: bytes[position..<end], as: UTF8.self) else { throw failure(.invalidText) }
    position = end + 1
    return line
  }

  private func failure(_ problem: PickleError.Problem) -> PickleError {
    PickleError(path: path, byteOffset: instructionStart, problem: problem)
  }
}
