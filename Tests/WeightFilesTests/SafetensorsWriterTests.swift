import Basics
import Foundation
import TestSupport
import Testing

@testable import WeightFiles

struct SafetensorsWriterTests {
  @Test func writesTheSameBytesAsTheLibrary() throws {
    let golden = GoldenFiles.path("types.safetensors")
    let original = try SafetensorsFile(path: golden)
    let folder = try TemporaryFolder()
    let path = folder.path("copy.safetensors")
    var writer = SafetensorsWriter(path: path)
    for info in original.tensors.values {
      try writer.add(info.name, info.elementType, shape: info.shape) { append in
        try original.withBytes(of: info.name) { bytes in
          // In two pieces, as a caller that streams would supply them.
          try append(UnsafeRawBufferPointer(rebasing: bytes.prefix(3)))
          try append(UnsafeRawBufferPointer(rebasing: bytes.dropFirst(3)))
        }
      }
    }
    try writer.write()
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(contentsOf: URL(fileURLWithPath: golden)))
  }

  @Test func readsBackWhatItWrote() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("state.safetensors")
    let weights: [Float] = [1, -0.5, .infinity, 0x1p-140, 3, 4]
    let moments: [Float] = [7, 8]
    try moments.withUnsafeBufferPointer { moments in
      var writer = SafetensorsWriter(path: path, metadata: ["step \"1\"": "tab\t\u{1}é", "format": "np"])
      try writer.add("weight", shape: [2, 3], floats: weights)
      try writer.add("moment", shape: [2], floats: moments)
      try writer.add("counters", shape: [2], integers: [-1, .max])
      try writer.add("state", bytes: [1, 2, 255])
      try withUnsafeBytes(of: UInt64.max) { try writer.add("seed", .uint64, shape: [], bytes: $0) }
      try writer.write()
    }
    let file = try SafetensorsFile(path: path)
    #expect(file.metadata == ["format": "np", "step \"1\"": "tab\t\u{1}é"])
    #expect(try file.floats(of: "weight") == weights)
    #expect(try file.floats(of: "moment") == moments)
    #expect(try file.withBytes(of: "counters") { $0.littleEndian(Int64.self, at: 8) } == .max)
    #expect(try file.withBytes(of: "seed") { $0.littleEndian(UInt64.self, at: 0) } == .max)
    #expect(try file.withBytes(of: "state") { [UInt8]($0) } == [1, 2, 255])
    let first = file.tensors.values.map(\.byteRange.lowerBound).min()
    #expect(first?.isMultiple(of: 8) == true)
    #expect(try folder.contents() == ["state.safetensors"])
  }

  @Test func refusesImpossibleTensors() throws {
    var writer = SafetensorsWriter(path: "unwritten.safetensors")
    try writer.add("a", shape: [1], floats: [0])
    func problem(_ body: () throws -> Void) -> SafetensorsError.Problem? {
      #expect(throws: SafetensorsError.self, performing: body)?.problem
    }
    #expect(problem { try writer.add("a", shape: [1], floats: [0]) } == .repeatedName)
    #expect(problem { try writer.add("__metadata__", shape: [1], floats: [0]) } == .reservedName)
    #expect(problem { try writer.add("b", shape: [-1], floats: [0]) } == .shapeTooLarge([-1]))
    #expect(problem { try writer.add("b", shape: [.max, 2], floats: [0]) } == .shapeTooLarge([.max, 2]))
    let bytes = [UInt8](repeating: 0, count: 3)
    let wrong = problem { try bytes.withUnsafeBytes { try writer.add("b", .float32, shape: [1], bytes: $0) } }
    #expect(wrong == .wrongByteCount(expected: 4, actual: 3))
  }

  @Test(arguments: [1, 3])
  func leavesTheOldFileWhenASourceSuppliesTheWrongNumberOfBytes(supplied: Int) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("kept", "old")
    var writer = SafetensorsWriter(path: path)
    try writer.add("a", shape: [2], floats: [Float](repeating: 0, count: supplied))
    do {
      try writer.write()
      Issue.record("a tensor with \(supplied) of 2 elements was written")
    } catch let error as SafetensorsError {
      #expect(error.problem == .wrongByteCount(expected: 8, actual: 4 * supplied))
    }
    #expect(try folder.read("kept") == "old")
    #expect(try folder.contents() == ["kept"])
  }
}
