import Foundation
import TestSupport
import Testing

/// Limits of the process, a narrow terminal, and files that are devices.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct HostileLimitsTests {
  /// Without care, the write beyond the limit ends the process with SIGXFSZ.
  @Test func aLimitOfFileSizesIsAnError() throws {
    let workspace = try TrainingWorkspace()
    #expect(try Program.run("train", workspace.config, "--pause-after", "4").status == 0)
    let result = try Program.shell("ulimit -f 20; $0 train \(workspace.config) --resume auto")
    #expect(result.status == 74 && result.errors.contains("File too large"), "\(result.status) \(result.errors)")
    #expect(result.errors.contains("ulimit -f"), "\(result.errors)")
    #expect(try Program.run("checkpoint", "verify", workspace.run).status == 0)
  }

  @Test(arguments: ["ulimit -v 2000000", "ulimit -d 1000000"])
  func aFileTooLargeForTheMemoryIsRefused(_ limit: String) throws {
    let folder = try TemporaryFolder()
    let result = try Program.shell(
      """
      cd \(folder.path) && truncate -s 1G f && \(limit) &&
      $0 codebleu --references f --predictions f --language java
      """)
    #expect(result.status == 71 && result.errors.contains("reading f"), "\(result.status) \(result.errors)")
  }

  @Test func aHugeFileIsNoConfiguration() throws {
    let folder = try TemporaryFolder()
    let result = try Program.shell("cd \(folder.path) && truncate -s 2G f && timeout 60 $0 train f")
    #expect(result.status == 65 && result.errors.contains("a file of its kind"), "\(result.status) \(result.errors)")
  }

  @Test(arguments: ["-1", "0", "1", "26", "x", "''"]) func helpFitsAnyWidth(_ columns: String) throws {
    let result = try Program.shell("COLUMNS=\(columns) $0 train --help")
    #expect(result.status == 0 && result.output.contains("USAGE"), "\(result.status) \(result.errors)")
  }

  /// The system's queues and Foundation's ICU crash on these.
  @Test(arguments: [
    ("ulimit -n 5; $0 codebleu --references f --predictions f --language java", 71, "ulimit -n"),
    ("LANG=$(printf 'x%.0s' $(seq 3000)) $0 gaze measures f", 0, ""),
    ("LC_ALL=$(printf 'x%.0s' $(seq 3000)) $0 gaze agreement f --folds 2", 0, ""),
  ])
  func whatTheSystemsLibrariesNeed(_ command: String, _ status: Int32, _ message: String) throws {
    let workspace = try GazeWorkspace()
    let result = try Program.shell(command.replacing(" f", with: " \(workspace.trials)"))
    #expect(result.status == status, "\(result.status) \(result.errors)")
    #expect(message.isEmpty || result.errors.contains(message), "\(result.errors)")
  }

  /// Whoever may start no thread would otherwise wait for ever. The limit does not hold for root.
  @Test(.enabled(if: getuid() == 0)) func withoutThreadsThereIsAnError() throws {
    let user = "setpriv --reuid 65534 --regid 65534 --clear-groups"
    guard try Program.shell("\(user) test -x $0").status == 0 else { return }
    let result = try Program.shell("ulimit -u 1; OPENBLAS_NUM_THREADS=1 timeout 60 \(user) $0 gaze export columns")
    #expect(result.status == 71 && result.errors.contains("ulimit -u"), "\(result.status) \(result.errors)")
  }

  @Test func theParserQuotesNoControlCharacters() throws {
    for command in ["train", "gaze figure x --output x --kind heat --dpi", "results"] {
      let result = try Program.shell("$0 \(command) --no-such-option $(printf '\\033[31mred')")
      #expect(result.status == 64, "\(result.errors)")
      #expect(!result.errors.contains("\u{1B}") && !result.errors.isEmpty, "\(result.errors)")
    }
  }

  @Test func aDeviceInACheckpointIsRefused() throws {
    let workspace = try TrainingWorkspace()
    #expect(try Program.run("train", workspace.config).status == 0)
    let result = try Program.shell(
      """
      ln -sf /dev/zero \(workspace.run)/checkpoints/step-00000008/merges.txt
      timeout 60 $0 checkpoint verify \(workspace.run)
      """)
    #expect(result.status == 65, "\(result.status) \(result.errors)")
    #expect((result.output + result.errors).contains("merges.txt"), "\(result.output) \(result.errors)")
  }

  @Test func anOutputIsNoInputOfItsCommand() throws {
    let folder = try TemporaryFolder()
    let line = #"{"participant": "p", "method": "m", "fixations": [{"token": "a", "duration_ms": 90}]}"#
    let scanpaths = try folder.file("scanpaths.jsonl", "\(line)\n")
    let methods = try folder.file("methods.jsonl", #"{"method": "m", "code": "int f(int a) { return a; }"}"# + "\n")
    let trials = folder.path("trials.jsonl")
    #expect(try Program.run("gaze", "import", scanpaths, "--code", methods, "--output", trials).status == 0)
    #expect(try Program.run("gaze", "priors", trials, "--output", folder.path("priors")).status == 0)
    try folder.file("vocab.json", #"{"code": "int a = b;"}"# + "\n")
    for command in [
      "gaze augment trials.jsonl --output ./trials.jsonl",
      "gaze synthesize methods.jsonl --priors priors --language java --output methods.jsonl",
      "tokenizer train --input vocab.json --vocabulary-size 300 --output .",
    ] {
      let before = try Program.shell("cd \(folder.path) && cat *.json*").output
      let result = try Program.shell("cd \(folder.path) && $0 \(command)")
      #expect(result.status == 64 && result.errors.contains("also an input"), "\(command): \(result.errors)")
      #expect(try Program.shell("cd \(folder.path) && cat *.json*").output == before)
    }
  }

  @Test func aRunInAFolderWhoseNameIsNotUTF8() throws {
    let workspace = try TrainingWorkspace()
    let result = try Program.shell(
      """
      d=\(workspace.folder.path)/$(printf 'f\\377'); mkdir "$d" && cd "$d" && $0 train \(workspace.config) --set output=run &&
      $0 checkpoint verify run
      """)
    #expect(result.status == 0, "\(result.errors)")
  }
}
