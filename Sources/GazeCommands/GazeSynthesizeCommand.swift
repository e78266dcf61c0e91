import ArgumentParser
import Basics
import Foundation
import Programs
import Runs
import Scanpaths
import Syntax

/// `fovea gaze synthesize`: pseudo-scanpaths and simulated readers for code without recordings.
struct GazeSynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Generates pseudo-scanpaths or simulated trials for code without recordings.",
    discussion: """
      Reads JSON lines with "code" and writes EyeMulator's rows: tokens, labels, mask, patterns and order. The \
      behaviour `corrected` follows the method as described, `artifact` follows EyeMulator's published corpora \
      (docs/method.md). With --readers, writes trials of simulated readers instead; the participant's name marks them \
      as simulated.

      EXAMPLES:
        fovea gaze synthesize methods.jsonl --priors priors/ --language java --output pseudo.jsonl
        fovea gaze synthesize methods.jsonl --priors priors/ --language java --readers 5 --output simulated.jsonl
      """)

  @Argument(help: ArgumentHelp("JSON lines with \"code\", and \"content\" if there is a target.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("A folder of priors.", valueName: "dir"))
  var priors: String

  @Option(help: ArgumentHelp("The programming language.", valueName: "name"))
  var language: String

  @Option(help: ArgumentHelp("The output file.", valueName: "file"))
  var output: String

  @Option(help: "How patterns are placed.")
  var behaviour = EyeMulatorBehaviour.corrected

  @Option(help: ArgumentHelp("Simulated readers of each method, instead of pseudo-scanpaths.", valueName: "count"))
  var readers = 0

  @Option(help: ArgumentHelp("The seed for everything random.", valueName: "number"))
  var seed: UInt64 = 1

  @Flag(help: "Print a report as one JSON object.")
  var json = false

  func validate() throws {
    guard readers >= 0 else { throw ValidationError("--readers is \(readers); give a number of readers") }
  }

  func run() throws {
    try OutputConflict.check(output, inputs: [file] + EyeMulatorPriorFiles.paths(in: priors))
    let language = try ProgrammingLanguage(named: language)
    let files = try EyeMulatorPriorFiles(folder: priors)
    let run = GazeSynthesis(language: language, priors: files, behaviour: behaviour, seed: seed)
    let progress = ProgressWriter()
    let methods = try JSONLines.read(GazeSynthesis.Method.self, from: file)
    let report = try run.write(methods, readers: readers, to: output) { done in
      progress.update { elapsed in
        ProgressLine(
          label: "synthesizing", completed: done, total: methods.count, elapsed: elapsed, unit: "methods")
      }
    }
    progress.finish()
    let standardOutput = StandardOutput()
    if json {
      try standardOutput.writeJSON(report)
    } else {
      try standardOutput.writeLine(
        "\(report.methods) methods, \(report.tokens) tokens, \(report.attended) of them attended")
    }
    try standardOutput.flush()
  }
}

extension EyeMulatorBehaviour: ExpressibleByArgument {}
