import Testing

@testable import WeightFiles

struct UnpicklerTests {
  /// How a pickle is refused that has `parts` after the two bytes of its protocol.
  private func refusal(_ parts: [UInt8]...) -> PickleError? {
    let pickle: [UInt8] = [0x80, 2] + parts.joined()
    return #expect(throws: PickleError.self) { _ = try run(pickle) }
  }

  private func run(_ pickle: [UInt8]) throws -> PickleValue {
    try pickle.withUnsafeBytes { bytes in
      var unpickler = Unpickler(bytes, path: "hostile.bin")
      return try unpickler.run()
    }
  }

  private func global(_ module: String, _ name: String) -> [UInt8] { Array("c\(module)\n\(name)\n".utf8) }
  private func text(_ text: String) -> [UInt8] { [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8) }

  @Test(arguments: [
    ("os", "system"), ("posix", "system"), ("builtins", "eval"), ("builtins", "getattr"), ("torch", "load"),
    ("torch._utils", "_rebuild_tensor"), ("torch.storage", "_load_from_bytes"), ("collections", "OrderedDict.__init__"),
    ("torch", "FloatStorage.from_file"), ("", ""),
  ])
  func refusesEveryOtherPythonObject(module: String, name: String) {
    let error = refusal([0x4E], global(module, name), Array(")R.".utf8))
    #expect(error == PickleError(path: "hostile.bin", byteOffset: 3, problem: .refusedGlobal("\(module).\(name)")))
  }

  @Test func refusesEveryOtherInstruction() {
    for code in UInt8.min...UInt8.max where PickleOpcode(rawValue: code) == nil {
      let error = refusal([0x4E, code, 0x2E])
      #expect(error?.problem == .refusedInstruction(PickleOpcode.refusedName(code)))
      #expect(error?.byteOffset == 3)
    }
    #expect(PickleOpcode.refusedName(0x93) == "STACK_GLOBAL")
    #expect(PickleOpcode.refusedName(0x81) == "NEWOBJ")
  }

  @Test func refusesInstructionsWithoutTheirOperands() {
    for body in ["t.", "u.", "s.", "R.", "b.", "Q.", "q\u{0}.", "\u{28}N.", "}(s.", "(s.", ".", "NN."] {
      #expect(refusal(Array(body.utf8)) != nil, "\(body)")
    }
    for code: UInt8 in [0x85, 0x86, 0x87] { #expect(refusal([code])?.problem == .stackUnderrun) }
    // A mark protects the values below it.
    #expect(refusal([0x4E, 0x28, 0x85])?.problem == .stackUnderrun)
    #expect(refusal([0x68, 7])?.problem == .unknownMemo(7))
    #expect(refusal([0x6A], little(UInt32.max))?.problem == .unknownMemo(Int(UInt32.max)))
  }

  @Test func refusesTruncatedAndOverlongOperands() {
    let bodies: [[UInt8]] = [
      [], [0x4A, 0], [0x4B], [0x4D, 0], [0x58, 1, 0], [0x8A], [0x8A, 2, 0], [0x71], [0x72, 0, 0, 0],
      [0x58, 0xFF, 0xFF, 0xFF, 0xFF, 0x61],
      Array("cos".utf8), Array("cos\nsystem".utf8), Array("c".utf8) + [UInt8](repeating: 0x61, count: 1_000),
    ]
    for body in bodies { #expect(refusal(body)?.problem == .unexpectedEnd, "\(body.prefix(8))") }
    #expect(refusal([0x8A, 9], [UInt8](repeating: 0, count: 9)) != nil)
    #expect(refusal([0x58, 1, 0, 0, 0, 0xFF])?.problem == .invalidText)
    #expect(refusal([0x4E, 0x2E, 0x2E])?.problem == .trailingBytes)
    #expect(refusal([0x80, 4])?.problem == .unsupportedProtocol(4))
  }

  @Test func refusesSettingItemsOfAnythingButADictionary() {
    let wanted = PickleError.Problem.unexpectedValue(wanted: "a dictionary")
    #expect(refusal([0x5D], text("k"), [0x4E, 0x73])?.problem == wanted)
    #expect(refusal(global("torch", "FloatStorage"), [0x28], text("k"), [0x4E, 0x75])?.problem == wanted)
    #expect(refusal([0x7D, 0x28], text("k"), [0x75])?.problem == .unexpectedValue(wanted: "a value for every key"))
    #expect(refusal([0x7D, 0x4B, 1, 0x4E, 0x73])?.problem == .unexpectedValue(wanted: "a text key"))
    #expect(refusal([0x7D, 0x28], text("k"), [0x4E], text("k"), [0x4E, 0x75])?.problem == .repeatedKey("k"))
  }

  @Test func refusesAttributesOtherThanMetadata() {
    let ordered = global("collections", "OrderedDict") + [0x29, 0x52]
    let wanted = PickleError.Problem.unexpectedValue(wanted: "the _metadata of an OrderedDict")
    #expect(refusal(ordered, [0x7D], text("__class__"), [0x4E, 0x73, 0x62])?.problem == wanted)
    #expect(refusal([0x7D, 0x7D, 0x62])?.problem == wanted)
    #expect(refusal(ordered, [0x4E, 0x62])?.problem == wanted)
  }

  @Test func refusesCallsWithOtherArguments() {
    #expect(refusal(global("collections", "OrderedDict"), [0x4E, 0x85, 0x52]) != nil)
    #expect(refusal(global("torch", "FloatStorage"), [0x29, 0x52]) != nil)
    #expect(refusal(global("torch._utils", "_rebuild_tensor_v2"), [0x29, 0x52]) != nil)
    #expect(refusal([0x4E, 0x29, 0x52]) != nil)
    let storage = global("torch", "FloatStorage")
    let negative: [UInt8] = [0x4A, 0xFF, 0xFF, 0xFF, 0xFF, 0x74, 0x51]
    #expect(refusal([0x28], text("storage"), storage, text("0"), text("cpu"), negative) != nil)
    #expect(refusal(text("storage"), [0x51]) != nil)
  }

  @Test func boundsMemoBombsAndDeepNests() {
    let limit = PickleError.Problem.tooLarge(limit: Unpickler.valueLimit)
    // Each tuple holds the one before it twice: 2 to the power of 300,000 values, if anybody followed them.
    let doubling = [[UInt8]](repeating: [0x68, 0, 0x68, 0, 0x86, 0x71, 0], count: 300_000).joined()
    #expect(refusal([0x4E, 0x71, 0], Array(doubling), [0x2E])?.problem == limit)
    #expect(refusal([0x29], [UInt8](repeating: 0x85, count: 2_000_000))?.problem == limit)
    #expect(refusal([UInt8](repeating: 0x28, count: 2_000_000))?.problem == limit)
    #expect(refusal([UInt8](repeating: 0x7D, count: 2_000_000))?.problem == limit)
    let stores = (0..<UInt32(1_500_000)).map { [UInt8(0x72)] + little($0) }.joined()
    #expect(refusal([0x4E], Array(stores))?.problem == limit)
  }

  @Test func acceptsADictionaryThatHoldsItself() throws {
    let parts: [[UInt8]] = [[0x80, 2, 0x7D, 0x71, 0], text("self"), [0x68, 0, 0x73, 0x2E]]
    let value = try run(Array(parts.joined()))
    guard case .dictionary = value else {
      Issue.record("expected a dictionary, found \(value)")
      return
    }
  }

  @Test(
    arguments: [
      ([0x8A, 0], 0), ([0x8A, 1, 0xFF], -1), ([0x8A, 2, 0, 0x80], -32_768), ([0x8A, 5, 0, 0, 0, 0, 1], 1 << 32),
      ([0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x80], Int.min), ([0x4A, 0xFE, 0xFF, 0xFF, 0xFF], -2),
      ([0x4D, 0xFF, 0xFF], 65_535),
    ] as [([UInt8], Int)])
  func readsIntegersOfAllWidths(body: [UInt8], expected: Int) throws {
    let value = try run([0x80, 2] + body + [0x2E])
    guard case .integer(expected) = value else {
      Issue.record("expected \(expected), found \(value)")
      return
    }
  }
}
