import Basics
import Foundation
import TestSupport
import Testing

/// What a test keeps: a number and many bytes that depend on it alone, so that a torn or mixed value shows.
private struct Sample: Equatable {
  var number: UInt64
  var filling: [UInt8]

  init(_ number: UInt64, size: Int = 3000) {
    self.number = number
    var stream = RandomStream(seed: number, purpose: .testData)
    filling = (0..<size).map { _ in UInt8(truncatingIfNeeded: stream.next()) }
  }

  func encoded() -> Data { withUnsafeBytes(of: number.littleEndian) { Data($0) } + Data(filling) }

  struct TooShort: Error {}

  init(decoding bytes: Data) throws {
    guard bytes.count >= 8 else { throw TooShort() }
    number = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    filling = Array(bytes.dropFirst(8))
  }
}

extension FileCache {
  /// The sample that `compute` makes, through the cache.
  fileprivate func sample(_ key: String, _ compute: () throws -> Sample) throws -> Cached<Sample> {
    try value(key: key, decode: Sample.init(decoding:), encode: { $0.encoded() }, compute: compute)
  }

  /// Whether the entry is there, is whole and has this sample.
  fileprivate func holds(_ sample: Sample, _ key: String) throws -> Bool {
    var isComputed = false
    let found = try self.sample(key) {
      isComputed = true
      return sample
    }
    return !isComputed && found == Cached(value: sample, wasHit: true)
  }
}

extension CacheWarning {
  fileprivate var isOfDamage: Bool { if case .damaged = self { true } else { false } }
  fileprivate var isOfUse: Bool { if case .unusable = self { true } else { false } }
}

struct FileCacheTests {
  private let folder: TemporaryFolder
  private let cache: FileCache
  private let sample = Sample(1)

  init() throws {
    folder = try TemporaryFolder()
    cache = FileCache(folder: folder.path("cache"), kind: "test")
  }

  private var entry: String { cache.path(ofKey: "a") }

  /// When a file was last used, as the cache sees it: seconds before now.
  private func age(_ path: String, _ seconds: Int) {
    var times = [timespec(), timespec()]
    clock_gettime(CLOCK_REALTIME, &times[0])
    times[0].tv_sec -= seconds
    times[1] = times[0]
    #expect(utimensat(AT_FDCWD, path, times, AT_SYMLINK_NOFOLLOW) == 0)
  }

  @Test func whatWasComputedOnceIsFound() throws {
    #expect(try cache.sample("a") { sample } == Cached(value: sample))
    #expect(try cache.holds(sample, "a"))
    let other = Sample(2)
    #expect(try cache.sample("b") { other } == Cached(value: other))
    #expect(try cache.holds(sample, "a") && cache.holds(other, "b"))
    #expect(try folder.contents() == ["cache"])
    #expect(try folder.entries() == ["test-a.fovea-cache", "test-b.fovea-cache"])
  }

  @Test func cachesOfSeveralKindsShareAFolder() throws {
    let other = FileCache(folder: cache.folder, kind: "other")
    _ = try cache.sample("a") { sample }
    #expect(try other.sample("a") { Sample(2) } == Cached(value: Sample(2)))
    #expect(try cache.holds(sample, "a") && other.holds(Sample(2), "a"))
  }

  @Test func anEmptyValueIsAValue() throws {
    func value() throws -> Cached<Data> {
      try cache.value(key: "a", decode: { $0 }, encode: { $0 }, compute: { Data() })
    }
    #expect(try !value().wasHit)
    #expect(try value() == Cached(value: Data(), wasHit: true))
  }

  @Test func whatComputingAndEncodingThrowIsThrownAndNothingIsKept() throws {
    struct Refusal: Error {}
    #expect(throws: Refusal.self) { try cache.sample("a") { throw Refusal() } }
    #expect(throws: Refusal.self) {
      try cache.value(key: "a", decode: Sample.init(decoding:), encode: { _ in throw Refusal() }) { sample }
    }
    #expect(try cache.sample("a") { sample } == Cached(value: sample))
  }

  /// Something wrong in an entry's place.
  enum Damage: CaseIterable {
    case empty, cutInTheMagic, cutInTheDigest, cutAfterTheDigest, cutInTheMiddle, withoutItsLastByte, longer
    case flippedInTheMagic, flippedInTheDigest, flippedInTheValue, flippedAtTheEnd
    case garbage, text, entryOfAnotherKey, entryOfAnotherKind, valueThatIsRefused
    case folder, pipe, socket, link, linkToNowhere, linkToItself

    /// Does it to an entry.
    func put(at path: String, _ folder: TemporaryFolder) throws {
      let whole = try Data(contentsOf: URL(fileURLWithPath: path))
      func cut(_ count: Int) throws { try whole.prefix(count).write(to: URL(fileURLWithPath: path)) }
      func flip(_ place: Int) throws {
        var bytes = whole
        bytes[place] ^= 4
        try bytes.write(to: URL(fileURLWithPath: path))
      }
      func copy(key: String, kind: String, _ value: Data) throws {
        let other = FileCache(folder: folder.path("others"), kind: kind)
        _ = try other.value(key: key, decode: { $0 }, encode: { $0 }, compute: { value })
        unlink(path)
        try FileManager.default.copyItem(atPath: other.path(ofKey: key), toPath: path)
      }
      switch self {
      case .empty: try cut(0)
      case .cutInTheMagic: try cut(5)
      case .cutInTheDigest: try cut(20)
      case .cutAfterTheDigest: try cut(40)
      case .cutInTheMiddle: try cut(whole.count / 2)
      case .withoutItsLastByte: try cut(whole.count - 1)
      case .longer: try (whole + [0]).write(to: URL(fileURLWithPath: path))
      case .flippedInTheMagic: try flip(7)
      case .flippedInTheDigest: try flip(8)
      case .flippedInTheValue: try flip(whole.count / 2)
      case .flippedAtTheEnd: try flip(whole.count - 1)
      case .garbage:
        try Data((0..<whole.count).map { UInt8(truncatingIfNeeded: $0 &* 31) }).write(to: URL(fileURLWithPath: path))
      case .text: try Data("no entry at all".utf8).write(to: URL(fileURLWithPath: path))
      case .entryOfAnotherKey: try copy(key: "b", kind: "test", Sample(2).encoded())
      case .entryOfAnotherKind: try copy(key: "b", kind: "other", Sample(2).encoded())
      case .valueThatIsRefused: try copy(key: "a", kind: "test", Data("short".utf8))
      case .folder, .pipe, .socket, .link, .linkToNowhere, .linkToItself:
        unlink(path)
        try makeSpecial(path, folder, whole)
      }
    }

    private func makeSpecial(_ path: String, _ folder: TemporaryFolder, _ whole: Data) throws {
      switch self {
      case .folder: #expect(mkdir(path, 0o755) == 0)
      case .pipe: #expect(mkfifo(path, 0o644) == 0)
      case .socket:
        #expect(mknod(path, S_IFSOCK | 0o644, 0) == 0)
      case .link:
        // What it points to is even right.
        #expect(symlink(try folder.file("elsewhere", whole), path) == 0)
      case .linkToNowhere: #expect(symlink(folder.path("nowhere"), path) == 0)
      case .linkToItself: #expect(symlink(path, path) == 0)
      default: Issue.record("\(self) is an ordinary file")
      }
    }
  }

  @Test(arguments: Damage.allCases) func damageIsToldAndMended(_ damage: Damage) throws {
    _ = try cache.sample("a") { sample }
    let whole = try Data(contentsOf: URL(fileURLWithPath: entry))
    try damage.put(at: entry, folder)
    let found = try cache.sample("a") { sample }
    #expect(!found.wasHit && found.value == sample)
    #expect(found.warnings.count == 1 && found.warnings.allSatisfy(\.isOfDamage), "\(found.warnings)")
    #expect(found.warnings.first?.description.contains(entry) == true)
    #expect(try cache.holds(sample, "a"))
    var status = stat()
    #expect(lstat(entry, &status) == 0 && status.st_mode & S_IFMT == S_IFREG)
    #expect(try Data(contentsOf: URL(fileURLWithPath: entry)) == whole)
    if damage == .link { #expect(try folder.bytes("elsewhere") == Array(whole), "links are not followed") }
  }

  @Test func everyBitOfAnEntryCounts() throws {
    let small = Sample(3, size: 4)
    _ = try cache.sample("a") { small }
    let whole = try Data(contentsOf: URL(fileURLWithPath: entry))
    for bit in 0..<8 * whole.count {
      var bytes = whole
      bytes[bit / 8] ^= 1 << (bit % 8)
      try bytes.write(to: URL(fileURLWithPath: entry))
      let found = try cache.sample("a") { small }
      #expect(!found.wasHit && found.value == small && found.warnings.count == 1, "bit \(bit)")
    }
    for count in 0..<whole.count {
      try whole.prefix(count).write(to: URL(fileURLWithPath: entry))
      let found = try cache.sample("a") { small }
      #expect(!found.wasHit && found.value == small && found.warnings.count == 1, "\(count) bytes")
    }
    #expect(try cache.holds(small, "a"))
  }

  @Test func aFolderThatHoldsSomethingIsNotRemoved() throws {
    try folder.file("cache/test-a.fovea-cache/somebody's", "work")
    let found = try cache.sample("a") { sample }
    #expect(!found.wasHit && found.value == sample)
    #expect(found.warnings.map(\.isOfDamage) == [true, false], "\(found.warnings)")
    #expect(try folder.read("cache/test-a.fovea-cache/somebody's") == "work")
  }

  /// What cannot be a cache's folder, by a path below a test's own.
  @Test(arguments: ["file", "file/below", "pipe", "link"]) func aPathThatIsNoFolderGivesAWarningAndTheValue(
    _ name: String
  ) throws {
    try folder.file("file", "somebody's")
    #expect(mkfifo(folder.path("pipe"), 0o644) == 0)
    #expect(symlink(folder.path("link"), folder.path("link")) == 0)
    let found = try FileCache(folder: folder.path(name), kind: "test").sample("a") { sample }
    #expect(!found.wasHit && found.value == sample)
    #expect(found.warnings.last?.isOfUse == true, "\(found.warnings)")
    #expect(found.warnings.last?.description.contains(folder.path(name)) == true)
    #expect(try folder.contents() == ["file", "link", "pipe"] && folder.read("file") == "somebody's")
  }

  @Test func aFolderThatCannotBeMadeGivesAWarningAndTheValue() throws {
    let found = try FileCache(folder: "/proc/fovea", kind: "test").sample("a") { sample }
    #expect(!found.wasHit && found.value == sample)
    #expect(found.warnings.count == 1 && found.warnings.allSatisfy(\.isOfUse), "\(found.warnings)")
  }

  @Test func aReadOnlyFolderIsStillRead() throws {
    _ = try cache.sample("a") { sample }
    try #require(chmod(cache.folder, 0o555) == 0)
    defer { chmod(cache.folder, 0o755) }
    let (hit, miss) = try withoutPrivileges {
      (try cache.sample("a") { Sample(2) }, try cache.sample("b") { Sample(2) })
    }
    #expect(hit == Cached(value: sample, wasHit: true))
    #expect(!miss.wasHit && miss.value == Sample(2))
    #expect(miss.warnings.count == 1 && miss.warnings.allSatisfy(\.isOfUse), "\(miss.warnings)")
  }

  @Test func anEntryThatMayNotBeReadGivesAWarningAndTheValue() throws {
    _ = try cache.sample("a") { sample }
    try #require(chmod(entry, 0) == 0)
    let found = try withoutPrivileges { try cache.sample("a") { sample } }
    #expect(!found.wasHit && found.value == sample)
    #expect(found.warnings.count == 1 && found.warnings.allSatisfy(\.isOfUse), "\(found.warnings)")
  }

  @Test func whatWasUsedLeastRecentlyGoesFirst() throws {
    let size = try { () throws -> Int in
      _ = try cache.sample("0") { Sample(0) }
      return try Data(contentsOf: URL(fileURLWithPath: cache.path(ofKey: "0"))).count
    }()
    var small = cache
    small.maximumBytes = 3 * size
    for number in 1...2 { _ = try small.sample("\(number)") { Sample(UInt64(number)) } }
    for number in 0...2 { age(cache.path(ofKey: "\(number)"), 100 - number) }
    #expect(try small.holds(Sample(0), "0"), "all three fit")
    // The first was used a moment ago, so the second is the one to go.
    _ = try small.sample("3") { Sample(3) }
    let names = try folder.entries()
    #expect(names == ["test-0.fovea-cache", "test-2.fovea-cache", "test-3.fovea-cache"])
    for number in [0, 2, 3] as [UInt64] { #expect(try small.holds(Sample(number), "\(number)")) }
  }

  @Test func otherKindsAndOtherFilesAreNotCountedAndStay() throws {
    let others = FileCache(folder: cache.folder, kind: "other")
    _ = try others.sample("a") { Sample(7) }
    for name in ["test-notes.txt", "notes.fovea-cache", "test-a.fovea-cache-not"] {
      try folder.file("cache/\(name)", String(repeating: "x", count: 5000))
      age(folder.path("cache/\(name)"), 10_000)
    }
    var small = cache
    small.maximumBytes = 4000
    _ = try small.sample("a") { sample }
    #expect(try small.holds(sample, "a") && others.holds(Sample(7), "a"))
    #expect(try folder.entries().count == 5)
  }

  @Test func anEntryLargerThanTheBoundIsNotKept() throws {
    _ = try cache.sample("b") { Sample(2) }
    var small = cache
    small.maximumBytes = 2000
    for _ in 1...2 { #expect(try small.sample("a") { sample } == Cached(value: sample)) }
    #expect(try folder.entries() == ["test-b.fovea-cache"], "nothing makes room for what is not kept")
    // One that was kept under a larger bound goes when it is met.
    small.maximumBytes = 1000
    #expect(try small.sample("b") { Sample(2) }.warnings.count == 1)
    #expect(try small.sample("b") { Sample(2) } == Cached(value: Sample(2)))
    #expect(try folder.entries().isEmpty)
  }

  @Test func whatKilledWritersLeftIsRemovedWhenItIsOld() throws {
    let (old, young) = ("cache/test-a.fovea-cache.17-ab.partial", "cache/test-b.fovea-cache.18-cd.partial")
    let others = ["cache/other-a.fovea-cache.17-ab.partial", "cache/test-a.partial"]
    for name in [old, young] + others { try folder.file(name, "half") }
    for name in [old] + others { age(folder.path(name), 3700) }
    age(folder.path(young), 1800)
    _ = try cache.sample("a") { sample }
    #expect(
      try folder.entries() == [
        "other-a.fovea-cache.17-ab.partial", "test-a.fovea-cache", "test-a.partial", "test-b.fovea-cache.18-cd.partial",
      ])
  }
}

extension TemporaryFolder {
  /// The names of what the cache's folder holds.
  fileprivate func entries() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path("cache")).sorted()
  }
}

/// Does something as a user who may not read and write everything. Only this thread's right to files changes.
private func withoutPrivileges<Result>(_ body: () throws -> Result) throws -> Result {
  guard geteuid() == 0 else { return try body() }
  let found = try #require(dlsym(nil, "setfsuid"))
  let setUser = unsafeBitCast(found, to: (@convention(c) (uid_t) -> Int32).self)
  _ = setUser(65_534)
  defer { _ = setUser(0) }
  try #require(setUser(65_534) == 65_534, "the rights to files are those of nobody")
  return try body()
}

/// Several threads and processes with one folder.
struct SharedFileCacheTests {
  private static let variable = "FOVEA_TEST_CACHE"
  private static let keys: [UInt64] = Array(1...12)
  /// So large that a write is many system calls, and another's read can come in between.
  private static let samples = Dictionary(uniqueKeysWithValues: keys.map { ($0, Sample($0, size: 300_000)) })

  private static func cache(_ folder: String, bound: Int? = nil) -> FileCache {
    var cache = FileCache(folder: folder, kind: "shared")
    if let bound { cache.maximumBytes = bound }
    return cache
  }

  /// What each of them does: asks for the same twelve values again and again, in an order of its own.
  ///
  /// - Parameter bound: less than the values take together, so that entries come and go all the time.
  static func work(_ folder: String, rounds: Int = 4, bound: Int? = nil) throws -> [CacheWarning] {
    let cache = cache(folder, bound: bound)
    var warnings: [CacheWarning] = []
    for _ in 0..<rounds {
      for (key, sample) in samples.shuffled() {
        let found = try cache.sample("\(key)") { sample }
        #expect(found.value == sample)
        warnings += found.warnings
      }
    }
    return warnings
  }

  /// Damages all entries, as a disk may.
  private func damage(_ folder: String) throws {
    for (key, sample) in Self.samples {
      let cache = Self.cache(folder)
      _ = try cache.sample("\(key)") { sample }
      let path = cache.path(ofKey: "\(key)")
      try Data(contentsOf: URL(fileURLWithPath: path)).dropLast(Int(key)).write(to: URL(fileURLWithPath: path))
    }
  }

  private func requireWhole(_ folder: TemporaryFolder, bound: Int?) throws {
    let entries = try folder.entries()
    #expect(entries.allSatisfy { $0.hasSuffix(".fovea-cache") }, "\(entries)")
    // A bound has room for four.
    #expect(bound == nil ? entries.count == Self.keys.count : (1...4).contains(entries.count), "\(entries)")
    let cache = Self.cache(folder.path("cache"))
    for (key, sample) in Self.samples where entries.contains("shared-\(key).fovea-cache") {
      #expect(try cache.holds(sample, "\(key)"))
    }
  }

  @Test(arguments: [nil, 1_500_000]) func threadsNeverSeeATornEntry(_ bound: Int?) async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("cache")
    let warnings = try await withThrowingTaskGroup(of: [CacheWarning].self) { group in
      for _ in 0..<8 { group.addTask { try Self.work(path, bound: bound) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(warnings.isEmpty, "\(warnings)")
    try requireWhole(folder, bound: bound)
  }

  @Test func threadsMendWhatWasDamagedBefore() async throws {
    let folder = try TemporaryFolder()
    let path = folder.path("cache")
    try damage(path)
    let warnings = try await withThrowingTaskGroup(of: [CacheWarning].self) { group in
      for _ in 0..<8 { group.addTask { try Self.work(path) } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    #expect(warnings.count >= Self.keys.count && warnings.allSatisfy(\.isOfDamage), "\(warnings)")
    try requireWhole(folder, bound: nil)
  }

  @Test(arguments: [nil, 1_500_000]) func processesNeverSeeATornEntry(_ bound: Int?) throws {
    let folder = try TemporaryFolder()
    let children = try (0..<3).map { _ in
      let child = Process()
      child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      child.arguments = [
        "--testing-library", "swift-testing", "--filter", "SharedFileCacheTests/oneOfSeveralProcesses",
      ]
      let task = "\(bound ?? 0) \(folder.path("cache"))"
      child.environment = ProcessInfo.processInfo.environment.merging([Self.variable: task]) { $1 }
      child.standardOutput = FileHandle.nullDevice
      child.standardError = FileHandle.nullDevice
      try child.run()
      return child
    }
    for child in children { child.waitUntilExit() }
    #expect(children.map(\.terminationStatus) == [0, 0, 0])
    try requireWhole(folder, bound: bound)
  }

  /// Runs only as a child of `processesNeverSeeATornEntry`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment[variable] != nil, "a part of another test"))
  func oneOfSeveralProcesses() throws {
    let task = try #require(ProcessInfo.processInfo.environment[Self.variable]).split(separator: " ", maxSplits: 1)
    let bound = try #require(Int(task[0]))
    let warnings = try Self.work(String(task[1]), bound: bound > 0 ? bound : nil)
    #expect(warnings.isEmpty, "\(warnings)")
  }
}
