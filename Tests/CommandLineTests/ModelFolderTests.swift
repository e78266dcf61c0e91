import Foundation
import TestSupport
import Testing

/// Folders that hold no model, or none that is read.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct ModelFolderTests {
  private let tiny: TinyModel
  private let pairs: String

  init() throws {
    tiny = try TinyModel()
    pairs = try tiny.folder.file("pairs.jsonl", #"{"source": "a", "target": "b"}"#)
  }

  @Test(arguments: [
    ("Salesforce/codet5-base", "Salesforce/codet5-base --local-dir codet5-base"),
    ("codet5-small", "Salesforce/codet5-small --local-dir codet5-small"),
    ("codet5p-220m", "Salesforce/codet5p-220m"), ("t5-small", "google-t5/t5-small"),
    ("somebody/some-model", "somebody/some-model"),
  ])
  func namesOfTheHubAreRecognised(_ name: String, _ command: String) throws {
    for arguments in [
      ["loss", "--model", name, "--data", pairs], ["generate", "--model", name, "--input", pairs],
      ["evaluate", "--model", name, "--task", "pairs", "--data", pairs],
      ["loss", "--model", tiny.path, "--tokenizer", name, "--data", pairs],
    ] {
      let result = try Program.run(arguments: arguments)
      #expect(result.status == 74, "\(arguments): \(result.errors)")
      #expect(result.errors.contains("huggingface-cli download \(command)"), "\(arguments): \(result.errors)")
      #expect(result.errors.contains("reads local folders"))
      #expect(result.errors.contains(name.hasPrefix("somebody") ? "looks like a name" : "is a name"))
    }
  }

  @Test(arguments: ["/nowhere/model", "./codet5-small", "nowhere", "a/b/c", "../codet5/small", "codet5-small/"])
  func pathsAreNotTakenForNames(_ path: String) throws {
    let result = try Program.run("loss", "--model", path, "--data", pairs)
    #expect(result.status == 74 && !result.errors.contains("hub"), "\(result.errors)")
  }

  @Test func aMissingFolderBelowAnExistingOneIsAPath() throws {
    let result = try Program.shell(
      "cd '\(tiny.path)' && mkdir runs && \"$0\" loss --model runs/missing --data pairs.jsonl")
    #expect(result.status == 74 && !result.errors.contains("hub"), "\(result.errors)")
  }

  @Test(arguments: [
    ("tf_model.h5", "TensorFlow", "from_tf=True"), ("flax_model.msgpack", "Flax", "from_flax=True"),
    ("codet5-small-q8.gguf", "GGUF", "model.safetensors"), ("model.onnx", "ONNX", "model.safetensors"),
    ("model-00001-of-00002.safetensors", "without the index", "model.safetensors.index.json"),
  ])
  func weightsOfOtherFormatsAreNamed(_ file: String, _ format: String, _ remedy: String) throws {
    try FileManager.default.removeItem(atPath: tiny.folder.path("model.safetensors"))
    try tiny.folder.file(file, "weights")
    let result = try Program.run("loss", "--model", tiny.path, "--data", pairs)
    #expect(result.status == 74 && result.errors.contains(file), "\(result.errors)")
    #expect(result.errors.contains(format) && result.errors.contains(remedy), "\(result.errors)")
  }

  @Test func missingPartsOfTheWeightsAreNamed() throws {
    try FileManager.default.removeItem(atPath: tiny.folder.path("model.safetensors"))
    try tiny.folder.file(
      "model.safetensors.index.json",
      #"{"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}"#)
    let result = try Program.run("loss", "--model", tiny.path, "--data", pairs)
    #expect(result.status == 74 && result.errors.contains("model-00002-of-00002.safetensors"), "\(result.errors)")
    #expect(result.errors.contains("are not beside it"), "\(result.errors)")
  }

  @Test func aPointerOfGitLFSIsNotTakenForWeights() throws {
    try tiny.folder.file(
      "model.safetensors", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 242013376\n")
    let result = try Program.run("loss", "--model", tiny.path, "--data", pairs)
    #expect(result.status == 65 && result.errors.contains("git lfs pull"), "\(result.errors)")
  }
}
