import Basics
import Foundation
import TestSupport
import Testing
import Tokenization

@testable import Corpus

/// Encoded data sets that are kept in files.
struct CorpusCacheTests {
  private let folder: TemporaryFolder
  private let cache: CorpusCache
  private let tokenizer: Tokenizer

  private static let pairs = (1...40).map {
    ("int number\($0)(int n) { return \($0) * n; } // é\($0)", $0 % 7 == 0 ? "" : "gives \($0) times a number 語")
  }

  init() throws {
    folder = try TemporaryFolder()
    cache = CorpusCache(folder: folder.path("cache"), megabytes: 64)
    tokenizer = try Self.tokenizer()
  }

  private static func tokenizer(_ size: Int = 320) throws -> Tokenizer {
    try TokenizerTrainer(vocabularySize: size, minimalFrequency: 1, sentinelCount: 0).train(on: pairs.map(\.0))
  }

  /// The pairs as JSON lines, with a bad line in third place.
  private func pairs(_ name: String = "pairs.jsonl", bad: String = "{") throws -> String {
    var lines = try Self.pairs.map { try JSONLines.line(["source": $0.0, "target": $0.1]) }
    lines.insert(bad, at: 2)
    return try folder.file(name, lines.joined(separator: "\n") + "\n")
  }

  private func source(
    _ files: TaskFiles, limit: Int = 24, badLines: Int = 1, tokenizer other: Tokenizer? = nil
  ) -> CorpusSource {
    var limits = LengthLimits()
    limits.source = limit
    return CorpusSource(files, tokenizer: other ?? tokenizer, limits: limits, maximumBadLines: badLines)
  }

  private func read(
    _ source: CorpusSource, _ cache: CorpusCache? = nil, threads: Int = 1
  ) throws -> Cached<(corpus: EncodedCorpus, skipped: [DataLineError])> {
    try EncodedCorpus.read(source, cache: cache ?? self.cache, threads: threads)
  }

  private func entries() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path("cache")).sorted()
      .map { folder.path("cache/\($0)") }
  }

  /// Whether both are the same in everything that a run takes from them.
  private func expectEqual(_ one: EncodedCorpus, _ other: EncodedCorpus) {
    #expect(Array(one.samples) == Array(other.samples))
    #expect(Array(one.sources) == Array(other.sources) && Array(one.targets) == Array(other.targets))
    #expect(one.lengths == other.lengths && one.manifest == other.manifest && one.statistics == other.statistics)
  }

  @Test func whatIsFoundIsWhatWasRead() throws {
    let source = source(.pairs(try pairs()))
    let plain = try EncodedCorpus.read(source, cache: nil, threads: 1).value
    #expect(try !cache.mayHold(source))
    let first = try read(source)
    #expect(!first.wasHit && first.warnings.isEmpty)
    #expect(try cache.mayHold(source))
    let second = try read(source)
    #expect(second.wasHit && second.warnings.isEmpty)
    for found in [first.value, second.value] {
      expectEqual(found.corpus, plain.corpus)
      #expect(found.skipped == plain.skipped && found.skipped.count == 1)
    }

    // Against the tokenizer itself and the texts as they were written.
    let corpus = second.value.corpus
    #expect(Array(corpus.sources) == Self.pairs.map(\.0) && Array(corpus.targets) == Self.pairs.map(\.1))
    for (sample, pair) in zip(corpus.samples, Self.pairs) {
      #expect(sample.source == tokenizer.encodeSequence(pair.0, maximalLength: 24).ids)
      #expect(sample.target == tokenizer.encodeSequence(pair.1, maximalLength: 256).ids)
    }
    #expect(corpus.samples.map(\.identifier) == [1, 2] + (4...41))
  }

  @Test func theNumberOfThreadsChangesNoByte() throws {
    let path = try folder.file(
      "many.jsonl", (0..<1300).map { "{\"source\": \"int f\($0)();\", \"target\": \"t\($0)\"}" }.joined(separator: "\n")
    )
    let source = source(.pairs(path), badLines: 0)
    func bytes(threads: Int) throws -> [UInt8] {
      let storage = try source.encoded(threads: threads)
      return withExtendedLifetime(storage) { Array(storage.content.bytes) }
    }
    let one = try bytes(threads: 1)
    for threads in [2, 3, 16] { #expect(try bytes(threads: threads) == one) }
  }

  @Test func theSameContentElsewhereIsFoundAndNamesItsOwnFile() throws {
    _ = try read(source(.pairs(try pairs())))
    let elsewhere = try pairs("elsewhere.jsonl")
    let found = try read(source(.pairs(elsewhere)))
    #expect(found.wasHit)
    #expect(found.value.skipped.map(\.path) == [elsewhere])
  }

  @Test func whatIsEncodedOtherwiseIsNotFound() throws {
    let path = try pairs()
    _ = try read(source(.pairs(path)))
    #expect(try !read(source(.pairs(path), limit: 23)).wasHit)
    #expect(try !read(source(.pairs(path), badLines: 2)).wasHit)
    #expect(try !read(source(.pairs(path), tokenizer: Self.tokenizer(300))).wasHit)
    let text = try folder.file("lines", Self.pairs.map(\.0).joined(separator: "\n"))
    #expect(try !read(source(.translation(source: text, target: text))).wasHit)
    #expect(try read(source(.translation(source: text, target: text))).wasHit)
    #expect(try entries().count == 5)
  }

  /// The size and the times of the file stay as they were.
  @Test func anyChangedByteOfAFileIsAnotherDataSet() throws {
    let path = try pairs()
    var status = stat()
    #expect(stat(path, &status) == 0)
    let before = try read(source(.pairs(path))).value.corpus
    _ = try pairs(bad: "[")
    let file = FileHandle(forUpdatingAtPath: path)
    let text = try folder.read("pairs.jsonl")
    let place = text.utf8.distance(from: text.startIndex, to: try #require(text.range(of: "number1(")).lowerBound)
    try file?.seek(toOffset: UInt64(place))
    try file?.write(contentsOf: Data("m".utf8))
    try file?.close()
    #expect(utimensat(AT_FDCWD, path, [status.st_atim, status.st_mtim], 0) == 0)
    let after = try read(source(.pairs(path)))
    #expect(!after.wasHit && after.value.corpus.sources[0].contains("mumber1"))
    #expect(after.value.corpus.manifest != before.manifest)
  }

  @Test(arguments: 0..<24) func aDamagedEntryIsNoticedAndReplaced(_ number: Int) throws {
    let source = source(.pairs(try pairs()))
    let whole = try read(source).value.corpus
    let entry = try #require(entries().first)
    var bytes = try Data(contentsOf: URL(fileURLWithPath: entry))
    var stream = RandomStream(seed: UInt64(number), purpose: .testData)
    let place = Int(stream.next() % UInt64(bytes.count))
    if number % 2 == 0 { bytes[place] ^= 1 << (number / 2 % 8) } else { bytes = bytes.prefix(place) }
    try bytes.write(to: URL(fileURLWithPath: entry))
    let found = try read(source)
    #expect(!found.wasHit && found.warnings.count == 1 && "\(found.warnings[0])".contains("damaged"))
    expectEqual(found.value.corpus, whole)
    #expect(try read(source).wasHit)
  }

  /// Bytes with a valid digest that no run has written: each word of the header and of the offsets changed, and ids
  /// outside of the vocabulary.
  @Test func aForgedEntryIsNoReasonToCrash() throws {
    let source = source(.pairs(try pairs()))
    let whole = try read(source).value.corpus
    let key = try #require(try source.key())
    let files = FileCache(folder: cache.folder, kind: "corpus")
    let storage = try source.encoded(threads: 1)
    let bytes = withExtendedLifetime(storage) { Array(storage.content.bytes) }
    let layout = try bytes.withUnsafeBytes { try CorpusLayout(headerOf: $0) }
    var places = (0..<5).map { (8 * $0, 8) } + (0..<8).map { (layout.tokenOffsets + 8 * (11 * $0 % 81), 8) }
    places += [(layout.textOffsets, 8), (layout.textOffsets + 640, 8), (layout.account, 1), (layout.tokenIDs + 40, 4)]
    for (place, width) in places {
      for value: UInt8 in [0xFF, 0x7F] {
        var forged = bytes
        for offset in 0..<width { forged[place + offset] = offset == width - 1 ? value : 0xFF }
        #expect(forged.withUnsafeBytes { files.store($0, key: key) }.isEmpty)
        let found = try read(source)
        #expect(!found.wasHit && found.warnings.count == 1, "\(place)")
        expectEqual(found.value.corpus, whole)
      }
    }
  }

  @Test func aRunKeepsItsDataWhenTheEntryIsReplacedOrRemoved() throws {
    let source = source(.pairs(try pairs()))
    let whole = try read(source).value.corpus
    let mapped = try read(source)
    #expect(mapped.wasHit)
    let entry = try #require(entries().first)
    try FileManager.default.removeItem(atPath: entry)
    expectEqual(mapped.value.corpus, whole)
    _ = try read(source)
    expectEqual(mapped.value.corpus, whole)
  }

  @Test func theLeastRecentlyUsedGoesFirst() throws {
    let small = CorpusCache(folder: folder.path("cache"), megabytes: 1)
    let line = String(repeating: "x ", count: 40_000)
    let sources = try (0..<3).map {
      source(
        .pairs(try folder.file("\($0).jsonl", "{\"source\": \"\($0) \(line)\", \"target\": \"a\"}\n")), limit: 100_000)
    }
    for (number, source) in sources.enumerated() {
      #expect(try !read(source, small).wasHit)
      for entry in try entries() where number == 0 {
        #expect(utimensat(AT_FDCWD, entry, [timespec(tv_sec: 1, tv_nsec: 0), timespec(tv_sec: 1, tv_nsec: 0)], 0) == 0)
      }
    }
    // Each has about 400 kB.
    #expect(try entries().count == 2)
    #expect(try !small.mayHold(sources[0]) && small.mayHold(sources[1]) && small.mayHold(sources[2]))
  }

  @Test func withoutACacheFolderTheDataIsReadAllTheSame() throws {
    let blocked = CorpusCache(folder: try folder.file("file", "no folder"), megabytes: 64)
    let source = source(.pairs(try pairs()))
    let found = try read(source, blocked)
    #expect(!found.wasHit && !found.warnings.isEmpty)
    #expect(found.warnings.allSatisfy { "\($0)".contains("cannot be used") })
    #expect(found.value.corpus.samples.count == 40)
    let tiny = CorpusCache(folder: folder.path("tiny"), megabytes: 0)
    #expect(try "\(read(source, tiny).warnings)".contains("more than"))
  }

  @Test func aPipeIsReadOnceAndNotCached() throws {
    let pipe = folder.path("pipe")
    #expect(mkfifo(pipe, 0o600) == 0)
    let text = try Data(contentsOf: URL(fileURLWithPath: try pairs()))
    let writer = Thread { try? text.write(to: URL(fileURLWithPath: pipe)) }
    writer.start()
    #expect(try read(source(.pairs(pipe))).value.corpus.samples.count == 40)
    #expect(!FileManager.default.fileExists(atPath: cache.folder))
  }

  @Test func mistakesInTheDataAreTheSameWithACache() throws {
    let missing = source(.pairs(folder.path("missing")))
    #expect(throws: FileFailure.self) { try read(missing) }
    #expect(throws: FileFailure.self) { try cache.mayHold(missing) }
    let strict = source(.pairs(try pairs()), badLines: 0)
    for _ in 0..<2 { #expect(throws: DataLineError.self) { try read(strict) } }
    let empty = source(.pairs(try folder.file("empty", "{\"source\": \"a\", \"target\": \"\"}")))
    for _ in 0..<2 { #expect(throws: DataLineError.self) { try read(empty) } }
    #expect(!FileManager.default.fileExists(atPath: cache.folder))
  }

  @Test func manyMayBuildTheSameEntryAtOnce() throws {
    let source = source(.pairs(try pairs()))
    let whole = try EncodedCorpus.read(source, cache: nil, threads: 1).value.corpus
    DispatchQueue.concurrentPerform(iterations: 8) { _ in
      let found = try? read(source)
      #expect(found?.value.corpus.manifest == whole.manifest && found?.warnings.isEmpty == true)
    }
    #expect(try entries().count == 1)
    expectEqual(try read(source).value.corpus, whole)
  }
}
