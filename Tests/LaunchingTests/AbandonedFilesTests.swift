import Foundation
import TestSupport
import Testing

@testable import Launching

/// What killed jobs leave behind, with real processes that hold some of it.
struct AbandonedFilesTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func names() throws -> Set<String> {
    Set(try FileManager.default.contentsOfDirectory(atPath: folder.path))
  }

  /// A status folder as a killed supervisor leaves it: what it is, without the lock.
  private func abandonedFolder() throws -> String {
    let name = StatusFolder.prefix + UUID().uuidString
    try folder.file("\(name)/lock", ProcessInfo.processInfo.hostName)
    try folder.file("\(name)/status", "1 2")
    return name
  }

  @Test func aStatusFolderGoesWithItsSupervisorAndNotBefore() throws {
    var living: StatusFolder? = try StatusFolder(in: folder.path)
    let path = try #require(living?.path)
    #expect(StatusFolder.removeAbandoned(in: folder.path) == 0)
    #expect(FileManager.default.fileExists(atPath: path))
    living = nil
    #expect(try names().isEmpty)
    _ = try abandonedFolder()
    #expect(StatusFolder.removeAbandoned(in: folder.path) == 1)
    #expect(try names().isEmpty)
  }

  @Test func theFolderOfALivingJobStays() throws {
    let name = try abandonedFolder()
    // The job's processes may write the same path in another way.
    let job = try SupervisedProcess(
      ["sleep", "1000"], environment: ["FOVEA_STATUS_FILE": "\(folder.path)/./\(name)/status", "PATH": "/usr/bin:/bin"])
    defer { job.killGroup() }
    // Its environment is there once it has become another program.
    while !JobLeftovers.hasProcesses(ofStatusFolder: name) { usleep(10_000) }
    #expect(StatusFolder.removeAbandoned(in: folder.path) == 0)
    job.killGroup()
    #expect(StatusFolder.removeAbandoned(in: folder.path) == 1)
  }

  @Test func whatASupervisorDidNotMakeStays() throws {
    let other = StatusFolder.prefix + UUID().uuidString
    try folder.file("\(other)/lock", "another-host")
    try folder.file("\(StatusFolder.prefix)\(UUID().uuidString)/status", "no lock")
    try folder.file("\(StatusFolder.prefix)notes/lock", ProcessInfo.processInfo.hostName)
    try folder.file("elsewhere/lock", ProcessInfo.processInfo.hostName)
    symlink(folder.path("elsewhere"), folder.path(StatusFolder.prefix + UUID().uuidString))
    let linked = StatusFolder.prefix + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder.path(linked), withIntermediateDirectories: true)
    symlink(folder.path("elsewhere/lock"), folder.path("\(linked)/lock"))
    let kept = try abandonedFolder()
    try folder.file("\(kept)/thesis.txt", "mine")
    let before = try names()
    #expect(StatusFolder.removeAbandoned(in: folder.path) == 0)
    #expect(try names() == before)
    #expect(try folder.read("\(kept)/thesis.txt") == "mine")
    #expect(try folder.read("elsewhere/lock") == ProcessInfo.processInfo.hostName)
  }

  @Test func segmentsThatNobodyUsesAreRemoved() throws {
    let host = ProcessInfo.processInfo.hostName
    let own = { "\(SharedSegments.own)\(UUID().uuidString)" }
    let abandoned = ["vader_segment.\(host).0.1a2b0001.0", "sm_segment.\(host).0.1a2b0001.0", own()]
    let (open, mapped) = ("vader_segment.\(host).0.1a2b0001.1", own())
    let foreign = ["vader_segment.elsewhere.0.1.0", "fovea-notes", "other"]
    for name in abandoned + [open, mapped] + foreign {
      try folder.file(name, "memory")
      try Self.age(folder.path(name))
    }
    let young = own()
    try folder.file(young, "memory")
    try folder.file("target", "mine")
    let link = own()
    symlink(folder.path("target"), folder.path(link))

    let descriptor = Foundation.open(folder.path(mapped), O_RDONLY)
    let map = mmap(nil, 6, PROT_READ, MAP_SHARED, descriptor, 0)
    close(descriptor)
    defer { munmap(map, 6) }
    let job = try SupervisedProcess(
      ["bash", "-c", "exec 9<\(folder.path(open)); echo >\(folder.path("ready")); sleep 1000"],
      environment: ["PATH": "/usr/bin:/bin"])
    defer { job.killGroup() }
    while !FileManager.default.fileExists(atPath: folder.path("ready")) { usleep(10_000) }

    #expect(SharedSegments.removeAbandoned(in: folder.path) == abandoned.count)
    #expect(try names() == Set([open, mapped, young, link, "target", "ready"] + foreign))
    job.killGroup()
    #expect(SharedSegments.removeAbandoned(in: folder.path) == 1)
  }

  /// Makes a file an hour old.
  private static func age(_ path: String) throws {
    try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSinceNow: -3600)], ofItemAtPath: path)
  }
}
