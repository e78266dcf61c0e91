import Basics
import Corpus
import Dispatch
import Foundation
import Synchronization
import Syntax

/// A corpus of Java methods and their summaries, made from source files.
///
/// The methods and the filters are those of CodeSearchNet (Husain et al., "CodeSearchNet Challenge", 2019, section 2),
/// the rows those of CodeXGLUE's code-to-text task. *Ours*: the summary is the Javadoc's first sentence, near-duplicates
/// are found by the similarity of 4-grams and stay in one part, whole packages belong to one part, and summaries that
/// many methods share are capped.
package struct JavaCorpus: Sendable {
  private let samples: [CorpusBuilder.Assigned]
  package let report: JavaCorpusReport

  /// Reads the files below the roots and builds the corpus.
  ///
  /// - Parameters:
  ///   - apart: files with code that no sample may resemble; as for `fovea corpus check`.
  ///   - threads: how many threads parse; they do not change the result.
  ///   - progress: is called with the number of files done and all.
  /// - Throws: errors of `SourceFiles` and `CodeTexts`; `InvalidSetting`; `EmptyCorpus` if no method is left.
  package init(
    _ roots: [String], apartFrom apart: [String] = [], settings: JavaCorpusSettings = JavaCorpusSettings(),
    threads: Int = 1, progress: @Sendable (Int, Int) -> Void = { _, _ in }
  ) throws {
    try settings.validate()
    let texts = try apart.map { try CodeTexts(path: $0) }
    let sources = try SourceFiles(roots)
    let read = Self.read(sources.files, settings, threads: threads, progress)
    var builder = CorpusBuilder(read.flatMap(\.content.methods), settings: settings)
    samples = builder.build(apartFrom: texts)
    let excluded = read.map(\.content.excluded).reduce(builder.excluded) { $0.merging($1, uniquingKeysWith: +) }
    report = try JavaCorpusReport(
      roots: roots, apart: apart, sources: sources, read: read, excluded: excluded, samples: samples, settings: settings
    )
    guard !samples.isEmpty else { throw EmptyCorpus(path: roots.joined(separator: ", "), report: report) }
  }

  /// What became of one source file.
  struct Read: Sendable {
    var content = JavaFileReader.Content()
    /// Why the file has no methods; nil for a file that was parsed.
    var problem: SkippedFile?
  }

  private static func read(
    _ files: [SourceFile], _ settings: JavaCorpusSettings, threads: Int, _ progress: @Sendable (Int, Int) -> Void
  ) -> [Read] {
    var results = [Read](repeating: Read(), count: files.count)
    let next = Atomic(0)
    let done = Atomic(0)
    results.withUnsafeMutableBufferPointer { slots in
      // Each index is written by one thread alone.
      nonisolated(unsafe) let slots = slots
      DispatchQueue.concurrentPerform(iterations: max(1, min(threads, files.count))) { _ in
        let reader = JavaFileReader(settings)
        while true {
          let number = next.add(1, ordering: .relaxed).oldValue
          guard number < files.count else { return }
          slots[number] = read(files[number], reader)
          progress(done.add(1, ordering: .relaxed).newValue, files.count)
        }
      }
    }
    return results
  }

  private static func read(_ file: SourceFile, _ reader: JavaFileReader) -> Read {
    do {
      let bytes = try file.bytes()
      guard String(validating: bytes, as: UTF8.self) != nil else {
        return Read(problem: SkippedFile(file: file.description, kind: .notUTF8, problem: "the file is not UTF-8"))
      }
      return Read(content: try reader.content(of: bytes, path: file.path))
    } catch {
      let problem = (error as? any DiagnosableError)?.diagnosis.problem ?? "\(error)"
      return Read(problem: SkippedFile(file: file.description, kind: .unreadable, problem: problem))
    }
  }

  /// Writes `train.jsonl`, `valid.jsonl`, `test.jsonl` and `corpus.json` to a folder. A part without samples gets no file.
  ///
  /// - Throws: `FileFailure`.
  package func write(to folder: String) throws {
    try Folder.make(folder)
    for part in CorpusPart.allCases {
      let members = samples.filter { $0.part == part }
      guard !members.isEmpty else { continue }
      try AtomicFile.write(to: PathName.joined(folder, "\(part.rawValue).jsonl")) { file in
        for sample in members {
          try file.append((JSONLines.line(CorpusRow(sample.method, part: part)) + "\n").utf8)
        }
      }
    }
    try AtomicFile.write(report.json + "\n", to: PathName.joined(folder, "corpus.json"))
  }

  /// The files that `write` may replace.
  package static func outputs(in folder: String) -> [String] {
    (CorpusPart.allCases.map { "\($0.rawValue).jsonl" } + ["corpus.json"]).map { PathName.joined(folder, $0) }
  }
}

/// A line of CodeXGLUE's code-to-text task.
private struct CorpusRow: Encodable {
  let path: String
  let line: Int
  let package: String
  let name: String
  let code: String
  let codeTokens: [String]
  let docstring: String
  let docstringTokens: [String]
  let partition: CorpusPart
  let language = "java"

  init(_ method: JavaMethod, part: CorpusPart) {
    (path, line, package, name) = (method.path, method.line, method.package, method.name)
    (code, codeTokens, docstring, docstringTokens) = (method.code, method.tokens, method.summary, method.summaryTokens)
    partition = part
  }

  private enum CodingKeys: String, CodingKey {
    case path, line, package, code, docstring, partition, language
    case name = "func_name"
    case codeTokens = "code_tokens"
    case docstringTokens = "docstring_tokens"
  }
}

/// No method passed the filters.
package struct EmptyCorpus: DiagnosableError {
  var path: String
  var report: JavaCorpusReport

  package var diagnosis: Diagnosis {
    let reasons = report.excluded.map { "\($0.count) \($0.text)" }.joined(separator: "; ")
    return Diagnosis(
      .badData, problem: "no method of \(report.files) files is left" + (reasons.isEmpty ? "" : ": \(reasons)"),
      place: path, remedy: "check that these are sources with Javadoc, or loosen the limits")
  }
}
