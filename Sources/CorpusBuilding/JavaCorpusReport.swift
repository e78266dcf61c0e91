import Basics
import Foundation

/// A source file that gave no methods because it could not be read or parsed.
package struct SkippedFile: Codable, Sendable, Equatable {
  package enum Kind: String, Codable, Sendable {
    case unreadable
    case notUTF8 = "not_utf8"
  }

  package var file: String
  package var kind: Kind
  package var problem: String
}

/// What a corpus was made from, and what became of every method. `corpus.json` holds it.
package struct JavaCorpusReport: Codable, Sendable {
  /// A file that went in, as a whole.
  package struct Input: Codable, Sendable, Equatable {
    package var path: String
    /// The SHA-256 of the file; empty for a folder.
    package var sha256: String
  }

  /// Methods that are not in the corpus, by reason.
  package struct Excluded: Codable, Sendable, Equatable {
    package var reason: String
    package var text: String
    package var count: Int
  }

  /// A part of the corpus.
  package struct Part: Codable, Sendable, Equatable {
    package var part: String
    package var samples: Int
    package var packages: Int
    package var codeTokens: Int
    package var summaryTokens: Int
  }

  package var version = FoveaVersion.current
  package var inputs: [Input]
  package var apartFrom: [Input]
  package var settings: JavaCorpusSettings
  package var files: Int
  /// Files with syntax errors somewhere; their sound methods count.
  package var filesWithErrors: Int
  package var skippedFiles: [SkippedFile]
  package var repeatedLinks: [String]
  /// All method declarations of types: those in the corpus and those excluded.
  package var methods: Int
  package var excluded: [Excluded]
  package var parts: [Part]
  /// Samples that share their summary with another one.
  package var samplesWithSharedSummary: Int

  init(
    roots: [String], apart: [String], sources: SourceFiles, read: [JavaCorpus.Read],
    excluded: [MethodExclusion: Int], samples: [CorpusBuilder.Assigned], settings: JavaCorpusSettings
  ) throws {
    inputs = try roots.map(Self.input)
    apartFrom = try apart.map(Self.input)
    self.settings = settings
    files = sources.files.count
    filesWithErrors = read.count { !$0.content.isSound }
    skippedFiles = read.compactMap(\.problem)
    repeatedLinks = sources.repeatedLinks
    methods = samples.count + excluded.values.reduce(0, +)
    self.excluded = MethodExclusion.allCases.compactMap { reason in
      excluded[reason].map { Excluded(reason: reason.rawValue, text: reason.text(settings), count: $0) }
    }
    parts = CorpusPart.allCases.reversed().map { part in
      let members = samples.filter { $0.part == part }.map(\.method)
      return Part(
        part: part.rawValue, samples: members.count, packages: Set(members.map(\.package)).count,
        codeTokens: members.reduce(0) { $0 + $1.tokens.count },
        summaryTokens: members.reduce(0) { $0 + $1.summaryTokens.count })
    }
    let summaries = Dictionary(samples.map { ($0.method.summary, 1) }, uniquingKeysWith: +)
    samplesWithSharedSummary = summaries.values.filter { $0 > 1 }.reduce(0, +)
  }

  private static func input(_ path: String) throws -> Input {
    var status = stat()
    let isFile = stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    return Input(path: path, sha256: isFile ? try Digest.sha256(of: path).digest : "")
  }

  /// The report as JSON with sorted keys.
  package var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = .convertToSnakeCase
    guard let data = try? encoder.encode(self) else { return "{}" }
    return String(decoding: data, as: UTF8.self)
  }

  /// The tables of the report.
  package var lines: [String] {
    var partTable = TextTable(
      header: ["part", "samples", "packages", "code tokens", "summary tokens"], numeric: [1, 2, 3, 4])
    partTable.rows = parts.map {
      ["\($0.part)", "\($0.samples)", "\($0.packages)", "\($0.codeTokens)", "\($0.summaryTokens)"]
    }
    var reasonTable = TextTable(header: ["left out", "methods"], numeric: [1])
    reasonTable.rows = excluded.map { [$0.text, "\($0.count)"] }
    let samples = parts.reduce(0) { $0 + $1.samples }
    return [
      "\(methods) methods in \(files) files; \(samples) are in the corpus", "", partTable.rendered(.table), "",
      reasonTable.rendered(.table),
    ]
  }

  /// What a user should know besides the tables.
  package var notes: [String] {
    var notes = skippedFiles.prefix(5).map { "\($0.file): \($0.problem); the file was left out" }
    if skippedFiles.count > 5 { notes.append("\(skippedFiles.count - 5) further files were left out: see corpus.json") }
    for part in parts where part.samples == 0 {
      let isWanted = part.part == "train" || (part.part == "valid" ? settings.valid : settings.test) > 0
      if isWanted {
        notes.append("the part \(part.part) is empty: whole packages are too few or too large for the aims")
      }
    }
    if filesWithErrors > 0 { notes.append("\(filesWithErrors) files have syntax errors; their sound methods count") }
    if !repeatedLinks.isEmpty {
      notes.append(
        "\(repeatedLinks.count) links lead to folders that were already visited, such as \(repeatedLinks[0])")
    }
    return notes
  }
}
