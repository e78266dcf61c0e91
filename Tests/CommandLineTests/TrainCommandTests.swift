import Foundation
import Testing

/// `fovea train` as a person runs it, alone and under mpirun.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct TrainCommandTests {
  private typealias Workspace = TrainingWorkspace

  /// mpirun with `ranks` ranks, as root and with more ranks than cores too. A job that hangs ends with 124.
  static func mpirun(_ ranks: Int) -> String {
    "timeout 900 mpirun --allow-run-as-root --oversubscribe --bind-to none --quiet --mca mpi_yield_when_idle 1 -np \(ranks)"
  }

  static let hasMPI = ["/usr/bin/mpirun", "/usr/local/bin/mpirun"].contains {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  @Test func aRunLeavesItsFilesAndResumesToTheBit() throws {
    let workspace = try Workspace()
    let whole = try Program.run("train", workspace.config, "--json")
    #expect(whole.status == 0, "\(whole.errors)")
    struct Summary: Decodable { let steps: Int }
    #expect(try decoded(Summary.self, whole.output).steps == 8)
    let expected = try workspace.losses()
    #expect(expected.count == 8)
    for name in [
      "config.yaml", "summary.json", "status.json", "environment.jsonl", "predictions/best.jsonl", "tensorboard",
      "checkpoints/best/model.safetensors", "checkpoints/last/manifest.json",
    ] {
      #expect(FileManager.default.fileExists(atPath: "\(workspace.run)/\(name)"), "\(name)")
    }
    #expect(try Program.run("checkpoint", "verify", "\(workspace.run)/checkpoints/last").status == 0)

    let again = try Program.run("train", workspace.config)
    #expect(again.status == 78 && again.errors.contains("--resume auto"), "\(again.errors)")

    try FileManager.default.removeItem(atPath: "\(workspace.run)/checkpoints/step-00000008")
    let resumed = try Program.run("train", workspace.config, "--resume", "auto")
    #expect(resumed.status == 0 && resumed.errors.contains("resumed after step 4"), "\(resumed.errors)")
    #expect(try workspace.losses() == expected + expected.suffix(4))

    let changed = try Program.run("train", workspace.config, "--resume", "auto", "--set", "optimizer.learning_rate=1")
    #expect(changed.status == 78 && changed.errors.contains("optimizer.learning_rate"), "\(changed.errors)")
  }

  @Test func aRunGoesBackByALinkAndThenOnFromThere() throws {
    let workspace = try Workspace()
    let checkpoints = "\(workspace.run)/checkpoints"
    #expect(try Program.run("train", workspace.config).status == 0)
    #expect(try Program.shell("ln -sfn step-00000004 \(checkpoints)/best").status == 0)
    let back = try Program.run(
      "train", workspace.config, "--resume", "\(checkpoints)/best", "--set", "training.maximum_steps=6",
      "--set", "optimizer.learning_rate=1.0e-4", "--allow-change", "optimizer.learning_rate")
    #expect(back.status == 0 && back.errors.contains("abandoned-step-00000008"), "\(back.errors)")
    let on = try Program.run(
      "train", workspace.config, "--resume", "auto", "--set", "optimizer.learning_rate=1.0e-4")
    #expect(on.status == 0 && on.errors.contains("resumed after step 6"), "\(on.errors)")
    let verified = try Program.run("checkpoint", "verify", "\(checkpoints)/best")
    #expect(verified.status == 0, "\(verified.errors)")

    // Another run's checkpoint does not come between those of this one.
    let elsewhere = workspace.folder.path("elsewhere")
    #expect(try Program.shell("mkdir \(elsewhere); cp -r \(checkpoints)/step-00000008 \(elsewhere)").status == 0)
    let mixed = try Program.run("train", workspace.config, "--resume", "\(elsewhere)/step-00000008")
    #expect(mixed.status == 78 && mixed.errors.contains("already holds"), "\(mixed.errors)")

    // Without an intact checkpoint a run does not start again in its folder.
    #expect(try Program.shell("rm \(checkpoints)/step-*/state.json").status == 0)
    let none = try Program.run("train", workspace.config, "--resume", "auto")
    #expect(none.status == 65 && none.errors.contains("none of the run's checkpoints is intact"), "\(none.errors)")
  }

  @Test func anotherCriterionCountsTheBestAnew() throws {
    let workspace = try Workspace()
    let first = try Program.run(
      "train", workspace.config, "--set", "validation.criterion=bleu", "--set", "training.maximum_steps=4")
    #expect(first.status == 0, "\(first.errors)")
    let second = try Program.run("train", workspace.config, "--resume", "auto", "--set", "validation.criterion=loss")
    #expect(second.status == 0 && second.errors.contains("best was step 8"), "\(second.errors)")
  }

  @Test func aFullDiskAtACheckpointKeepsTheOneBefore() throws {
    let workspace = try Workspace()
    let first = try Program.run("train", workspace.config, "--set", "training.maximum_steps=4")
    #expect(first.status == 0, "\(first.errors)")
    // No file may grow beyond 16 kB: writing the weights fails as it does on a full disk.
    let full = try Program.shell(
      "trap '' XFSZ; ulimit -f 16; exec \"$0\" train \(workspace.config) --resume auto")
    #expect(full.status == 74, "\(full.errors)")
    #expect(full.errors.contains("cannot write"), "\(full.errors)")
    let verified = try Program.run("checkpoint", "verify", "\(workspace.run)/checkpoints/last")
    #expect(verified.status == 0, "\(verified.errors)")
    let leftovers = try FileManager.default.contentsOfDirectory(atPath: "\(workspace.run)/checkpoints")
    #expect(!leftovers.contains { $0.hasSuffix(".partial") })
  }

  @Test func debugModeShowsEveryLayerAndLeavesNothing() throws {
    let workspace = try Workspace()
    let result = try Program.run("train", workspace.config, "--debug", "--set", "training.maximum_steps=0")
    #expect(result.status == 0, "\(result.errors)")
    for name in ["encoder.block.0.layer.0", "decoder.block.0.layer.2", "gradient of encoder.block.0.layer.1", "rms"] {
      #expect(result.errors.contains(name), "\(name)")
    }
    #expect(!FileManager.default.fileExists(atPath: workspace.run))
    let learned = try Program.run(
      "train", workspace.config, "--debug", "--overfit", "1", "--json", "--set", "training.maximum_steps=60",
      "--set", "model.shape.dropout=0")
    struct Summary: Decodable {
      let first_loss: Double
      let last_loss: Double
    }
    let summary = try JSONDecoder().decode(Summary.self, from: Data(learned.output.utf8))
    #expect(summary.last_loss < 0.5 * summary.first_loss)
  }

  @Test(
    .enabled(if: hasMPI, "there is no mpirun"),
    arguments: [
      ("--set training.epocs=3", 78, "did you mean"),
      ("--set data.train.file=/nonexistent.jsonl", 74, "/nonexistent.jsonl"),
      ("--set data.limits.source=2", 78, "leaves no room"),
      ("--set tokenizer=/nonexistent", 65, "folder does not exist"),
      ("--set output=/proc/fovea", 74, "/proc/fovea"),
      ("--set validation.code_language=jva", 78, "did you mean 'java'"),
      ("--set validation.criterion=codebleu", 78, "needs the language of the targets"),
      ("--resume /nonexistent", 74, "/nonexistent"),
    ])
  func allRanksStopTogether(_ options: String, _ status: Int32, _ text: String) throws {
    let workspace = try Workspace()
    // Ranks that waited for one that has left would end with 124.
    let result = try Program.shell("exec \(Self.mpirun(2)) \"$0\" train \(workspace.config) \(options)")
    #expect(result.status == status, "\(result.errors)")
    #expect(result.errors.contains(text), "\(result.errors)")
    #expect(result.errors.components(separatedBy: "error:").count == 2, "one rank reports: \(result.errors)")
  }

  @Test(.enabled(if: hasMPI, "there is no mpirun"))
  func twoRanksTrainAsOneDoes() throws {
    let alone = try Workspace()
    #expect(try Program.run("train", alone.config).status == 0)
    let together = try Workspace()
    let result = try Program.shell("exec \(Self.mpirun(2)) \"$0\" train \(together.config)")
    #expect(result.status == 0, "\(result.errors)")
    let (expected, losses) = (try alone.losses(), try together.losses())
    #expect(losses.count == expected.count)
    #expect(zip(losses, expected).allSatisfy { abs($0 - $1) < 1e-3 })
    let environment = try together.folder.read("run/environment.jsonl")
    #expect(environment.components(separatedBy: "\"affinity\"").count == 3, "a line for each rank: \(environment)")
  }

  @Test(.enabled(if: hasMPI, "there is no mpirun"))
  func codeBLEUDecidesWhichCheckpointIsBestOnAnyNumberOfRanks() throws {
    let options =
      "--set validation.code_language=java --set validation.criterion=codebleu --set validation.generated_samples=5"
    struct Event: Decodable {
      let event: String
      let scores: [String: Double]?
    }
    var scores: [[[String: Double]]] = []
    for launcher in ["", Self.mpirun(2)] {
      let workspace = try Workspace()
      let result = try Program.shell("exec \(launcher) \"$0\" train \(workspace.config) \(options)")
      #expect(result.status == 0, "\(result.errors)")
      let lines = try String(contentsOfFile: "\(workspace.run)/events.jsonl", encoding: .utf8).split(separator: "\n")
      let events = try lines.map { try JSONDecoder().decode(Event.self, from: Data($0.utf8)) }
      scores.append(events.filter { $0.event == "validation" }.compactMap(\.scores))
    }
    let first = try #require(scores[0].first)
    for name in ["codebleu", "codebleu_ngram", "codebleu_weighted_ngram", "codebleu_syntax", "codebleu_dataflow"] {
      #expect(first[name] != nil, "\(name)")
    }
    #expect(scores[0].map { $0["codebleu"] } == scores[1].map { $0["codebleu"] })
  }

  /// A zero too many in the shape: 360 billion parameters, with and without a limit of address space.
  @Test(arguments: ["", "ulimit -v 6000000;"])
  func aModelThatDoesNotFitIntoMemoryIsRefused(_ limit: String) throws {
    let workspace = try Workspace()
    let shape = [
      "model_width=16384", "head_width=128", "heads=128", "feed_forward_width=65536", "encoder_layers=48",
      "decoder_layers=48",
    ].map { "--set model.shape.\($0)" }.joined(separator: " ")
    let result = try Program.shell("\(limit) timeout 900 $0 train \(workspace.config) \(shape)")
    #expect(result.status == 71, "\(result.errors)")
    #expect(result.errors.contains("billion parameters") && result.errors.contains("model.shape"), "\(result.errors)")
  }

  @Test func badDataIsNamedByFileAndLine() throws {
    let workspace = try Workspace()
    let short = try workspace.folder.file("short.txt", "a\nb\n")
    let long = try workspace.folder.file("long.txt", "a\nb\nc\n")
    let broken = try workspace.folder.file("broken.jsonl", "{\"source\": \"a\", \"target\": \"b\"}\n{\"source\": 3}\n")
    let empty = try workspace.folder.file("empty.jsonl", "")
    let binary = workspace.folder.path("binary.jsonl")
    try Data([0x7b, 0xff, 0xfe, 0x0a]).write(to: URL(fileURLWithPath: binary))
    for (options, text) in [
      (
        [
          "task=translation", "data.train.source=\(short)", "data.train.target=\(long)", "data.valid.source=\(short)",
          "data.valid.target=\(short)",
        ], "2 lines"
      ),
      (["data.train.file=\(broken)"], "broken.jsonl:2"), (["data.valid.file=\(empty)"], "empty"),
      (["data.train.file=\(binary)"], "binary.jsonl:1"),
    ] {
      let settings = options.map { "--set \($0)" }.joined(separator: " ")
      let result = try Program.shell("exec \"$0\" train \(workspace.config) \(settings)")
      #expect(result.status == 65, "\(result.errors)")
      #expect(result.errors.contains(text), "\(result.errors)")
    }
  }
}
