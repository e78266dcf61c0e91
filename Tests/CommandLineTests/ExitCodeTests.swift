import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct ExitCodeTests {
  let tiny: TinyModel

  init() throws { tiny = try TinyModel() }

  /// Runs and checks the code, that the message names `place`, and that nothing but it was printed.
  private func expectFailure(
    _ status: Int32, naming place: String, _ result: Program.Result, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(result.status == status, "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.errors.contains(place), "\(result.errors)", sourceLocation: sourceLocation)
    #expect(result.output.isEmpty, sourceLocation: sourceLocation)
  }

  @Test func helpAndVersionSucceedAndGoToStandardOutput() throws {
    for arguments in [["--help"], ["loss", "--help"], ["help", "bench"], ["help", "generate"]] {
      let result = try Program.shell("\"$0\" \(arguments.joined(separator: " "))")
      #expect(result.status == 0 && result.output.contains("USAGE") && result.errors.isEmpty)
    }
    #expect(try Program.run("--version").output.hasPrefix("fovea "))
  }

  @Test func wrongUsageIs64() throws {
    try expectFailure(64, naming: "--nonsense", Program.run("--nonsense"))
    try expectFailure(64, naming: "--data", Program.run("loss", "--model", tiny.path))
    try expectFailure(64, naming: "--beam", Program.run("generate", "--model", tiny.path, "--beam", "0"))
    try expectFailure(64, naming: "--max-source", Program.run("generate", "--model", tiny.path, "--max-source", "2"))
    try expectFailure(64, naming: "--threads", Program.run("generate", "--model", tiny.path, "--threads", "0"))
  }

  @Test func anEnvironmentVariableThatCannotBeUsedIs78() throws {
    let result = try Program.run("generate", "--model", tiny.path, environment: ["FOVEA_THREADS": "many"])
    expectFailure(78, naming: "FOVEA_THREADS", result)
  }

  @Test func missingFilesAndFoldersAre74() throws {
    let pairs = try tiny.folder.file("pairs.jsonl", #"{"source": "a", "target": "b"}"#)
    let nowhere = tiny.folder.path("nowhere")
    try expectFailure(74, naming: nowhere, Program.run("loss", "--model", nowhere, "--data", pairs))
    try expectFailure(74, naming: nowhere, Program.run("loss", "--model", tiny.path, "--data", nowhere))
    try expectFailure(74, naming: nowhere, Program.run("generate", "--model", tiny.path, "--input", nowhere))
    try expectFailure(74, naming: nowhere, Program.run("tokenize", "--tokenizer", nowhere))
    try expectFailure(74, naming: tiny.path, Program.run("tokenize", "--tokenizer", tiny.path, "--input", tiny.path))
  }

  @Test func malformedLinesAre65AndNamedByFileAndLine() throws {
    let good = #"{"source": "a", "target": "b"}"#
    for bad in ["{", #"{"source": "a"}"#, #"{"source": 1, "target": "b"}"#, "[]"] {
      let path = try tiny.folder.file("pairs.jsonl", "\(good)\n\n\(bad)\n")
      try expectFailure(65, naming: "pairs.jsonl:3", Program.run("loss", "--model", tiny.path, "--data", path))
    }
    let texts = try tiny.folder.file("texts.jsonl", "{\"text\": \"a\"}\n{\"txt\": \"a\"}\n")
    for command in [["generate", "--model"], ["tokenize", "--tokenizer"]] {
      let result = try Program.run(command[0], command[1], tiny.path, "--input", texts, "--jsonl")
      expectFailure(
        65, naming: "texts.jsonl:2", Program.Result(status: result.status, output: "", errors: result.errors))
    }
    let bytes = Array("a\n".utf8) + [0xC3, 0x28, 0x0A]
    let result = try Program.run("tokenize", "--tokenizer", tiny.path, bytes: bytes)
    expectFailure(
      65, naming: "standard input:2", Program.Result(status: result.status, output: "", errors: result.errors))
  }

  @Test func anEmptyDataFileIs65() throws {
    let path = try tiny.folder.file("empty.jsonl", "")
    try expectFailure(65, naming: "empty.jsonl", Program.run("loss", "--model", tiny.path, "--data", path))
    try expectFailure(
      65, naming: "empty.jsonl",
      Program.run(
        "tokenizer", "train", "--input", path, "--vocabulary-size", "300", "--output", tiny.folder.path("new")))
  }

  @Test func modelFoldersThatAreIncompleteOrBrokenAreRefused() throws {
    let pairs = try tiny.folder.file("pairs.jsonl", #"{"source": "a", "target": "b"}"#)
    let weights = tiny.folder.path("model.safetensors")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: weights))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: weights))
    try expectFailure(65, naming: "model.safetensors", Program.run("loss", "--model", tiny.path, "--data", pairs))
    try FileManager.default.removeItem(atPath: weights)
    let missing = try Program.run("loss", "--model", tiny.path, "--data", pairs)
    #expect([65, 74].contains(missing.status) && missing.errors.contains(tiny.path), "\(missing.errors)")
    try tiny.folder.file("config.json", "{")
    try expectFailure(65, naming: "config.json", Program.run("loss", "--model", tiny.path, "--data", pairs))
  }

  @Test func aTokenizerWithMoreTokensThanItsModelIs65() throws {
    let lines = try tiny.folder.file("text.txt", "some text\n")
    let large = tiny.folder.path("large")
    let trained = try Program.run(
      "tokenizer", "train", "--input", lines, "--vocabulary-size", "261", "--sentinels", "200", "--output", large)
    #expect(trained.status == 0, "\(trained.errors)")
    let result = try Program.run("generate", "--model", tiny.path, "--tokenizer", large, input: "a\n")
    expectFailure(65, naming: large, result)
  }

  @Test func aTokenizerThatIsBrokenIs65AVocabularyThatIsTooSmall78() throws {
    let lines = try tiny.folder.file("text.txt", "some text\n")
    try expectFailure(
      78, naming: "261",
      Program.run(
        "tokenizer", "train", "--input", lines, "--vocabulary-size", "100", "--output", tiny.folder.path("small")))
    try tiny.folder.file("tokenizer.json", "{\"version\": ")
    try expectFailure(65, naming: "tokenizer.json", Program.run("tokenize", "--tokenizer", tiny.path))
  }

  @Test func aReaderThatStopsEndsTheCommandQuietlyAFullDiskDoesNot() throws {
    let input = try tiny.folder.file("input.txt", String(repeating: "int a = 1;\n", count: 100_000))
    let closed = try Program.shell(
      "set -o pipefail; \"$0\" tokenize --tokenizer \(tiny.path) --input \(input) | head -1")
    #expect(closed.status == 0 && closed.errors.isEmpty, "\(closed.errors)")
    #expect(closed.lines.count == 1)
    let full = try Program.shell("\"$0\" tokenize --tokenizer \(tiny.path) --input \(input) > /dev/full")
    expectFailure(74, naming: "standard output", full)
  }
}
