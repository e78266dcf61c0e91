import ArgumentParser
import Basics
import CommandOptions
import Corpus
import CorpusBuilding
import Foundation
import Programs
import Syntax
import Tokenization

/// `fovea corpus inspect`: draws what a corpus has.
struct CorpusInspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Draws the lengths, labels, near-duplicates and repeated targets of a corpus as one page.",
    discussion: """
      Lengths count words and marks, or with --tokenizer the subword tokens that a model sees. Labels are the semantic labels \
      of the sources' tokens (docs/labels.md). Near-duplicates are those of `fovea corpus check`.

      EXAMPLES:
        fovea corpus inspect corpora/jdk --output jdk.html
        fovea corpus inspect train=train.jsonl valid=valid.jsonl --tokenizer runs/tokenizer --output corpus.html
        fovea corpus inspect pairs.jsonl --task pairs --language python --json
      """)

  @Argument(
    help: ArgumentHelp(
      "The parts, as for `fovea corpus check`, or the folder of `fovea corpus java`.", valueName: "NAME=file"))
  var parts: [String]

  @Option(help: ArgumentHelp("The task of the files: summarization, completion or pairs.", valueName: "task"))
  var task = LearningTask.summarization

  @Option(help: ArgumentHelp("A tokenizer's folder, to measure lengths in its tokens.", valueName: "dir"))
  var tokenizer: String?

  @Option(help: ArgumentHelp("The programming language of the sources.", valueName: "name"))
  var language = ProgrammingLanguage.java.rawValue

  @Option(help: ArgumentHelp("The page to write.", valueName: "file"))
  var output: String?

  @Flag(help: "Print one JSON object.")
  var json = false

  func validate() throws {
    if task == .translation {
      throw ValidationError(
        "--task translation has two files a part; make a .jsonl with source and target for --task pairs")
    }
    if output == nil, !json { throw ValidationError("there is nothing to do: give --output, --json or both") }
    try OutputEnding.checkPage(output)
  }

  func run() throws {
    let files = try NamedFile.list(parts, inFolders: ["train", "valid", "test"])
    try OutputConflict.check(output, inputs: files.map(\.path))
    let language = try ProgrammingLanguage(named: language)
    let read = try files.map { file in
      CorpusInspection.Part(
        name: file.name, path: file.path,
        samples: try taskFiles(file.path).read().samples)
    }
    var settings = DuplicateSettings()
    settings.comments = [.python, .ruby].contains(language) ? .hash : .slashes
    let check = try DuplicateCheck(
      files.map { .init(name: $0.name, texts: try CodeTexts(path: $0.path)) }, settings: settings)
    let subwords = try tokenizer.map { try Tokenizer(directory: $0) }
    let inspection = CorpusInspection(
      read, language: language, duplicates: DuplicateReport(check),
      unit: subwords == nil ? "words and marks" : "subword tokens",
      length: { text in subwords?.encode(text).count ?? CorpusInspection.words(in: text) })
    let standard = StandardOutput()
    if json { try standard.writeJSON(inspection) }
    if let output {
      try AtomicFile.write(inspection.page(title: "Corpus of \(files.map(\.name).joined(separator: ", "))"), to: output)
      if !json { try standard.writeLine(inspection.lengthTable.rendered(.table)) }
      Console.standardError.note("written to \(output)")
    }
    try standard.flush()
  }

  private func taskFiles(_ path: String) -> TaskFiles {
    switch task {
    case .completion: .completion(path)
    case .pairs: .pairs(path)
    default: .summarization(path)
    }
  }
}
