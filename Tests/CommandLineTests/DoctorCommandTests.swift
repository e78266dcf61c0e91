import Foundation
import TestSupport
import Testing

/// `fovea doctor` with a configuration.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct DoctorCommandTests {
  private let workspace: TrainingWorkspace

  init() throws { workspace = try TrainingWorkspace() }

  private struct Finding: Decodable {
    let subject: String
    let verdict: String
    let text: String
    let values: [String: Double]?
  }

  /// The findings of `doctor --json` by their subjects.
  private func findings(_ result: Program.Result) throws -> [String: Finding] {
    let all = try result.lines.map { try decoded(Finding.self, $0) }
    #expect(Set(all.map(\.subject)).count == all.count)
    return Dictionary(uniqueKeysWithValues: all.map { ($0.subject, $0) })
  }

  @Test func aRunThatFitsIsFoundFit() throws {
    let result = try Program.run("doctor", workspace.config, "--threads", "1", "--json")
    #expect(result.status == 0, "\(result.errors) \(result.output)")
    let findings = try findings(result)
    for subject in ["configured files", "memory", "disk", "limits", "files", "cores"] {
      #expect(findings[subject]?.verdict != "problem", "\(subject): \(result.output)")
    }
    #expect(findings["interconnect"] == nil)
    let memory = try #require(findings["memory"]?.values)
    #expect(memory["host_bytes"] == memory["first_rank_bytes"], "\(memory)")
    #expect(!FileManager.default.fileExists(atPath: workspace.folder.path("run")), "doctor leaves nothing")
  }

  /// What is said of checkpoints, against those that a run leaves.
  @Test func theRoomForCheckpointsIsThatOfCheckpoints() throws {
    let result = try Program.run("doctor", workspace.config, "--set", "checkpoints.keep=3", "--json")
    let needed = try #require(try findings(result)["disk"]?.values?["needed_bytes"])
    let trained = try Program.run("train", workspace.config, "--set", "output=\(workspace.folder.path("trained"))")
    try #require(trained.status == 0, "\(trained.errors)")
    let checkpoint = workspace.folder.path("trained/checkpoints/last/")
    let names = try FileManager.default.subpathsOfDirectory(atPath: checkpoint)
    let size = try names.reduce(0) { sum, name in
      sum + ((try FileManager.default.attributesOfItem(atPath: checkpoint + name)[.size] as? Int) ?? 0)
    }
    // A tiny model's tokenizer and headers weigh something too.
    #expect(Double(size) >= needed / 5 && Double(size) < needed / 5 + 200_000, "\(size), \(needed)")
  }

  @Test func missingFilesAreNamedWithTheirSetting() throws {
    let result = try Program.run("doctor", workspace.config, "--set", "data.train.file=/nowhere.jsonl", "--json")
    #expect(result.status == 78)
    let finding = try findings(result)["configured files"]
    #expect(finding?.verdict == "problem" && finding?.text.contains("data.train.file: /nowhere.jsonl") == true)
    #expect(try findings(result)["memory"] == nil, "what needs the files is left out: \(result.output)")
  }

  @Test func aModelThatDoesNotFitIsAProblem() throws {
    let shape = "{model_width: 65536, heads: 128, head_width: 512, feed_forward_width: 65536, encoder_layers: 400}"
    let result = try Program.run("doctor", workspace.config, "--set", "model.shape=\(shape)", "--json")
    let findings = try findings(result)
    #expect(result.status == 78 && findings["memory"]?.verdict == "problem", "\(result.output)")
    #expect(findings["disk"]?.verdict == "problem", "\(result.output)")
  }

  @Test func limitsOfTheProcessAreChecked() throws {
    let fine = try Program.shell("ulimit -n 400; \"$0\" doctor --folder \(workspace.folder.path)")
    #expect(fine.output.contains("ok       limits: open files 400"), "\(fine)")
    let few = try Program.shell("ulimit -n 100; \"$0\" doctor --folder \(workspace.folder.path)")
    #expect(few.output.contains("warning  limits: rank 0") && few.output.contains("ulimit -n"), "\(few)")
  }

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"))
  func theInterconnectIsMeasured() throws {
    let result = try Program.shell(
      "exec \(TrainCommandTests.mpirun(2)) \"$0\" doctor \(workspace.config) --threads 1 --json")
    #expect(result.status == 0, "\(result)")
    let findings = try findings(result)
    let values = try #require(findings["interconnect"]?.values)
    #expect((values["bytes_per_second"] ?? 0) > 1e6 && (values["latency_seconds"] ?? 0) > 0, "\(values)")
    #expect(findings["interconnect"]?.text.contains("through shared memory") == true)
    let memory = try #require(findings["memory"]?.values)
    let ranks = (memory["rank_bytes"] ?? 0) + (memory["first_rank_bytes"] ?? 0)
    #expect(memory["host_bytes"] == ranks, "\(memory)")
  }

  @Test func mistakesAreNamed() throws {
    for (arguments, status, text) in [
      ([workspace.config, "--folder", "."], 64, "leave out --folder"),
      ([workspace.config, "--parameters", "5"], 64, "--parameters"), (["--set", "seed=1"], 64, "none is given"),
      (["/nowhere.yaml"], 78, "/nowhere.yaml"), ([workspace.config, "--set", "sede=1"], 78, "sede"),
      (["--parameters", "0"], 64, "--parameters is 0"), (["a.yaml", "b.yaml"], 64, "b.yaml"),
    ] as [([String], Int32, String)] {
      let words = arguments.map { "'\($0)'" }.joined(separator: " ")
      let result = try Program.shell("\"$0\" doctor \(words)")
      #expect(result.status == status && result.errors.contains(text), "\(words): \(result)")
    }
  }
}
