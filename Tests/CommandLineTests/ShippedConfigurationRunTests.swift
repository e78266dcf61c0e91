import Foundation
import TestSupport
import Testing

/// Every file of configs/ with small data and a small checkpoint in the places that it names.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct ShippedConfigurationRunTests {
  static let names = ((try? FileManager.default.contentsOfDirectory(atPath: PackageFolder.path("configs"))) ?? [])
    .filter { $0.hasSuffix(".yaml") }.sorted()

  private let folder: TemporaryFolder
  private let tiny: TinyModel

  init() throws {
    folder = try TemporaryFolder()
    tiny = try TinyModel()
    let numbers = 0..<12
    for name in ["train", "valid", "test"] {
      try folder.file("data/codexglue/java-cs/\(name).java", numbers.map { "int twice\($0)(int n);\n" }.joined())
      try folder.file("data/codexglue/java-cs/\(name).cs", numbers.map { "int Twice\($0)(int n);\n" }.joined())
      try folder.file("java/\(name).jsonl", methods(numbers))
      let code = "int a() {\\n  int b = 1;\\n  return b;\\n}\\n"
      try folder.file(
        "data/eyemulator/corpus/completion_\(name)_sample.jsonl",
        numbers.map { _ in "{\"code\": \"\(code)\", \"content\": \"\(code)\"}\n" }.joined())
    }
    try folder.file("data/eyetrans/methods.jsonl", methods(0..<8))
    symlink(PackageFolder.path("configs"), folder.path("configs"))
    try FileManager.default.createDirectory(
      atPath: folder.path("data/eyemulator/priors"), withIntermediateDirectories: true)
    symlink(PackageFolder.path("configs/data/embedded-java/priors"), folder.path("data/eyemulator/priors/combined"))
    for name in [
      "quickstart/tokenizer", "summarization-java-tokenizer", "completion-java-tokenizer",
      "translation-java-cs-tokenizer", "java-tokenizer",
    ] {
      let path = URL(fileURLWithPath: folder.path("runs/\(name)"))
      try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
      symlink(tiny.path, path.path)
    }
    for (methods, trials) in [
      ("data/eyetrans/methods.jsonl", "eyetrans-trials.jsonl"),
      ("configs/data/embedded-java/train.jsonl", "quickstart/simulated-trials.jsonl"),
    ] {
      let made = try Program.run(
        "gaze", "synthesize", folder.path(methods), "--priors", folder.path("data/eyemulator/priors/combined"),
        "--language", "java", "--readers", "1", "--output", folder.path("runs/\(trials)"))
      try #require(made.status == 0, "\(made.errors)")
    }
  }

  private func methods(_ numbers: Range<Int>) -> String {
    numbers.map { number in
      "{\"func_name\": \"m\(number)\", \"code\": \"int m\(number)(int n) { int r = n * \(number); return r; }\", "
        + "\"docstring\": \"multiplies n by \(number)\"}\n"
    }.joined()
  }

  @Test(arguments: names) func itDryRuns(_ name: String) throws {
    let text = try String(contentsOfFile: PackageFolder.path("configs/\(name)"), encoding: .utf8)
    for part in ["# Needs:", "# Run:", "# Expect:"] { #expect(text.contains("\n\(part)"), "\(part)") }
    let isFineTuning = name.hasPrefix("finetune-")
    #expect(text.contains("CODET5") == isFineTuning, "a checkpoint is for fine-tuning alone")
    let before = try folder.contents()
    let dry = try Program.shell(
      "cd '\(folder.path)' && export FOVEA_DATA=data JAVA_SUMMARIES=java JAVA_CORPUS=java CODET5='\(tiny.path)' && "
        + "\"$0\" train configs/\(name) --dry-run --json")
    try #require(dry.status == 0, "\(dry.errors)")
    let report = try decoded(DryRunCommandTests.Report.self, dry.output)
    #expect(report.model.origin == (isFineTuning ? "checkpoint" : "configuration"))
    #expect(report.data.allSatisfy { $0.samples >= 12 })
    #expect(!report.warnings.contains { $0.contains("learning_rate is") }, "\(report.warnings)")
    #expect(try folder.contents() == before)
    struct Settings: Decodable { let objective: String }
    let objective = try decoded(Settings.self, dry.output).objective
    for (ending, expected) in [("-align", "align"), ("-reward", "reward"), ("-weighted", "weighted")]
    where name.hasSuffix("\(ending).yaml") {
      #expect(objective == expected)
      #expect(expected == "weighted" || report.gaze_samples > 0)
    }
  }

  @Test func aCheckpointThatIsNotNamedIsAskedFor() throws {
    let result = try Program.shell(
      "cd '\(folder.path)' && unset CODET5; \"$0\" train configs/finetune-translation-java-cs.yaml --dry-run")
    #expect(result.status == 78 && result.errors.contains("CODET5, which is not set"), "\(result.errors)")
  }
}
