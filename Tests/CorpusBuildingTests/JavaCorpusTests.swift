import Basics
import Foundation
import TestSupport
import Testing

@testable import CorpusBuilding

struct JavaCorpusTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static func method(_ name: String, javadoc: String = "Returns the sum of all numbers.", lines: [String])
    -> String
  {
    "  /** \(javadoc) */\n  public int \(name)(int[] values) {\n"
      + lines.map { "    \($0)\n" }.joined() + "  }\n"
  }

  /// A body whose 4-grams no other one has.
  private static func body(_ word: String) -> [String] {
    (1...6).map { "int \(word)\($0) = \(word)Of(values, \($0)) * \(word)Base\($0);" } + ["return \(word)1;"]
  }

  private func write(_ content: String, to path: String) throws { try folder.file(path, content) }

  private func source(package name: String, _ type: String, _ methods: [String]) -> String {
    "package \(name);\nclass \(type) {\n\(methods.joined(separator: "\n"))}\n"
  }

  private func settings(valid: Int = 0, test: Int = 0) -> JavaCorpusSettings {
    var settings = JavaCorpusSettings()
    (settings.valid, settings.test) = (valid, test)
    (settings.mostValid, settings.mostTest) = (1, 1)
    return settings
  }

  private func count(_ report: JavaCorpusReport, _ reason: MethodExclusion) -> Int {
    report.excluded.first { $0.reason == reason.rawValue }?.count ?? 0
  }

  @Test func countsEveryMethodOnceInTheCorpusOrUnderAReason() throws {
    let inner = "  static class Inner {\n" + Self.method("nested", lines: Self.body("nested")) + "  }\n"
    let anonymous = """
        /** Starts the thread of this service. */
        void start() {
          run(new Runnable() {
            /** Is part of the method around it. */
            public void run() { go(); go(); }
          });
        }

      """
    try write(
      source(
        package: "a.b", "One",
        [
          Self.method("sum", lines: Self.body("sum")), "  void bare() {\n  a();\n  }\n",
          "  /** Is declared here only. */\n  abstract int later();\n",
          "  /** {@inheritDoc} */\n  public int inherited() {\n    return 1;\n  }\n",
          "  /** Describes this object in words. */\n  public String toString() {\n    return \"\";\n  }\n",
          Self.method("latest", lines: Self.body("late")),
          "  /** Returns one for short bodies. */ int one() { return 1; }\n",
          Self.method("brief", javadoc: "Returns it.", lines: Self.body("brief")),
          Self.method("linked", javadoc: "See https://example.org for more.", lines: Self.body("linked")),
          Self.method("foreign", javadoc: "Возвращает сумму всех чисел.", lines: Self.body("foreign")),
          Self.method("broken", lines: ["int = ;"]), inner, anonymous,
        ]), to: "one/One.java")
    try write(source(package: "a.c", "Two", [Self.method("sum", lines: Self.body("sum"))]), to: "two/Two.java")
    let report = try JavaCorpus([folder.path], settings: settings()).report
    #expect(report.files == 2)
    #expect(report.filesWithErrors == 1)
    let reasons: [MethodExclusion] = [
      .withoutJavadoc, .withoutBody, .inheritedText, .standardMethod, .testMethod, .tooFewLines, .shortSummary,
      .webAddress, .notEnglish, .syntaxError, .sameCode,
    ]
    for reason in reasons { #expect(count(report, reason) == 1, "\(reason)") }
    #expect(report.parts.reduce(0) { $0 + $1.samples } == 3)
    #expect(report.methods == 3 + reasons.count)
  }

  private func rows(_ part: String) throws -> [[String: Any]] {
    let text = try String(contentsOfFile: "\(folder.path)/out/\(part).jsonl", encoding: .utf8)
    return try text.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  @Test func writesTheRowsOfCodeXGLUE() throws {
    try write(
      source(
        package: "a.b", "One", [Self.method("sum", lines: ["// adds", "int s = 0;", "return s + values.length;"])]),
      to: "One.java")
    let corpus = try JavaCorpus(["\(folder.path)/One.java"], settings: settings())
    try corpus.write(to: "\(folder.path)/out")
    let row = try #require(try rows("train").first)
    #expect(row["func_name"] as? String == "One.sum")
    #expect(row["docstring"] as? String == "Returns the sum of all numbers.")
    #expect(row["docstring_tokens"] as? [String] == ["Returns", "the", "sum", "of", "all", "numbers", "."])
    let tokens = try #require(row["code_tokens"] as? [String])
    #expect(tokens.prefix(6) == ["public", "int", "sum", "(", "int", "["])
    #expect(!tokens.contains { $0.contains("adds") })
    #expect(
      row["code"] as? String == """
        public int sum(int[] values) {
          // adds
          int s = 0;
          return s + values.length;
        }
        """)
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/out/test.jsonl"))
  }

  /// Thirty packages of four methods; in each third one, a method is a near copy of one in the next package.
  private func writePackages() throws {
    for package in 0..<30 {
      var methods = (0..<4).map { number in
        Self.method(
          "m\(number)", javadoc: "Returns number \(number) of package \(package).",
          lines: Self.body("w\(package)x\(number)"))
      }
      if package % 3 == 0 {
        methods.append(
          Self.method(
            "copy", javadoc: "Returns a copy in package \(package).",
            lines: Self.body("w\(package + 1)x0").dropLast() + ["return 7;"]))
      }
      try write(source(package: "p\(package)", "C", methods), to: "p\(package)/C.java")
    }
  }

  @Test func keepsPackagesWholeAndDuplicatesInOnePart() throws {
    try writePackages()
    let corpus = try JavaCorpus([folder.path], settings: settings(valid: 12, test: 20))
    try corpus.write(to: "\(folder.path)/out")
    var partOf: [String: Set<String>] = [:]
    var partOfCopied: [Int: Set<String>] = [:]
    for part in ["train", "valid", "test"] {
      for row in try rows(part) {
        let package = try #require(row["package"] as? String)
        partOf[package, default: []].insert(part)
        let number = try #require(Int(package.dropFirst()))
        let name = try #require(row["func_name"] as? String)
        if name == "C.copy" { partOfCopied[number + 1, default: []].insert(part) }
        if name == "C.m0", number % 3 == 1 { partOfCopied[number, default: []].insert(part) }
      }
    }
    #expect(partOf.values.allSatisfy { $0.count == 1 })
    #expect(partOfCopied.count == 10)
    #expect(partOfCopied.values.allSatisfy { $0.count == 1 })
    #expect(count(corpus.report, .likeOtherSplit) > 0)
    let sizes = Dictionary(uniqueKeysWithValues: corpus.report.parts.map { ($0.part, $0.samples) })
    #expect((9...13).contains(sizes["valid"] ?? 0))
    #expect((16...22).contains(sizes["test"] ?? 0))
  }

  @Test func isAFunctionOfSeedAndSources() throws {
    try writePackages()
    func lines(seed: UInt64, threads: Int) throws -> [String] {
      var settings = settings(valid: 5, test: 5)
      settings.seed = seed
      let out = "\(folder.path)/out-\(seed)-\(threads)"
      try JavaCorpus(
        ["\(folder.path)/p0", "\(folder.path)/p1", "\(folder.path)/p2", "\(folder.path)/p3"], settings: settings,
        threads: threads
      )
      .write(to: out)
      return try ["train", "valid", "test"].map { try String(contentsOfFile: "\(out)/\($0).jsonl", encoding: .utf8) }
    }
    #expect(try lines(seed: 1, threads: 1) == lines(seed: 1, threads: 3))
    #expect(try lines(seed: 1, threads: 1) != lines(seed: 2, threads: 1))
  }

  @Test func capsRepeatedSummariesAndKeepsApart() throws {
    let methods = (0..<9).map { Self.method("m\($0)", lines: Self.body("word\($0)")) }
    try write(source(package: "a", "Many", methods), to: "Many.java")
    let first = try JavaCorpus([folder.path], settings: settings())
    #expect(count(first.report, .repeatedSummary) == 4)
    #expect(first.report.samplesWithSharedSummary == 5)
    let code = "public int m3(int[] values) {\n" + Self.body("word3").map { "    \($0)\n" }.joined() + "}\n"
    let line = try String(decoding: JSONSerialization.data(withJSONObject: ["code": code]), as: UTF8.self)
    try (line + "\n").write(toFile: "\(folder.path)/apart.jsonl", atomically: false, encoding: .utf8)
    let apart = try JavaCorpus([folder.path], apartFrom: ["\(folder.path)/apart.jsonl"], settings: settings())
    #expect(count(apart.report, .likeHeldApart) == 1)
    #expect(count(apart.report, .repeatedSummary) == 3)
  }

  @Test func tellsOfFilesItCannotUse() throws {
    try write(source(package: "a", "Good", [Self.method("sum", lines: Self.body("sum"))]), to: "src/Good.java")
    try Data([0x63, 0xFF, 0xFE]).write(to: URL(fileURLWithPath: "\(folder.path)/src/Bytes.java"))
    try FileManager.default.createSymbolicLink(
      atPath: "\(folder.path)/src/loop", withDestinationPath: "\(folder.path)/src")
    let report = try JavaCorpus(["\(folder.path)/src"], settings: settings()).report
    #expect(report.skippedFiles.map(\.kind) == [.notUTF8])
    #expect(report.skippedFiles.first?.file.hasSuffix("Bytes.java") == true)
    #expect(report.repeatedLinks.count == 1)
    #expect(report.parts.reduce(0) { $0 + $1.samples } == 1)
  }

  @Test func refusesRootsWithoutJava() throws {
    try write("nothing", to: "empty/readme.txt")
    #expect(throws: NoSourceFiles(path: "\(folder.path)/empty")) { try JavaCorpus(["\(folder.path)/empty"]) }
    #expect(throws: FileFailure.self) { try JavaCorpus(["\(folder.path)/absent"]) }
    try write("class A {}", to: "bare/A.java")
    #expect(throws: EmptyCorpus.self) { try JavaCorpus(["\(folder.path)/bare"]) }
  }
}
