import Basics
import Foundation
import TestSupport
import Testing

@testable import Training

struct MovedFolderTests {
  private let parent: TemporaryFolder
  private let folder: String

  init() throws {
    parent = try TemporaryFolder()
    folder = parent.path("run")
    try Folder.make(folder)
  }

  @Test func aMovedFolderIsNoticedAndFound() throws {
    let lock = try RunLock(folder)
    #expect(lock.isInPlace)
    #expect(lock.folderNow.map(PathName.resolved) == PathName.resolved(folder))
    #expect(rename(folder, parent.path("moved")) == 0)
    #expect(!lock.isInPlace)
    #expect(lock.folderNow.map(PathName.resolved) == PathName.resolved(parent.path("moved")))
    // Another run may take the path now; the first still knows that it is not its own.
    try Folder.make(folder)
    let second = try RunLock(folder)
    #expect(!lock.isInPlace && second.isInPlace)
    #expect(StopRequest(folder: nil, lock: lock).cause == .folderMoved)
    #expect(StopRequest(folder: nil, lock: second).cause == nil)
  }

  @Test func aRemovedFolderIsNowhere() throws {
    let lock = try RunLock(folder)
    try FileManager.default.removeItem(atPath: folder)
    #expect(!lock.isInPlace && lock.folderNow == nil)
  }

  @Test(arguments: [
    ("step-00000100", true), ("step-00000100.1", true), ("step-123456789", true), ("step-keep", false),
    ("step-00000100-copy", false), ("step-00000100.bak", false), ("step-00000100 (1)", false), ("step-100", false),
    ("step-00000100.1.2", false), ("step-00000100.", false), ("step-00000100.partial", false), ("step-", false),
    ("abandoned-step-00000100", false),
  ])
  func onlyNamesOfTheWritersFormAreCheckpoints(_ name: String, _ isOne: Bool) {
    #expect(CheckpointStore.isCheckpointName(name) == isOne)
  }

  @Test func aCopyWhereALinkBelongsIsSetAside() throws {
    let store = CheckpointStore(folder)
    for name in ["step-00000001", "step-00000002", "last"] { try Folder.make("\(folder)/\(name)") }
    try AtomicFile.write("user's", to: "\(folder)/last/file")
    try store.point("last", to: "\(folder)/step-00000002")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/last") == "step-00000002")
    #expect(FileManager.default.fileExists(atPath: "\(folder)/copied-last/file"))
  }

  /// Names that a run is about to use may lead elsewhere, put there by others who may write to its folder.
  @Test func aPlantedLinkIsReplacedAndNotFollowed() throws {
    let precious = try parent.file("precious", "not to be changed")
    let store = CheckpointStore(folder)
    for name in ["probe.partial", "step-00000004.partial"] {
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/\(name)", withDestinationPath: precious)
    }
    try store.prepare()
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    #expect(try parent.read("precious") == "not to be changed")
  }
}
