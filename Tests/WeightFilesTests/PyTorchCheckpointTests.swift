import Foundation
import Testing

@testable import Archives
@testable import WeightFiles

struct PyTorchCheckpointTests {
  @Test(arguments: ["types.bin", "views.bin", "nested.bin", "narrow.bin", "unchecked.bin"])
  func readsWhatPyTorchWrote(name: String) throws {
    try GoldenFiles.compare(PyTorchCheckpoint(path: GoldenFiles.path(name)), with: name)
  }

  @Test func sharesTheStorageOfTiedWeights() throws {
    let file = try PyTorchCheckpoint(path: GoldenFiles.path("views.bin"))
    #expect(file.tensors["shared.weight"]?.byteRange == file.tensors["lm_head.weight"]?.byteRange)
    #expect(file.tensors["shared.weight"]?.byteRange.count == 48)
    // From element 4 of the storage to element 22.
    #expect(file.tensors["slice"]?.byteRange.count == 76)
  }

  @Test func describesTheOtherElementTypes() throws {
    let file = try PyTorchCheckpoint(path: GoldenFiles.path("types.bin"))
    #expect(file.tensors["long"]?.elementType == .int64)
    #expect(file.tensors["flag"]?.elementType == .bool)
    #expect(file.tensors["nothing"]?.byteRange.isEmpty == true)
    #expect(throws: TensorReadError(path: file.path, tensor: "long", problem: .notFloatingPoint(.int64))) {
      try file.floats(of: "long")
    }
  }

  @Test func refusesTheOldFormatAndSaysWhatToDo() {
    let error = #expect(throws: PyTorchCheckpointError.self) {
      try PyTorchCheckpoint(path: GoldenFiles.path("legacy.bin"))
    }
    #expect(error?.problem == .legacyFormat)
    #expect(error?.description.contains("_use_new_zipfile_serialization") == true)
  }

  @Test func neverRunsWhatThePickleAsksFor() throws {
    let path = GoldenFiles.path("malicious.bin")
    let error = #expect(throws: PickleError.self) { try PyTorchCheckpoint(path: path) }
    // Python pickles os.system under the name of its real module.
    #expect(error?.problem == .refusedGlobal("posix.system"))
    #expect(error?.byteOffset == 18)
    #expect(!FileManager.default.fileExists(atPath: "canary-of-the-malicious-pickle"))
  }

  @Test(arguments: [
    ("compressed.bin", ZipArchiveError.Problem.compressed(method: 8), "narrow-source/data.pkl"),
    ("slip.bin", .unsafeName, "narrow-source/../../outside"),
    ("absolute.bin", .unsafeName, "/outside"),
    ("backslash.bin", .unsafeName, #"narrow-source\..\outside"#),
  ])
  func refusesArchivesThatPyTorchDoesNotWrite(name: String, problem: ZipArchiveError.Problem, member: String) {
    let path = GoldenFiles.path(name)
    #expect(throws: ZipArchiveError(path: path, member: member, problem)) { try PyTorchCheckpoint(path: path) }
  }

  @Test func refusesWhatIsNoPlainStateDict() {
    let folders = GoldenFiles.path("two-folders.bin")
    #expect(throws: PyTorchCheckpointError(path: folders, .severalFolders)) { try PyTorchCheckpoint(path: folders) }
    let mixed = GoldenFiles.path("not-only-tensors.bin")
    #expect(throws: PyTorchCheckpointError(path: mixed, tensor: "epoch", .notATensor)) {
      try PyTorchCheckpoint(path: mixed)
    }
  }

  @Test func refusesTruncationAtEveryByte() throws {
    let bytes = try GoldenFiles.bytes("nested.bin")
    for length in bytes.indices {
      #expect(throws: (any Error).self) {
        try PyTorchCheckpoint(FileBytes(copying: Array(bytes[..<length]), path: "truncated.bin"))
      }
    }
    #expect(throws: (any Error).self) { try PyTorchCheckpoint(FileBytes(copying: bytes + [0], path: "longer.bin")) }
  }

  @Test func namesTheStorageInWhichABitFlipped() throws {
    var bytes = try GoldenFiles.bytes("nested.bin")
    let intact = try PyTorchCheckpoint(FileBytes(copying: bytes, path: "nested.bin"))
    let range = try #require(intact.tensors["bias"]?.byteRange)
    bytes[range.lowerBound + 5] ^= 1
    let damaged = try PyTorchCheckpoint(FileBytes(copying: bytes, path: "damaged.bin"))
    #expect(try damaged.floats(of: "weight") == intact.floats(of: "weight"))
    let error = #expect(throws: ZipArchiveError.self) { try damaged.floats(of: "bias") }
    #expect(error?.member == "nested/data/1")
    guard case .wrongChecksum = error?.problem else {
      Issue.record("expected a wrong checksum, found \(String(describing: error))")
      return
    }
  }

  @Test func computesTheChecksumOfTheZipSpecification() {
    // The check value that every catalogue of cyclic redundancy checks gives for CRC-32.
    let checksum = Array("123456789".utf8).withUnsafeBytes(CyclicRedundancyCheck.checksum)
    #expect(checksum == 0xCBF4_3926)
    #expect([UInt8]().withUnsafeBytes(CyclicRedundancyCheck.checksum) == 0)
  }
}
