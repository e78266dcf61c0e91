import Foundation
import TestSupport
import Testing

/// A checkpoint decides the shape of a run's model, and the run's own configuration says so.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct CheckpointShapeTests {
  private let tiny: TinyModel
  private let folder: TemporaryFolder
  private let config: String

  init() throws {
    tiny = try TinyModel()
    folder = try TemporaryFolder()
    let rows = TinyModel.texts.map { "{\"source\": \"\($0.replacing("\"", with: ""))\", \"target\": \"a name\"}\n" }
    let data = try folder.file("pairs.jsonl", rows.joined())
    config = try folder.file(
      "config.yaml",
      """
      output: \(folder.path("run"))
      data: {train: {file: \(data)}, valid: {file: \(data)}}
      model:
        checkpoint: \(tiny.path)
      batch: {batch_tokens: 200}
      training: {epochs: 1, maximum_steps: 2}
      validation: {generated_samples: 0}
      watchdog: {silence_seconds: 600, stall_seconds: 600}

      """)
  }

  private func with(_ shape: String) throws -> String {
    try folder.file(
      "shaped.yaml",
      folder.read("config.yaml").replacing("  checkpoint: \(tiny.path)\n", with: "  checkpoint: \(tiny.path)\n\(shape)")
    )
  }

  @Test func theRunsConfigurationHasTheCheckpointsShape() throws {
    let run = try Program.run("train", config)
    #expect(run.status == 0, "\(run.errors)")
    let written = try folder.read("run/config.yaml")
    for line in ["model_width: 32", "heads: 4", "head_width: 8", "feed_forward_width: 64", "encoder_layers: 2"] {
      #expect(written.contains("    \(line)\n"), "\(line): \(written)")
    }
    // The run's own file repeats the shape, which is no contradiction; and the run goes on with either file.
    let again = try Program.run(
      "train", folder.path("run/config.yaml"), "--resume", "auto", "--set", "training.maximum_steps=3", "--set",
      "training.epochs=3")
    #expect(again.status == 0 && again.errors.contains("it can be left out"), "\(again.errors)")
    let first = try Program.run(
      "train", config, "--resume", "auto", "--set", "training.maximum_steps=4", "--set", "training.epochs=3")
    #expect(first.status == 0 && first.errors.contains("resumed after step 3"), "\(first.errors)")
  }

  @Test func aRunOfAnEarlierVersionGoesOn() throws {
    #expect(try Program.run("train", config).status == 0)
    // Until this version, the defaults of model.shape were recorded.
    let state = "\(folder.path)/run/checkpoints/last/state.json"
    let text = try String(contentsOfFile: state, encoding: .utf8)
    #expect(text.contains("model_width: 32"))
    try text.replacing("model_width: 32", with: "model_width: 51").write(
      toFile: state, atomically: true, encoding: .utf8)
    let repaired = try Program.shell(
      "cd '\(folder.path)/run/checkpoints/last' && python3 - <<'EOF'\n"
        + "import hashlib, json\nm = json.load(open('manifest.json'))\n"
        + "f = next(f for f in m['files'] if f['name'] == 'state.json')\n"
        + "b = open('state.json', 'rb').read()\nf['bytes'] = len(b); f['sha256'] = hashlib.sha256(b).hexdigest()\n"
        + "json.dump(m, open('manifest.json', 'w'))\nEOF")
    try #require(repaired.status == 0, "\(repaired.errors)")
    let resumed = try Program.run(
      "train", config, "--resume", "auto", "--set", "training.maximum_steps=3", "--set", "training.epochs=3")
    #expect(resumed.status == 0 && resumed.errors.contains("resumed after step 1"), "\(resumed.errors)")
  }

  @Test func aContradictionNamesBothValuesAndTheLines() throws {
    let shaped = try with("  shape:\n    model_width: 64\n    heads: 4\n    dropout: 0.3\n")
    for arguments in [
      ["train", shaped], ["train", shaped, "--dry-run"], ["config", "check", shaped], ["plan", shaped],
    ] {
      let result = try Program.run(arguments: arguments)
      #expect(result.status == 78, "\(arguments): \(result.errors)")
      #expect(
        result.errors.contains(
          "\(shaped):6:18: model.shape.model_width is 64, but the checkpoint \(tiny.path) has 32"), "\(result.errors)")
      #expect(result.errors.contains("\(shaped):8:14: model.shape.dropout is 0.3"), "\(result.errors)")
      #expect(!result.errors.contains("model.shape.heads"), "\(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path("run")))
    let assigned = try Program.run("train", config, "--set", "model.shape.encoder_layers=6")
    #expect(
      assigned.status == 78 && assigned.errors.contains("--set model.shape.encoder_layers=6"), "\(assigned.errors)")
  }

  @Test func theSameShapeIsWorthANote() throws {
    let shaped = try with("  shape: {model_width: 32, ties_word_embeddings: true}\n")
    let checked = try Program.run("config", "check", shaped)
    #expect(checked.status == 0 && checked.errors.contains("model.shape repeats the shape"), "\(checked.errors)")
    let dry = try Program.run("train", shaped, "--dry-run")
    #expect(dry.status == 0 && dry.output.contains("from the checkpoint \(tiny.path)"), "\(dry.output) \(dry.errors)")
    #expect(dry.errors.contains("it can be left out"))
  }

  @Test func withoutTheCheckpointItsShapeIsNotCompared() throws {
    let shaped = try with("  shape: {model_width: 64}\n")
    try FileManager.default.removeItem(atPath: "\(tiny.path)/config.json")
    let checked = try Program.run("config", "check", shaped)
    #expect(checked.status == 0 && checked.errors.contains("was not compared"), "\(checked.errors)")
    let run = try Program.run("train", shaped)
    #expect(run.status == 74 && run.errors.contains("config.json"), "\(run.errors)")
  }

  @Test func aRateForTrainingFromScratchIsWarnedOf() throws {
    let dry = try Program.run("train", config, "--dry-run", "--set", "optimizer.learning_rate=1e-3")
    #expect(dry.status == 0 && dry.errors.contains("fine-tuned with 5e-5"), "\(dry.errors)")
    let usual = try Program.run("train", config, "--dry-run")
    #expect(!usual.errors.contains("learning_rate"), "\(usual.errors)")
  }
}
