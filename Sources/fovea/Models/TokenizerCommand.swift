import ArgumentParser
import Basics
import Foundation
import Tokenization

/// `fovea tokenizer`: commands that create tokenizers.
struct TokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokenizer", abstract: "Creates tokenizers.", subcommands: [TrainTokenizerCommand.self])
}

/// `fovea tokenizer train`: learns a byte-level BPE vocabulary.
struct TrainTokenizerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learns a byte-level BPE tokenizer from text.",
    discussion: """
      Each line of a text file is one text. In files with names that end in .jsonl or .json, or in all files if \
      --field is given, each line is a JSON object, and the texts are its fields of the given names. A field is a \
      string, or a list of strings, which are joined by spaces.

      Writes vocab.json, merges.txt, tokenizer.json and the other files of Hugging Face's tokenizers to the directory.

      EXAMPLES:
        fovea tokenizer train --input train.java train.cs --vocabulary-size 8000 --output tokenizer
        fovea tokenizer train --input train.jsonl --field code --field docstring --vocabulary-size 4000 --output tokenizer
      """)

  @Option(
    parsing: .upToNextOption, help: ArgumentHelp("The files to learn from; - is standard input.", valueName: "file"))
  var input: [String]

  @Option(help: ArgumentHelp("Number of tokens, including special ones but not sentinels.", valueName: "count"))
  var vocabularySize: Int

  @Option(help: ArgumentHelp("The directory to write to; created if it is missing.", valueName: "dir"))
  var output: String

  @Option(help: ArgumentHelp("How many times a pair must occur to be merged.", valueName: "count"))
  var minimalFrequency = 2

  @Option(help: ArgumentHelp("How many <extra_id_…> tokens to add.", valueName: "count"))
  var sentinels = 100

  @Option(
    help: ArgumentHelp("A field of the JSON lines to learn from; may be repeated (default: code).", valueName: "name"))
  var field: [String] = []

  func validate() throws {
    guard minimalFrequency >= 1 else { throw ValidationError("--minimal-frequency must be at least 1") }
    guard (0...1000).contains(sentinels) else { throw ValidationError("--sentinels must be between 0 and 1000") }
    guard vocabularySize <= 1 << 24 else { throw ValidationError("--vocabulary-size must be at most \(1 << 24)") }
  }

  func run() throws {
    let texts = try input.flatMap(texts)
    guard texts.contains(where: { !$0.isEmpty }) else {
      throw DataLineError(
        path: input.joined(separator: ", "), line: 0, problem: "there is no text to learn from",
        remedy: "check that these are the files meant")
    }
    for name in Tokenizer.writtenFiles { try OutputConflict.check(PathName.joined(output, name), inputs: input) }
    let trainer = TokenizerTrainer(
      vocabularySize: vocabularySize, minimalFrequency: minimalFrequency, sentinelCount: sentinels)
    let tokenizer = try trainer.train(on: texts)
    try tokenizer.write(to: output)
    let learned = tokenizer.vocabularySize - sentinels
    Console.standardError.note("learned \(learned) tokens from \(texts.count) texts, wrote \(output)")
    if learned < vocabularySize {
      Console.standardError.warn("the texts have too few repeated pairs for \(vocabularySize) tokens")
    }
  }

  private func texts(of path: String) throws -> [String] {
    let lines = try LineReader.input(path)
    var texts: [String] = []
    let isJSON = !field.isEmpty || path.hasSuffix(".jsonl") || path.hasSuffix(".json")
    guard isJSON else {
      // The line end is part of the text, so white space at the end of a line is tokenised as in the whole file.
      while let line = try lines.nextText() { texts.append(line + "\n") }
      return texts
    }
    let fields = field.isEmpty ? ["code"] : field
    while let record = try lines.nextRecord([String: FieldText].self, form: "with the fields \(fields)") {
      for name in fields {
        guard let text = record[name]?.text else {
          throw DataLineError(
            path: lines.path, line: lines.line, problem: "there is no text in the field \"\(name)\"",
            remedy: "name the fields that hold text with --field")
        }
        texts.append(text)
      }
    }
    return texts
  }
}

/// The text of one field of a JSON line; nil if it is neither a string nor a list of strings.
private struct FieldText: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    text = (try? container.decode(String.self)) ?? (try? container.decode([String].self))?.joined(separator: " ")
  }
}
