import Foundation
import Testing

@testable import Runs

struct PreflightTests {
  @Test func aSharedFolderMayShowForAWhileWhatWasThereBefore() throws {
    try withTemporaryFolder { folder in
      let path = "\(folder)/token"
      try "old\n".write(toFile: path, atomically: true, encoding: .utf8)
      let writer = Thread {
        usleep(300_000)
        try? "new\n".write(toFile: path, atomically: true, encoding: .utf8)
      }
      writer.start()
      #expect(Preflight.comesToBegin(path, with: "new", within: .seconds(30)))
      #expect(!Preflight.comesToBegin(path, with: "other", within: .milliseconds(100)))
      #expect(!Preflight.comesToBegin("\(folder)/missing", with: "new", within: .milliseconds(100)))
    }
  }
}
