import ArgumentParser
import Basics
import Foundation
import Programs
import Scanpaths
import Syntax

/// `fovea gaze label`: semantic labels of tokens.
struct GazeLabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Labels the tokens of code by their role, with the 19 labels of the EyeTrans study.",
    discussion: """
      A source file is one text; in a file of JSON lines, each line has a text under "code". With --json, prints a \
      line {"tokens": [{"text", "label", "label_id", "line", "start", "end"}, …]} for each text, with bytes counted \
      from 0 and lines from 1.

      EXAMPLES:
        fovea gaze label Main.java --language java
        fovea gaze label methods.jsonl --language java --json > labels.jsonl
      """)

  @Argument(help: ArgumentHelp("A source file, or JSON lines with \"code\"; - for standard input.", valueName: "file"))
  var file: String

  @Option(help: ArgumentHelp("The programming language.", valueName: "name"))
  var language: String

  @Flag(help: "Print a JSON object for each text.")
  var json = false

  private struct Row: Decodable {
    let code: String
  }

  private struct Labels: Encodable {
    struct Token: Encodable {
      let text: String
      let label: String
      let labelID: Int
      let line: Int
      let start: Int
      let end: Int

      enum CodingKeys: String, CodingKey {
        case text, label, line, start, end
        case labelID = "label_id"
      }
    }

    let tokens: [Token]

    init(_ code: LabelledCode) {
      tokens = code.tokens.map {
        Token(
          text: $0.text, label: $0.label.rawValue, labelID: $0.label.id, line: $0.line + 1,
          start: $0.bytes.lowerBound, end: $0.bytes.upperBound)
      }
    }
  }

  func run() throws {
    let labeller = Labeller(try ProgrammingLanguage(named: language))
    let output = StandardOutput()
    if file.hasSuffix(".jsonl") {
      let lines = try LineReader.input(file)
      while let row = try lines.nextRecord(Row.self, form: #"{"code": "…"}"#) {
        try write(try labeller.label(row.code, id: ""), to: output)
      }
    } else {
      let path = file == "-" ? "/dev/stdin" : file
      let text = try TextFile.decode(try TextFile.bytes(of: path), path: file, line: 0)
      try write(try labeller.label(text, id: ""), to: output)
    }
    try output.flush()
  }

  private func write(_ code: LabelledCode, to output: StandardOutput) throws {
    if json { return try output.writeJSON(Labels(code)) }
    for token in code.tokens {
      let line = "\(token.line + 1)".padding(toLength: 5, withPad: " ", startingAt: 0)
      let label = token.label.rawValue.padding(toLength: 42, withPad: " ", startingAt: 0)
      try output.writeLine(line + label + token.text.replacingOccurrences(of: "\n", with: "⏎"))
    }
  }
}
