import Foundation
import TestSupport
import Testing

@testable import Basics

struct AtomicFileTests {
  private struct Stop: Error {}

  private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

  @Test func writesAFileReplacesItAndLeavesNothingBesideIt() throws {
    let folder = try TemporaryFolder()
    try AtomicFile.write("first, and longer", to: folder.path("a.txt"))
    #expect(try text(folder.path("a.txt")) == "first, and longer")
    try AtomicFile.write("zweite Fassung ü", to: folder.path("a.txt"))
    #expect(try text(folder.path("a.txt")) == "zweite Fassung ü")
    try AtomicFile.write([UInt8](), to: folder.path("empty"))
    #expect(try TextFile.bytes(of: folder.path("empty")).isEmpty)
    #expect(try folder.contents() == ["a.txt", "empty"])
  }

  @Test func theFinalNameDoesNotShowBeforeTheBodyHasReturned() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.txt", "old")
    try AtomicFile.write(to: path) { file in
      try file.append(Array("new ".utf8))
      #expect(try text(path) == "old")
      // Not contiguous in memory.
      try file.append("content".utf8.lazy.map { $0 })
    }
    #expect(try text(path) == "new content")
  }

  @Test func whenTheBodyThrowsTheOldFileStaysAndThePartialOneGoes() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.txt", "old")
    #expect(throws: Stop.self) {
      try AtomicFile.write(to: path) { file in
        try file.append(Array("half".utf8))
        throw Stop()
      }
    }
    #expect(try text(path) == "old")
    #expect(try folder.contents() == ["a.txt"])
  }

  @Test func aFolderThatDoesNotExistIsAFailureToCreateWithThePath() throws {
    let folder = try TemporaryFolder()
    let failure = #expect(throws: FileFailure.self) {
      try AtomicFile.write("text", to: folder.path("missing/a.txt"))
    }
    #expect(failure?.action == .create && failure?.errorNumber == ENOENT)
    #expect(failure?.path.hasPrefix(folder.path("missing/a.txt")) == true)
  }

  @Test func aFolderUnderTheFinalNameIsAFailureAndNothingIsLeftOver() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("taken/inside"), withIntermediateDirectories: true)
    let failure = #expect(throws: FileFailure.self) { try AtomicFile.write("text", to: folder.path("taken")) }
    #expect(failure?.errorNumber == EISDIR && failure?.path == folder.path("taken"))
    #expect(try folder.contents() == ["taken"])
  }

  @Test(.enabled(if: OwnDevice.isAvailable, "no device files can be made here"))
  func aFullDeviceIsAFailureToWriteWithTheBytesThatDidNotFit() throws {
    let folder = try TemporaryFolder()
    let device = try #require(OwnDevice.full.path(in: folder))
    let file = try DurableFile(writingTo: device)
    let failure = #expect(throws: FileFailure.self) { try file.append([UInt8](repeating: 1, count: 1000)) }
    #expect(failure == FileFailure(.write, path: device, errorNumber: ENOSPC, bytesNeeded: 1000))
  }

  @Test func aRelativePathWithoutAFolderIsWrittenToTheCurrentFolder() throws {
    let name = "atomic-file-test-\(UUID().uuidString)"
    defer { unlink(name) }
    try AtomicFile.write("here", to: name)
    #expect(try text(name) == "here")
  }
}
