import Foundation
import TestSupport
import Testing

/// `fovea config` as a person runs it.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct ConfigCommandTests {
  static let tasks = ["translation", "summarization", "completion", "pairs"]

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Small data files for every task, under the names of the templates, and a tokenizer.
  private func writeData() throws {
    for name in ["train", "valid"] {
      let numbers = 0..<8
      try folder.file("\(name).source", numbers.map { "int twice\($0)(int n);\n" }.joined())
      try folder.file("\(name).target", numbers.map { "int Twice\($0)(int n);\n" }.joined())
      try folder.file(
        "\(name).jsonl",
        numbers.map {
          "{\"code\": \"int twice\($0)(int n)\", \"docstring\": \"doubles \($0)\", \"input\": \"int a\($0)\", "
            + "\"gt\": \"= 1;\", \"source\": \"int b\($0)\", \"target\": \"a number\"}\n"
        }.joined())
    }
  }

  private func inFolder(_ command: String, checkpoint: String = "") throws -> Program.Result {
    try Program.shell("cd '\(folder.path)' && export CODET5='\(checkpoint)' && \(command)")
  }

  @Test(arguments: tasks) func theDefaultsLoadAgainUnchanged(_ task: String) throws {
    let printed = try Program.run("config", "defaults", "--task", task)
    #expect(printed.status == 0 && printed.errors.isEmpty, "\(printed.errors)")
    #expect(
      printed.output.contains("task: \(task)\n") && printed.output.contains("\noptimizer:\n  learning_rate: 5.0e-05\n"))
    let file = try folder.file("all.yaml", printed.output)
    let checked = try Program.run("config", "check", file)
    #expect(checked.status == 0 && checked.output == "\(file): no mistakes\n", "\(checked.errors)")
    #expect(try Program.run("config", "defaults", "--task", "poetry").status == 64)
  }

  @Test(arguments: tasks, [false, true])
  func aTemplateLoadsAndDryRuns(_ task: String, isFineTuning: Bool) throws {
    try writeData()
    let tiny = try TinyModel()
    symlink(tiny.path, folder.path("tokenizer"))
    let written = try inFolder(
      "\"$0\" config init \(task) --output my.yaml \(isFineTuning ? "--finetune" : "")", checkpoint: tiny.path)
    #expect(written.status == 0 && written.errors.contains("--dry-run"), "\(written.errors)")
    let text = try folder.read("my.yaml")
    #expect(text.split(separator: "\n").count { $0.contains("#") } >= 8, "\(text)")
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 125 }, "\(text)")
    let dry = try inFolder("\"$0\" train my.yaml --dry-run --json", checkpoint: tiny.path)
    try #require(dry.status == 0, "\(dry.errors)")
    let report = try decoded(DryRunCommandTests.Report.self, dry.output)
    #expect(report.model.origin == (isFineTuning ? "checkpoint" : "configuration"))
    #expect(report.data.map(\.samples) == [8, 8])
  }

  @Test func aTemplateNamesItsCheckpoint() throws {
    let tiny = try TinyModel()
    let printed = try Program.run("config", "init", "pairs", "--from-checkpoint", tiny.path)
    #expect(printed.status == 0 && printed.output.contains("  checkpoint: \(tiny.path)\n"), "\(printed.output)")
    #expect(printed.output.contains("learning_rate: 5.0e-5") && !printed.output.contains("tokenizer:"))
    for name in ["vocab.json", "tokenizer.json"] {
      try? FileManager.default.removeItem(atPath: "\(tiny.path)/\(name)")
    }
    let without = try Program.run("config", "init", "pairs", "--from-checkpoint", tiny.path)
    #expect(without.output.contains("\ntokenizer: tokenizer\n"), "\(without.output)")
    let hub = try Program.run("config", "init", "pairs", "--from-checkpoint", "Salesforce/codet5-small")
    #expect(hub.status == 74 && hub.errors.contains("huggingface-cli download"), "\(hub.errors)")
  }

  @Test func aFileThatExistsIsReplacedOnlyByForce() throws {
    let file = try folder.file("my.yaml", "mine")
    let refused = try Program.run("config", "init", "pairs", "--output", file)
    #expect(refused.status == 74 && refused.errors.contains("--force"), "\(refused.errors)")
    #expect(try folder.read("my.yaml") == "mine")
    #expect(try Program.run("config", "init", "pairs", "--output", file, "--force").status == 0)
    #expect(try folder.read("my.yaml").contains("task: pairs"))
    #expect(try Program.run("config", "init", "pairs", "--force").status == 64)
    #expect(try Program.run("config", "init", "pairs", "--output", folder.path, "--force").status == 74)
  }

  @Test func allMistakesAreReportedAtOnceWithTheirLines() throws {
    let file = try folder.file(
      "bad.yaml",
      """
      task: pairs
      tokenizer: tokenizer
      optimizer:
        learning_rate: -1.0
        bta1: 0.5
      training: {epochs: 0, clip_norm: -1, bucket_megabytes: many}
      """)
    let result = try Program.run("config", "check", file, "--set", "seed=-1")
    #expect(result.status == 78 && result.output.isEmpty)
    for text in [
      "6 mistakes", "bad.yaml:4:18: optimizer.learning_rate must be positive",
      "bad.yaml:5:3: unknown key \"optimizer.bta1\" (did you mean optimizer.beta1?)",
      "bad.yaml:6:20: training.epochs must be at least 1", "bad.yaml:6:34: training.clip_norm must not be negative",
      "bad.yaml:6:56: training.bucket_megabytes expects a whole number", "--set seed=-1: seed is -1",
    ] { #expect(result.errors.contains(text), "\(text) in \(result.errors)") }
    let empty = try Program.run("config", "check", try folder.file("empty.yaml", ""))
    #expect(empty.status == 78, "\(empty.errors)")
    for key in ["tokenizer is empty", "data.train.file is empty", "data.valid.file is empty"] {
      #expect(empty.errors.contains(key), "\(empty.errors)")
    }
    let directory = try Program.run("config", "check", folder.path)
    #expect(directory.status == 78 && directory.errors.contains("it is a folder"), "\(directory.errors)")
    let nowhere = try Program.run("config", "check", folder.path("nowhere.yaml"))
    #expect(nowhere.status == 78 && nowhere.errors.contains("No such file"), "\(nowhere.errors)")
  }

  @Test func aSettingIsExplained() throws {
    let rate = try Program.run("config", "explain", "optimizer.learning_rate")
    #expect(rate.status == 0, "\(rate.errors)")
    for text in [
      "type      a number", "default   5.0e-05", "AdamW's learning rate at the schedule's peak", "must be positive",
      "docs/configuration.md, \"Optimisation\"", "--allow-change optimizer.learning_rate",
    ] { #expect(rate.output.contains(text), "\(text) in \(rate.output)") }
    let kind = try Program.run("config", "explain", "objective.kind").output
    #expect(kind.contains("reward: gaze.trials is empty") && kind.contains("docs/method.md") == false, "\(kind)")
    let cache = try Program.run("config", "explain", "data.cache").output
    #expect(cache.contains("docs/operations.md") && cache.contains("may change it"), "\(cache)")
    let silence = try Program.run("config", "explain", "watchdog.silence_seconds").output
    #expect(silence.contains("must be between 0 and 86400") && silence.contains("must be at least 2"), "\(silence)")
    let trials = try Program.run("config", "explain", "gaze.held_out_share").output
    #expect(trials.contains("gaze.hold_out.folds"), "\(trials)")
  }

  @Test func aSectionListsItsKeysAndAnUnknownKeyTheNearest() throws {
    let all = try Program.run("config", "explain").output
    for section in ["data", "model", "optimizer", "gaze", "watchdog"] {
      #expect(all.contains("\n\(section) "), "\(all)")
    }
    let gaze = try Program.run("config", "explain", "gaze").output
    #expect(gaze.contains("gaze.interval") && gaze.contains("gaze.expansion ") && gaze.contains("ordinary batches"))
    for (key, near) in [
      ("optimizer.learing_rate", "optimizer.learning_rate"), ("learning_rate", "optimizer.learning_rate"),
      ("gase", "gaze"), ("zzzzzzzz", "lists all sections"), ("", "lists all"), ("optimizer.", "optimizer"),
      ("optimizer.learning_rate.x", "optimizer.learning_rate"),
    ] {
      let result = try Program.run("config", "explain", key)
      #expect(result.status == 64 && result.errors.contains(near), "\(key): \(result.errors)")
    }
  }

  /// The program's copy of the reference is the file, and every setting has a meaning there.
  @Test func everySettingHasItsMeaningFromTheReference() throws {
    let page = try String(contentsOfFile: PackageFolder.path("docs/configuration.md"), encoding: .utf8)
    let rows = page.split(separator: "\n").filter { $0.hasPrefix("| `") }
    #expect(rows.count > 130)
    var sections: Set<String> = []
    for row in rows {
      let cells = row.split(separator: "|", omittingEmptySubsequences: false)
      let key = cells[1].filter { $0 != "`" && $0 != " " }
      #expect(cells[3].count > 4, "\(key) has no meaning")
      sections.insert(key.split(separator: ".").dropLast().joined(separator: "."))
    }
    for section in sections.sorted() {
      let list = try Program.run(arguments: ["config", "explain"] + (section.isEmpty ? [] : [section])).output
      for row in rows {
        let cells = row.split(separator: "|", omittingEmptySubsequences: false)
        let key = cells[1].filter { $0 != "`" && $0 != " " }
        guard key.split(separator: ".").dropLast().joined(separator: ".") == section else { continue }
        let words = cells[3].filter { $0 != "`" }.trimmingCharacters(in: .whitespaces).prefix { $0 != "[" && $0 != "(" }
        let line = list.split(separator: "\n").first { $0.hasPrefix("\(key) ") } ?? ""
        #expect(line.contains(words.prefix(60).trimmingCharacters(in: .whitespaces)), "\(key): \(line)")
      }
    }
  }
}
