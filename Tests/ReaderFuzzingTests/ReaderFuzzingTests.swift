import Basics
import Foundation
import ReaderFuzzing
import Testing

/// A short run of what launch/fuzz does at length. FOVEA_FUZZ_INPUTS sets the inputs for each reader.
struct ReaderFuzzingTests {
  private static let count = ProcessInfo.processInfo.environment["FOVEA_FUZZ_INPUTS"].flatMap { Int($0) } ?? 300

  @Test func damagedFilesAreReadOrRefusedAndNothingElse() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("fovea-fuzz-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for reader in try FuzzedReader.all() {
      var run = FuzzRun(folder: "\(folder)/\(reader.name)")
      (run.count, run.seed) = (Self.count, 2)
      // Other tests take memory of this process too.
      run.megabytes = .infinity
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
