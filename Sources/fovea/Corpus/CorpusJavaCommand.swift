import ArgumentParser
import Basics
import CorpusBuilding
import Foundation
import Programs

/// `fovea corpus java`: makes a summarization corpus from Java sources.
struct CorpusJavaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "java",
    abstract: "Makes a summarization corpus from Java sources: methods and the first sentence of their Javadoc.",
    discussion: """
      Reads .java files in folders, .zip and .jar archives, and writes train.jsonl, valid.jsonl and test.jsonl in \
      CodeXGLUE's code-to-text form, and corpus.json, which counts every method that was left out by reason. Whole \
      packages belong to one part; near-duplicates across parts are left out, and so is what resembles a file of \
      --apart-from (a gaze study's methods, a published test set). The same sources, options and seed give the same bytes. \
      docs/formats.md has the rules.

      EXAMPLES:
        fovea corpus java /usr/lib/jvm/openjdk-17/src.zip --output corpora/jdk
        fovea corpus java src/ lib/guava-sources.jar --output corpora/own --valid 200 --test 500
        fovea corpus java src.zip --output corpora/jdk --apart-from methods.jsonl test.jsonl --seed 2
      """)

  @Argument(help: ArgumentHelp("Folders, .zip or .jar archives, or .java files.", valueName: "path"))
  var sources: [String]

  @Option(help: ArgumentHelp("The folder for the corpus.", valueName: "dir"))
  var output: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Files with code that no sample may resemble, as for `fovea corpus check`.", valueName: "file"))
  var apartFrom: [String] = []

  @Option(
    help: ArgumentHelp("Decides the parts of packages and which methods of one summary stay.", valueName: "number"))
  var seed: UInt64 = 1

  @Option(
    help: ArgumentHelp(
      "Validation samples to aim at; packages stay whole (default: 1000, at most 5 % of the methods).",
      valueName: "count"))
  var valid: Int?

  @Option(help: ArgumentHelp("Test samples to aim at (default: 3000, at most 10 %).", valueName: "count"))
  var test: Int?

  @Option(help: ArgumentHelp("The fewest lines of a method.", valueName: "count"))
  var fewestLines = JavaCorpusSettings().fewestLines

  @Option(help: ArgumentHelp("The most tokens of a method.", valueName: "count"))
  var mostTokens = JavaCorpusSettings().mostTokens

  @Option(help: ArgumentHelp("The fewest words of a summary.", valueName: "count"))
  var fewestWords = JavaCorpusSettings().fewestWords

  @Option(help: ArgumentHelp("The most words of a summary.", valueName: "count"))
  var mostWords = JavaCorpusSettings().mostWords

  @Option(help: ArgumentHelp("How many methods may have the same summary.", valueName: "count"))
  var mostRepeats = JavaCorpusSettings().mostRepeats

  @Option(help: ArgumentHelp("The similarity from which on two methods must be in one part.", valueName: "number"))
  var near = JavaCorpusSettings().near

  @Option(help: ArgumentHelp("The similarity to --apart-from from which on a method is left out.", valueName: "number"))
  var related: Double?

  @Flag(help: "Replace a corpus that is in the folder.")
  var force = false

  @Flag(help: "Print corpus.json instead of tables.")
  var json = false

  @OptionGroup var threads: ThreadOptions

  private var settings: JavaCorpusSettings {
    var settings = JavaCorpusSettings()
    settings.seed = seed
    if let valid { (settings.valid, settings.mostValid) = (valid, 1) }
    if let test { (settings.test, settings.mostTest) = (test, 1) }
    (settings.fewestLines, settings.mostTokens) = (fewestLines, mostTokens)
    (settings.fewestWords, settings.mostWords, settings.mostRepeats) = (fewestWords, mostWords, mostRepeats)
    settings.near = near
    settings.related = related ?? min(near, settings.related)
    return settings
  }

  func validate() throws {
    if related != nil, apartFrom.isEmpty {
      throw ValidationError("--related has no effect without --apart-from; give the files, or leave it out")
    }
    do {
      try settings.validate()
    } catch let error as InvalidSetting {
      throw ValidationError("--\(error.keyPath) \(error.problem); \(error.remedy)")
    }
  }

  func run() throws {
    let outputs = JavaCorpus.outputs(in: output)
    for path in outputs {
      try OutputConflict.check(path, inputs: sources + apartFrom)
      guard force || !FileManager.default.fileExists(atPath: path) else { throw CorpusExists(path: path) }
    }
    let progress = ProgressWriter()
    let corpus = try JavaCorpus(
      sources, apartFrom: apartFrom, settings: settings, threads: threads.count(),
      progress: { done, total in
        progress.update { elapsed in
          ProgressLine(label: "parsing", completed: done, total: total, elapsed: elapsed, unit: "files")
        }
      })
    progress.finish()
    if force { for path in outputs { unlink(path) } }
    try corpus.write(to: output)
    for note in corpus.report.notes { Console.standardError.warn(note) }
    let standard = StandardOutput()
    if json {
      try standard.writeLine(corpus.report.json)
    } else {
      for line in corpus.report.lines { try standard.writeLine(line) }
    }
    try standard.flush()
    Console.standardError.note("written to \(output)")
  }
}

/// A corpus that the command would replace.
private struct CorpusExists: DiagnosableError {
  let path: String

  var diagnosis: Diagnosis {
    Diagnosis(
      .usage, problem: "the file is already there", place: path,
      remedy: "give another --output, or --force to replace the corpus")
  }
}
