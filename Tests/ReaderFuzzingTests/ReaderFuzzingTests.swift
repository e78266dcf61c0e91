import Basics
import Foundation
import ReaderFuzzing
import TestSupport
import Testing

/// A short run of what launch/fuzz does at length. FOVEA_FUZZ_INPUTS sets the inputs for each reader.
struct ReaderFuzzingTests {
  private static let count = ProcessInfo.processInfo.environment["FOVEA_FUZZ_INPUTS"].flatMap { Int($0) } ?? 300

  @Test func validFilesAreRead() throws {
    let folder = try TemporaryFolder()
    for reader in try FuzzedReader.all() {
      #expect(throws: Never.self, "\(reader.name)") {
        try FuzzRun(folder: folder.path(reader.name)).readUndamaged(reader)
      }
    }
  }

  @Test func damagedFilesAreReadOrRefusedAndNothingElse() throws {
    // SQLite waits for the device after each change, which memory does not keep it at.
    let folder = try TemporaryFolder(in: access("/dev/shm", W_OK) == 0 ? "/dev/shm" : nil)
    for reader in try FuzzedReader.all() {
      var run = FuzzRun(folder: folder.path(reader.name))
      (run.count, run.seed) = (Self.count, 2)
      // Other tests take memory of this process too, and its time.
      (run.megabytes, run.secondsPerInput) = (.infinity, 120)
      let outcome = try run.run(reader)
      #expect(outcome.accepted + outcome.refused == Self.count)
      #expect(outcome.accepted > 0, "\(reader.name) also reads what is hardly damaged")
    }
  }

  @Test func inputsDependOnTheirNumberAndTheSeedAlone() throws {
    let reader = try #require(try FuzzedReader.all().first)
    #expect(reader.input(7, seed: 1) == reader.input(7, seed: 1))
    #expect(reader.input(7, seed: 1) != reader.input(8, seed: 1))
    #expect(reader.input(7, seed: 1) != reader.input(7, seed: 2))
  }
}
