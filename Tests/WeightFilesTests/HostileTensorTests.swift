import Testing

@testable import Archives
@testable import WeightFiles

/// Archives around hand-made pickles of one tensor `t`.
struct HostileTensorTests {
  private func checkpoint(
    count: Int = 6, offset: Int = 0, shape: [Int], strides: [Int], storageBytes: Int = 24, byteOrder: String = "little"
  ) -> FileBytes {
    func text(_ text: String) -> [UInt8] { [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8) }
    func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + little(Int64(value)) }
    func tuple(_ values: [Int]) -> [UInt8] { [0x28] + values.flatMap(integer) + [0x74] }
    var pickle: [UInt8] = [0x80, 2, 0x7D] + text("t") + Array("ctorch._utils\n_rebuild_tensor_v2\n((".utf8)
    pickle += text("storage") + Array("ctorch\nFloatStorage\n".utf8) + text("0") + text("cpu") + integer(count)
    pickle += [0x74, 0x51] + integer(offset) + tuple(shape) + tuple(strides) + [0x89]
    pickle += Array("ccollections\nOrderedDict\n)RtRs.".utf8)
    let members: [ZipBuilder.Member] = [
      .init(name: "m/data.pkl", content: pickle),
      .init(name: "m/byteorder", content: Array(byteOrder.utf8)),
      .init(name: "m/data/0", content: (0..<storageBytes).map { UInt8($0 % 4 == 3 ? 64 : 0) }),
    ]
    return FileBytes(copying: ZipBuilder(members: members).build(), path: "hostile.bin")
  }

  private func problem(_ file: FileBytes) -> PyTorchCheckpointError.Problem? {
    #expect(throws: PyTorchCheckpointError.self) { try PyTorchCheckpoint(file) }?.problem
  }

  @Test func readsTheSoundVariant() throws {
    let file = try PyTorchCheckpoint(checkpoint(shape: [2, 3], strides: [1, 2]))
    #expect(try file.floats(of: "t") == [2, 2, 2, 2, 2, 2])
    #expect(try PyTorchCheckpoint(checkpoint(offset: 5, shape: [1, 1], strides: [.max, .max])).floats(of: "t") == [2])
    #expect(try PyTorchCheckpoint(checkpoint(shape: [], strides: [])).floats(of: "t") == [2])
    #expect(try PyTorchCheckpoint(checkpoint(offset: 99, shape: [0, 7], strides: [.max, .max])).floats(of: "t") == [])
  }

  @Test func refusesViewsBeyondTheStorage() {
    #expect(problem(checkpoint(shape: [7], strides: [1])) == .beyondStorage(expected: 7, actual: 6))
    #expect(problem(checkpoint(offset: 1, shape: [2, 3], strides: [3, 1])) == .beyondStorage(expected: 7, actual: 6))
    #expect(problem(checkpoint(shape: [2, 3], strides: [4, 1])) == .beyondStorage(expected: 7, actual: 6))
    #expect(problem(checkpoint(shape: [1 << 40], strides: [0])) == .beyondStorage(expected: 1 << 40, actual: 6))
  }

  @Test(arguments: [
    (0, [-1], [1]), (0, [2], [-1]), (-1, [1], [1]), (0, [2, 3], [1]), (0, [1 << 32, 1 << 32], [0, 0]),
    (0, [3], [Int.max]), (Int.max, [2], [1]), (Int.max, [1], [1]), (0, [Int.max], [Int.max]), (0, [1 << 62], [0]),
    (0, [2, 2], [Int.max, Int.max]), (0, [Int.min], [Int.min]),
  ])
  func refusesLayoutsThatOverflow(offset: Int, shape: [Int], strides: [Int]) {
    #expect(
      problem(checkpoint(offset: offset, shape: shape, strides: strides))
        == .invalidLayout(shape: shape, strides: strides))
  }

  @Test func refusesStoragesOfAnotherSize() {
    #expect(
      problem(checkpoint(count: 7, shape: [1], strides: [1])) == .wrongStorageSize(key: "0", expected: 28, actual: 24))
    #expect(
      problem(checkpoint(shape: [1], strides: [1], storageBytes: 23))
        == .wrongStorageSize(key: "0", expected: 24, actual: 23))
    #expect(
      problem(checkpoint(count: .max, shape: [1], strides: [1]))
        == .wrongStorageSize(key: "0", expected: .max, actual: 24))
  }

  @Test func refusesTheOtherByteOrder() {
    #expect(problem(checkpoint(shape: [1], strides: [1], byteOrder: "big")) == .bigEndian("big"))
  }
}
