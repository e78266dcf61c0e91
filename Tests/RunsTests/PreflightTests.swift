import Foundation
import TestSupport
import Testing

@testable import Runs

struct PreflightTests {
  @Test func aSharedFolderMayShowForAWhileWhatWasThereBefore() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("token", "old\n")
    let writer = Thread {
      usleep(300_000)
      try? "new\n".write(toFile: path, atomically: true, encoding: .utf8)
    }
    writer.start()
    #expect(Preflight.comesToBegin(path, with: "new", within: .seconds(600)))
    #expect(!Preflight.comesToBegin(path, with: "other", within: .milliseconds(100)))
    #expect(!Preflight.comesToBegin(folder.path("missing"), with: "new", within: .milliseconds(100)))
  }
}
