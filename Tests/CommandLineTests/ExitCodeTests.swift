import Foundation
import Testing

@Suite("Exit codes and messages", .enabled(if: Program.isBuilt, Program.skipMessage))
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

  @Test("help and version succeed and go to standard output")
  func help() throws {
    for arguments in [["--help"], ["loss", "--help"], ["bench", "step", "--help"], ["help", "generate"]] {
      let result = try Program.shell("\"$0\" \(arguments.joined(separator: " "))")
      #expect(result.status == 0 && result.output.contains("USAGE") && result.errors.isEmpty)
    }
    #expect(try Program.run("--version").output.hasPrefix("fovea "))
  }

  @Test("wrong usage is 64")
  func usage() throws {
    try expectFailure(64, naming: "--nonsense", Program.run("--nonsense"))
    try expectFailure(64, naming: "--data", Program.run("loss", "--model", tiny.path))
    try expectFailure(64, naming: "--beam", Program.run("generate", "--model", tiny.path, "--beam", "0"))
    try expectFailure(64, naming: "--max-source", Program.run("generate", "--model", tiny.path, "--max-source", "2"))
    try expectFailure(64, naming: "--threads", Program.run("bench", "gemm", "--threads", "0"))
  }

  @Test("an environment variable that cannot be used is 78")
  func environment() throws {
    let result = try Program.run("generate", "--model", tiny.path, environment: ["FOVEA_THREADS": "many"])
    expectFailure(78, naming: "FOVEA_THREADS", result)
  }

  @Test("missing files and folders are 74")
  func missing() throws {
    let pairs = try tiny.folder.write(#"{"source": "a", "target": "b"}"#, "pairs.jsonl")
    let nowhere = tiny.folder.file("nowhere")
    try expectFailure(74, naming: nowhere, Program.run("loss", "--model", nowhere, "--data", pairs))
    try expectFailure(74, naming: nowhere, Program.run("loss", "--model", tiny.path, "--data", nowhere))
    try expectFailure(74, naming: nowhere, Program.run("generate", "--model", tiny.path, "--input", nowhere))
    try expectFailure(74, naming: nowhere, Program.run("tokenize", "--tokenizer", nowhere))
    try expectFailure(74, naming: tiny.path, Program.run("tokenize", "--tokenizer", tiny.path, "--input", tiny.path))
  }

  @Test("malformed lines are 65 and named by file and line")
  func malformedLines() throws {
    let good = #"{"source": "a", "target": "b"}"#
    for bad in ["{", #"{"source": "a"}"#, #"{"source": 1, "target": "b"}"#, "[]"] {
      let path = try tiny.folder.write("\(good)\n\n\(bad)\n", "pairs.jsonl")
      try expectFailure(65, naming: "pairs.jsonl:3", Program.run("loss", "--model", tiny.path, "--data", path))
    }
    let texts = try tiny.folder.write("{\"text\": \"a\"}\n{\"txt\": \"a\"}\n", "texts.jsonl")
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

  @Test("an empty data file is 65")
  func emptyData() throws {
    let path = try tiny.folder.write("", "empty.jsonl")
    try expectFailure(65, naming: "empty.jsonl", Program.run("loss", "--model", tiny.path, "--data", path))
    try expectFailure(
      65, naming: "empty.jsonl",
      Program.run(
        "tokenizer", "train", "--input", path, "--vocabulary-size", "300", "--output", tiny.folder.file("new")))
  }

  @Test("model folders that are incomplete or broken are refused")
  func brokenModel() throws {
    let pairs = try tiny.folder.write(#"{"source": "a", "target": "b"}"#, "pairs.jsonl")
    let weights = tiny.folder.file("model.safetensors")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: weights))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: weights))
    try expectFailure(65, naming: "model.safetensors", Program.run("loss", "--model", tiny.path, "--data", pairs))
    try FileManager.default.removeItem(atPath: weights)
    let missing = try Program.run("loss", "--model", tiny.path, "--data", pairs)
    #expect([65, 74].contains(missing.status) && missing.errors.contains(tiny.path), "\(missing.errors)")
    _ = try tiny.folder.write("{", "config.json")
    try expectFailure(65, naming: "config.json", Program.run("loss", "--model", tiny.path, "--data", pairs))
  }

  @Test("a tokenizer with more tokens than its model is 65")
  func vocabularyMismatch() throws {
    let lines = try tiny.folder.write("some text\n", "text.txt")
    let large = tiny.folder.file("large")
    let trained = try Program.run(
      "tokenizer", "train", "--input", lines, "--vocabulary-size", "261", "--sentinels", "200", "--output", large)
    #expect(trained.status == 0, "\(trained.errors)")
    let result = try Program.run("generate", "--model", tiny.path, "--tokenizer", large, input: "a\n")
    expectFailure(65, naming: large, result)
  }

  @Test("a tokenizer that is broken is 65, a vocabulary that is too small 78")
  func tokenizer() throws {
    let lines = try tiny.folder.write("some text\n", "text.txt")
    try expectFailure(
      78, naming: "261",
      Program.run(
        "tokenizer", "train", "--input", lines, "--vocabulary-size", "100", "--output", tiny.folder.file("small")))
    _ = try tiny.folder.write("{\"version\": ", "tokenizer.json")
    try expectFailure(65, naming: "tokenizer.json", Program.run("tokenize", "--tokenizer", tiny.path))
  }

  @Test("a reader that stops ends the command quietly; a full disk does not")
  func closedOutput() throws {
    let input = try tiny.folder.write(String(repeating: "int a = 1;\n", count: 100_000), "input.txt")
    let closed = try Program.shell(
      "set -o pipefail; \"$0\" tokenize --tokenizer \(tiny.path) --input \(input) | head -1")
    #expect(closed.status == 0 && closed.errors.isEmpty, "\(closed.errors)")
    #expect(closed.lines.count == 1)
    let full = try Program.shell("\"$0\" tokenize --tokenizer \(tiny.path) --input \(input) > /dev/full")
    expectFailure(74, naming: "standard output", full)
  }
}
