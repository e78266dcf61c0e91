import Foundation
import TestSupport
import Testing

@testable import Archives
@testable import WeightFiles

struct SafetensorsFileTests {
  @Test func readsEveryElementTypeAsTheLibraryWroteIt() throws {
    let file = try SafetensorsFile(path: GoldenFiles.path("types.safetensors"))
    try GoldenFiles.compare(file, with: "types.safetensors")
    #expect(file.metadata == ["format": "pt"])
    #expect(file.tensors["long"]?.elementType == .int64)
    let long = try file.withBytes(of: "long") {
      [$0.littleEndian(Int64.self, at: 0), $0.littleEndian(Int64.self, at: 8)]
    }
    #expect(long == [-1, 1 << 40])
    #expect(try file.withBytes(of: "byte") { [UInt8]($0) } == [0, 255])
    #expect(try file.withBytes(of: "flag") { [UInt8]($0) } == [1, 0])
    #expect(try file.floats(of: "nothing") == [])
  }

  @Test func acceptsUnalignedDataAndEscapedNames() throws {
    let header = #"{ "a\u00e9\ud83d\ude00\n\"" : {"shape":[1], "data_offsets" : [0,4],"dtype":"F32"}}"#
    let file = try SafetensorsFile(safetensors(header: header + "   ", dataBytes: 4))
    #expect(try file.floats(of: "aé😀\n\"") == [0])
  }

  @Test func refusesToReadWhatIsNotThereOrDoesNotFit() throws {
    let file = try SafetensorsFile(path: GoldenFiles.path("types.safetensors"))
    func problem(_ name: String, room: Int) -> TensorReadError.Problem? {
      var destination = [Float](repeating: 0, count: room)
      let error = #expect(throws: TensorReadError.self) {
        try destination.withUnsafeMutableBufferPointer { try file.read(name, into: $0) }
      }
      return error?.problem
    }
    #expect(problem("absent", room: 1) == .unknownName)
    #expect(problem("long", room: 2) == .notFloatingPoint(.int64))
    #expect(problem("single", room: 5) == .wrongElementCount(expected: 5, actual: 6))
  }

  @Test func refusesAnEmptyHeader() {
    let error = #expect(throws: MalformedJSONError.self) { try SafetensorsFile(safetensors(header: "", dataBytes: 8)) }
    #expect(error?.problem == .unexpectedEnd(wanted: "an object"))
  }

  @Test func refusesHeaderLengthsBeyondTheFile() throws {
    let limit = WeightFileLimit.headerBytes
    let cases: [(UInt64, SafetensorsError.Problem)] = [
      (1 << 63, .headerTooLong(stated: 1 << 63, limit: limit)),
      (.max, .headerTooLong(stated: .max, limit: limit)),
      (UInt64(limit) + 1, .headerTooLong(stated: UInt64(limit) + 1, limit: limit)),
      (3, .headerBeyondFile(stated: 3, available: 2)),
    ]
    for (stated, problem) in cases {
      let bytes = withUnsafeBytes(of: stated.littleEndian) { [UInt8]($0) } + Array("{}".utf8)
      let error = #expect(throws: SafetensorsError.self) { try SafetensorsFile(FileBytes(copying: bytes, path: "f")) }
      #expect(error?.problem == problem)
    }
    let short = #expect(throws: SafetensorsError.self) { try SafetensorsFile(FileBytes(copying: [2, 0], path: "f")) }
    #expect(short?.problem == .noHeader(fileBytes: 2))
  }

  /// Headers that break one rule each, with the problem to be reported and the data bytes that follow.
  static let brokenHeaders: [(header: String, data: Int, tensor: String, problem: SafetensorsError.Problem)] = [
    (#"{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}"#, 1, "a", .unknownElementType("F8_E4M3")),
    (#"{"a":{"shape":[1],"data_offsets":[0,4]}}"#, 4, "a", .missingField("dtype")),
    (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4, "a", .missingField("shape")),
    (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "a", .missingField("data_offsets")),
    (#"{"a":{"dtype":"F32","shape":[1],"offset":[0,4]}}"#, 4, "a", .unknownField("offset")),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, 4, "a", .invalidRange([0])),
    (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 4, "a", .invalidRange([4, 0])),
    (
      #"{"a":{"dtype":"U8","shape":[1],"data_offsets":[9223372036854775806,9223372036854775807]}}"#, 4, "a",
      .invalidRange([.max - 1, .max])
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, 4, "a",
      .shapeTooLarge([1 << 32, 1 << 32])
    ),
    (
      #"{"a":{"dtype":"F32","shape":[4611686018427387904],"data_offsets":[0,4]}}"#, 4, "a",
      .shapeTooLarge([1 << 62])
    ),
    (
      #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, 4, "a", .wrongByteCount(expected: 8, actual: 4)
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}"#,
      7, "b", .overlap(previous: "a", expected: 4, actual: 3)
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#,
      4, "b", .overlap(previous: "a", expected: 4, actual: 0)
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"z":{"dtype":"U8","shape":[0],"data_offsets":[2,2]}}"#,
      4, "z", .overlap(previous: "a", expected: 4, actual: 2)
    ),
    (
      #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[1],"data_offsets":[5,6]}}"#,
      6, "b", .gap(expected: 4, actual: 5)
    ),
  ]

  @Test(arguments: brokenHeaders.indices)
  func namesTheTensorAndBothValuesOfABrokenHeader(index: Int) {
    let (header, data, tensor, problem) = Self.brokenHeaders[index]
    let error = #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(safetensors(header: header, dataBytes: data))
    }
    #expect(error == SafetensorsError(path: "hostile.safetensors", tensor: tensor, problem))
  }

  @Test func demandsTheExactFileLength() throws {
    let header = #"{"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]}}"#
    let end = 8 + header.utf8.count + 4
    _ = try SafetensorsFile(safetensors(header: header, dataBytes: 4))
    let long = #expect(throws: SafetensorsError.self) { try SafetensorsFile(safetensors(header: header, dataBytes: 5)) }
    #expect(long?.problem == .trailingBytes(expected: end, actual: end + 1))
    let short = #expect(throws: SafetensorsError.self) {
      try SafetensorsFile(safetensors(header: header, dataBytes: 3))
    }
    #expect(short?.problem == .truncated(expected: end, actual: end - 1))
    #expect(short?.tensor == "a")
  }

  @Test func refusesTruncationAtEveryByte() throws {
    let bytes = try GoldenFiles.bytes("types.safetensors")
    for length in bytes.indices {
      #expect(throws: (any Error).self) {
        try SafetensorsFile(FileBytes(copying: Array(bytes[..<length]), path: "truncated.safetensors"))
      }
    }
  }

  /// Malformed JSON with the problem and the byte of the file at which it is noticed.
  static let brokenJSON: [(header: String, byte: Int, problem: MalformedJSONError.Problem)] = [
    (#"{"a":{"dtype":"U8","shape":[],"data_offsets":[0,1]},"a":{}}"#, 60, .repeatedKey("a")),
    (#"{"a":{"dtype":"U8","dtype":"U8"}}"#, 27, .repeatedKey("dtype")),
    (#"{"__metadata__":{"k":"v","\u006b":"w"}}"#, 33, .repeatedKey("k")),
    (#"{"__metadata__":{"k":1}}"#, 29, .unexpectedByte(UInt8(ascii: "1"), wanted: "a string")),
    (#"{"a":[[[["#, 13, .unexpectedByte(UInt8(ascii: "["), wanted: "an object")),
    (#"{"a":{"shape":[-1]}}"#, 23, .unexpectedByte(UInt8(ascii: "-"), wanted: "a non-negative whole number")),
    (#"{"a":{"shape":[1.5]}}"#, 24, .unexpectedByte(UInt8(ascii: "."), wanted: "a comma or the end of the array")),
    (#"{"a":{"shape":[01]}}"#, 23, .unexpectedByte(UInt8(ascii: "0"), wanted: "a non-negative whole number")),
    (#"{"a":{"shape":[9223372036854775808]}}"#, 23, .numberOutOfRange),
    (#"{"a":{"data_offsets":[0,1,2]}}"#, 34, .tooManyEntries(limit: 2)),
    (#"{"a\ud800":{}}"#, 13, .invalidEscape),
    (#"{"a\x":{}}"#, 12, .invalidEscape),
    ("{\"a\n\":{}}", 11, .controlCharacter),
    (#"{} {}"#, 11, .trailingBytes),
    (#"{"a"#, 11, .unexpectedEnd(wanted: "the end of a string")),
  ]

  @Test(arguments: brokenJSON.indices)
  func namesTheByteOfMalformedJSON(index: Int) {
    let (header, byte, problem) = Self.brokenJSON[index]
    let error = #expect(throws: MalformedJSONError.self) {
      try SafetensorsFile(safetensors(header: header, dataBytes: 1))
    }
    #expect(error == MalformedJSONError(path: "hostile.safetensors", byteOffset: byte, problem: problem))
  }

  @Test func refusesInvalidUTF8() {
    let header = Array("{\"a".utf8) + [0xC3, 0x28] + Array("\":{}}".utf8)
    let error = #expect(throws: MalformedJSONError.self) {
      try SafetensorsFile(safetensors(header: header, dataBytes: 1))
    }
    #expect(error?.problem == .invalidUTF8)
  }

  @Test func acceptsTheGreatestNumberOfTensorsOnly() throws {
    func header(_ count: Int) -> String {
      "{\"__metadata__\":{}"
        + (0..<count).map { ",\"\($0)\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}" }.joined() + "}"
    }
    let limit = WeightFileLimit.tensors
    #expect(try SafetensorsFile(safetensors(header: header(limit), dataBytes: 0)).tensors.count == limit)
    #expect(throws: MalformedJSONError.self) {
      try SafetensorsFile(safetensors(header: header(limit + 1), dataBytes: 0))
    }
  }

  @Test func refusesPipesFoldersAndGitPointers() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    #expect(throws: (any Error).self) { try SafetensorsFile(path: pipe) }
    #expect(throws: (any Error).self) { try SafetensorsFile(path: folder.path) }
    let pointer = try folder.file("model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:00\n")
    #expect(throws: GitPointerError(path: pointer)) { try SafetensorsFile(path: pointer) }
  }
}
