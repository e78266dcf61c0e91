import Foundation
import GRDB
import Testing

@testable import Scanpaths

struct AnalysisCacheTests {
  private let folder: TemporaryFolder
  private let corpus: ScanpathCorpus
  private let cache: AnalysisCache

  init() throws {
    folder = try TemporaryFolder()
    corpus = try SyntheticCorpus.random(methods: 4, paths: 20, seed: 6)
    cache = AnalysisCache(path: folder.path("cache/gaze.sqlite"))
  }

  private var setAsideFiles: [String] {
    get throws {
      try FileManager.default.contentsOfDirectory(atPath: folder.path("cache")).filter { $0.contains("damaged") }
    }
  }

  /// Puts these bytes where the cache is.
  private func plant(_ bytes: Data) throws {
    try FileManager.default.createDirectory(atPath: folder.path("cache"), withIntermediateDirectories: true)
    try bytes.write(to: URL(fileURLWithPath: cache.path))
  }

  @Test func aSecondRunDoesNotCompute() throws {
    let first = try cache.analysis(of: corpus)
    #expect(!first.wasHit && first.warnings.isEmpty)
    #expect(first.value == GazeAnalysis(corpus: corpus))
    let second = try cache.analysis(
      key: GazeAnalysis.key(of: corpus, settings: GazeAnalysisSettings())
    ) {
      Issue.record("computed again")
      return first.value
    }
    #expect(second.wasHit && second.value == first.value && second.warnings.isEmpty)
  }

  @Test func everyInputChangesTheKey() throws {
    let settings = GazeAnalysisSettings()
    var keys = [try GazeAnalysis.key(of: corpus, settings: settings)]
    func add(_ change: (inout [LabelledCode], inout [Scanpath], inout GazeAnalysisSettings) -> Void) throws {
      var (codes, paths, changed) = (corpus.codes, corpus.scanpaths, settings)
      change(&codes, &paths, &changed)
      keys.append(
        try GazeAnalysis.key(of: ScanpathCorpus(codes: codes, scanpaths: paths), settings: changed))
    }
    try add { codes, _, _ in codes[0].tokens[0].line += 1 }
    try add { codes, _, _ in codes[0].tokens[0].text += "x" }
    try add { codes, _, _ in codes[0].tokens[0].label = codes[0].tokens[0].label == .loop ? .return : .loop }
    try add { codes, _, _ in codes[0].language = .python }
    try add { _, paths, _ in paths[0].visits[0].durationMilliseconds += 1e-9 }
    try add { _, paths, _ in paths[0].participant = "another" }
    try add { _, paths, _ in paths[0].visits.swapAt(0, 99) }
    try add { _, paths, _ in paths.removeLast() }
    try add { _, _, settings in settings.motifs.minimumSupport = 6 }
    try add { _, _, settings in settings.augmentation.keptPatterns = 19 }
    #expect(Set(keys).count == 11)
    try add { _, _, _ in }
    #expect(keys[11] == keys[0])
  }

  @Test func bytesCarryTheAnalysisBetweenRanks() throws {
    let analysis = GazeAnalysis(corpus: corpus)
    let bytes = try analysis.encoded()
    #expect(try GazeAnalysis(decoding: bytes) == analysis)
    #expect(try GazeAnalysis(decoding: bytes).encoded() == bytes)
    for count in [0, 1, bytes.count / 2, bytes.count - 1] {
      #expect(throws: GazeAnalysisError.self) { try GazeAnalysis(decoding: bytes.prefix(count)) }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let impossible = text.replacingOccurrences(of: #""hits":"#, with: #""hits":9"#)
    #expect(throws: GazeAnalysisError.self) { try GazeAnalysis(decoding: Data(impossible.utf8)) }
    let other = text.replacingOccurrences(of: #""formatVersion":1"#, with: #""formatVersion":2"#)
    #expect(throws: GazeAnalysisError.formatVersion(2)) { try GazeAnalysis(decoding: Data(other.utf8)) }
  }

  @Test(arguments: [1, 100, 1000, 4096, 5000, 9000])
  func aTruncatedFileIsSetAsideAndRebuilt(_ size: Int) throws {
    let expected = try cache.analysis(of: corpus).value
    let whole = try Data(contentsOf: URL(fileURLWithPath: cache.path))
    #expect(whole.count > 9000)
    try plant(whole.prefix(size))
    let rebuilt = try cache.analysis(of: corpus)
    #expect(!rebuilt.wasHit && rebuilt.value == expected)
    #expect(try setAsideFiles == ["gaze.sqlite.damaged-1"])
    #expect(try Data(contentsOf: URL(fileURLWithPath: cache.path + ".damaged-1")) == whole.prefix(size))
    #expect(rebuilt.warnings.count == 1)
    #expect(rebuilt.warnings[0].description.contains("gaze.sqlite.damaged-1"))
    #expect(try cache.analysis(of: corpus).wasHit)
  }

  @Test func garbageIsSetAsideEachTimeUnderANewName() throws {
    for number in 1...3 {
      try plant(Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }))
      let result = try cache.analysis(of: corpus)
      #expect(!result.wasHit && result.warnings.count == 1)
      #expect(try cache.analysis(of: corpus).wasHit)
      #expect(try setAsideFiles.count == number)
    }
  }

  @Test func aStaleJournalGoesWithItsFile() throws {
    try plant(Data("no database at all, but long enough to be looked at".utf8))
    try Data("journal".utf8).write(to: URL(fileURLWithPath: cache.path + "-journal"))
    #expect(try cache.analysis(of: corpus).warnings.count == 1)
    #expect(try setAsideFiles.sorted() == ["gaze.sqlite.damaged-1", "gaze.sqlite.damaged-1-journal"])
  }

  @Test(arguments: [
    "CREATE TABLE notes (text TEXT)", "PRAGMA application_id = 1", "PRAGMA user_version = 9; CREATE TABLE analysis (a)",
    "PRAGMA application_id = 1181709921; PRAGMA user_version = 2; CREATE TABLE analysis (key TEXT)",
    "PRAGMA application_id = 1181709921; PRAGMA user_version = 1; CREATE TABLE other (key TEXT)",
    "PRAGMA application_id = 1181709921; PRAGMA user_version = 1; CREATE TABLE analysis (key TEXT)",
  ])
  func anotherProgramsDatabaseIsSetAsideUnharmed(_ sql: String) throws {
    try plant(Data())
    try DatabaseQueue(path: cache.path).writeWithoutTransaction { try $0.execute(sql: sql) }
    let foreign = try Data(contentsOf: URL(fileURLWithPath: cache.path))
    let result = try cache.analysis(of: corpus)
    #expect(!result.wasHit && result.warnings.count == 1)
    #expect(try Data(contentsOf: URL(fileURLWithPath: cache.path + ".damaged-1")) == foreign)
    #expect(try cache.analysis(of: corpus).wasHit)
  }

  @Test func anEntryWithAFlippedBitIsNotUsed() throws {
    let expected = try cache.analysis(of: corpus).value
    try DatabaseQueue(path: cache.path).write { database in
      try database.execute(sql: "UPDATE analysis SET bytes = CAST(replace(bytes, '\"hits\":1', '\"hits\":2') AS BLOB)")
    }
    let result = try cache.analysis(of: corpus)
    #expect(!result.wasHit && result.value == expected && result.warnings.count == 1)
    #expect(try cache.analysis(of: corpus).wasHit)
  }

  @Test func aCacheOutOfReachGivesAWarningAndTheResult() throws {
    let expected = GazeAnalysis(corpus: corpus)
    for path in ["/proc/fovea/gaze.sqlite", folder.path] {
      let result = try AnalysisCache(path: path).analysis(of: corpus)
      #expect(!result.wasHit && result.value == expected)
      #expect(result.warnings.count == 1)
      guard case .unusable = result.warnings.first else {
        Issue.record("\(result.warnings)")
        continue
      }
    }
  }

  @Test(.enabled(if: geteuid() != 0, "the superuser may write everywhere"))
  func aReadOnlyFileIsStillRead() throws {
    let expected = try cache.analysis(of: corpus).value
    chmod(cache.path, 0o444)
    chmod(folder.path("cache"), 0o555)
    defer { chmod(folder.path("cache"), 0o755) }
    let hit = try cache.analysis(of: corpus)
    #expect(hit.wasHit && hit.value == expected && hit.warnings.isEmpty)
    let miss = try cache.analysis(of: SyntheticCorpus.random(methods: 2, paths: 3, seed: 1))
    #expect(!miss.wasHit && miss.warnings.count == 1)
  }

  @Test func aFullDiskGivesAWarningAndLeavesTheCacheWhole() throws {
    let expected = try cache.analysis(of: corpus).value
    var full = cache
    full.pageLimit = 1
    let larger = try SyntheticCorpus.random(methods: 20, paths: 60, seed: 2)
    let result = try full.analysis(of: larger)
    #expect(!result.wasHit && result.value == GazeAnalysis(corpus: larger))
    #expect(result.warnings.map(\.description).contains { $0.contains("full") })
    let kept = try cache.analysis(of: corpus)
    #expect(kept.wasHit && kept.value == expected)
  }

  @Test func aFileHeldForTooLongIsNotWaitedFor() throws {
    _ = try cache.analysis(of: corpus)
    var configuration = Configuration()
    configuration.allowsUnsafeTransactions = true
    let holder = try DatabaseQueue(path: cache.path, configuration: configuration)
    try holder.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
    var impatient = cache
    impatient.patience = 0.2
    let result = try impatient.analysis(of: corpus)
    #expect(!result.wasHit && result.warnings.count == 1)
    #expect(result.warnings.first?.description.contains("locked") == true)
    #expect(try setAsideFiles.isEmpty)
    try holder.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
    #expect(try cache.analysis(of: corpus).wasHit)
  }

  @Test func damageThatAnotherProcessMendsIsLeftToIt() throws {
    let garbage = Data(String(repeating: "x", count: 500).utf8)
    try plant(garbage)
    let lock = open(cache.path + ".lock", O_RDWR | O_CREAT, 0o644)
    #expect(flock(lock, LOCK_EX) == 0)
    var impatient = cache
    impatient.patience = 0.1
    let result = try impatient.analysis(of: corpus)
    #expect(!result.wasHit && result.warnings.count == 1)
    #expect(try Data(contentsOf: URL(fileURLWithPath: cache.path)) == garbage)
    close(lock)
    #expect(try cache.analysis(of: corpus).warnings.count == 1)
    #expect(try setAsideFiles == ["gaze.sqlite.damaged-1"])
  }

  @Test func theOldestAnalysesAreDropped() throws {
    var small = cache
    small.keptAnalyses = 3
    let analysis = GazeAnalysis(corpus: corpus)
    for key in ["a", "b", "c", "d"] { _ = try small.analysis(key: key) { analysis } }
    // The youngest first: a miss stores its key anew and drops another.
    let hits = try ["d", "c", "b", "a"].map { try small.analysis(key: $0) { analysis }.wasHit }
    #expect(hits == [true, true, true, false])
  }
}

/// Several threads and processes with one cache.
struct SharedCacheTests {
  /// What each of them does: looks up the same twelve keys, computing what is not there.
  static func work(path: String) throws -> (hits: Int, warnings: [CacheWarning]) {
    let corpus = try SyntheticCorpus.random(methods: 4, paths: 20, seed: 6)
    let analysis = GazeAnalysis(corpus: corpus)
    var hits = 0
    var warnings: [CacheWarning] = []
    for key in 0..<12 {
      let result = try AnalysisCache(path: path).analysis(key: "\(key)") { analysis }
      #expect(result.value == analysis)
      hits += result.wasHit ? 1 : 0
      warnings += result.warnings
    }
    return (hits, warnings)
  }

  private func requireWhole(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
    #expect(try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM analysis") } == 12)
    #expect(try Self.work(path: path).hits == 12)
  }

  @Test(arguments: [false, true]) func threadsAtOnce(_ startsDamaged: Bool) async throws {
    let folder = try TemporaryFolder()
    let path =
      startsDamaged ? try folder.file("c.sqlite", String(repeating: "x", count: 9999)) : folder.path("c.sqlite")
    let warnings = try await withThrowingTaskGroup(of: [CacheWarning].self) { group in
      for _ in 0..<4 { group.addTask { try Self.work(path: path).warnings } }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    // Damage is found by several and mended by one.
    #expect(warnings.count == (startsDamaged ? 1 : 0), "\(warnings)")
    #expect(!FileManager.default.fileExists(atPath: path + ".damaged-2"))
    try requireWhole(path)
  }

  @Test(arguments: [false, true]) func processesAtOnce(_ startsDamaged: Bool) throws {
    let folder = try TemporaryFolder()
    let path =
      startsDamaged ? try folder.file("c.sqlite", String(repeating: "x", count: 9999)) : folder.path("c.sqlite")
    let children = try (0..<3).map { _ in
      let child = Process()
      child.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      child.arguments = ["--testing-library", "swift-testing", "--filter", "SharedCacheTests/oneOfSeveralProcesses"]
      child.environment = ProcessInfo.processInfo.environment.merging(["FOVEA_TEST_CACHE": path]) { $1 }
      child.standardOutput = FileHandle.nullDevice
      child.standardError = FileHandle.nullDevice
      try child.run()
      return child
    }
    for child in children { child.waitUntilExit() }
    #expect(children.map(\.terminationStatus) == [0, 0, 0])
    #expect(!FileManager.default.fileExists(atPath: path + ".damaged-2"))
    try requireWhole(path)
  }

  /// Runs only as a child of `processesAtOnce`.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["FOVEA_TEST_CACHE"] != nil, "a part of another test"))
  func oneOfSeveralProcesses() throws {
    let path = try #require(ProcessInfo.processInfo.environment["FOVEA_TEST_CACHE"])
    let warnings = try Self.work(path: path).warnings
    #expect(!warnings.contains { if case .unusable = $0 { true } else { false } }, "\(warnings)")
  }
}
