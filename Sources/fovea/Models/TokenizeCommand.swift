import ArgumentParser
import Basics
import Programs
import Tokenization

/// `fovea tokenize`: converts text to tokens and back.
struct TokenizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenize",
    abstract: "Splits text into a tokenizer's tokens, or decodes ids to text.",
    discussion: """
      Without --jsonl, each line of the input is a text; its tokens (with --ids, their ids) are printed, separated by \
      single spaces. With --jsonl, each line is {"text": "…"} and gives {"ids": […]}. <s> and </s> are not added.

      --decode reads lines {"ids": […]} and prints {"text": "…"}.

      EXAMPLES:
        fovea tokenize --tokenizer codet5-small --input Main.java
        fovea tokenize --tokenizer codet5-small --input texts.jsonl --jsonl --ids > ids.jsonl
        fovea tokenize --tokenizer codet5-small --input ids.jsonl --decode
      """)

  @Option(help: ArgumentHelp("The tokenizer's directory.", valueName: "dir"))
  var tokenizer: String

  @Option(help: ArgumentHelp("The file to read; - is standard input.", valueName: "file"))
  var input = "-"

  @Flag(help: "Read and print JSON lines.")
  var jsonl = false

  @Flag(help: "Print ids instead of tokens; JSON lines always have ids.")
  var ids = false

  @Flag(help: "Decode JSON lines with ids to JSON lines with text.")
  var decode = false

  func run() throws {
    try Folder.require(tokenizer)
    let tokenizer = try Tokenizer(directory: tokenizer)
    let lines = try LineReader.input(input)
    let output = StandardOutput()
    if decode {
      while let record = try lines.nextRecord(IDsRecord.self, form: #"{"ids": [1, …]}"#) {
        if let id = record.ids.first(where: { tokenizer.token(for: $0) == nil }) {
          throw DataLineError(
            path: lines.path, line: lines.line,
            problem: "the id \(id) is not among the tokenizer's \(tokenizer.vocabularySize) tokens",
            remedy: "decode with the tokenizer that made the ids")
        }
        try output.writeJSON(TextRecord(text: tokenizer.decode(record.ids)))
      }
    } else if jsonl {
      while let record = try lines.nextRecord(TextRecord.self, form: TextRecord.form) {
        try output.writeJSON(IDsRecord(ids: tokenizer.encode(record.text)))
      }
    } else {
      while let line = try lines.nextText() {
        let encoded = tokenizer.encode(line)
        try output.writeLine(
          encoded.map { ids ? "\($0)" : tokenizer.token(for: $0) ?? "" }.joined(separator: " "))
      }
    }
    try output.flush()
  }
}

/// A line `{"text": "…"}`.
struct TextRecord: Codable {
  var text: String

  /// The form of such a line, for messages.
  static let form = #"{"text": "…"}"#
}

/// A line `{"ids": […]}`.
struct IDsRecord: Codable {
  var ids: [Int32]
}
