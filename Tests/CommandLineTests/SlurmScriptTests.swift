import Foundation
import TestSupport
import Testing

/// `launch/slurm`, which writes a batch file for Slurm.
struct SlurmScriptTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Writes a batch file but does not submit it.
  private func slurm(_ arguments: [String], in place: String? = nil) throws -> (status: Int32, errors: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = [PackageFolder.path("launch/slurm"), "--dry-run"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: place ?? folder.path)
    let errors = Pipe()
    process.standardError = errors
    try process.run()
    let text = String(decoding: try errors.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test func theBatchFileHasTheDirectivesThatWereGiven() throws {
    let result = try slurm([
      "--partition", "short", "--array", "1-5", "my run.yaml", "--set", "output=run é {}", "--set", "seed={}",
    ])
    #expect(result.status == 0, "\(result.errors)")
    let lines = try folder.read("my run.sbatch").split(separator: "\n")
    #expect(lines.contains("#SBATCH --partition=short") && lines.contains("#SBATCH --array=1-5"))
    #expect(lines.contains { $0.contains("seed=${SLURM_ARRAY_TASK_ID}") })
  }

  @Test(arguments: [
    (["a\n#SBATCH --wrap=x.yaml"], "the configuration's path"),
    (["--partition", "short\n#SBATCH --wrap=x", "a.yaml"], "--partition"),
    (["--account", "a\rb", "a.yaml"], "--account"),
    (["--qos", "a\u{1b}[2Jb", "a.yaml"], "--qos"),
    (["--time", "1:00\n", "a.yaml"], "--time"),
    (["--array", "1-5\nreboot", "a.yaml"], "--array"),
    (["--network", "eth0\n", "a.yaml"], "--network"),
    (["--program", "/bin/a\nb", "a.yaml"], "--program"),
    (["--output", "a\tb.sbatch", "a.yaml"], "--output"),
    (["a.yaml", "--set", "name=a\nreboot"], "an option of fovea train"),
  ])
  func whatWouldBecomeMoreLinesIsRefused(_ arguments: [String], _ place: String) throws {
    let result = try slurm(arguments)
    #expect(result.status == 64, "\(result.errors)")
    #expect(result.errors.contains("error: \(place) has control characters: $'"), "\(result.errors)")
    #expect(try folder.contents().isEmpty)
  }

  @Test func aFolderWithALineEndIsRefused() throws {
    let place = folder.path("a\nb")
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let result = try slurm(["a.yaml"], in: place)
    #expect(result.status == 64 && result.errors.contains("the current folder"), "\(result.errors)")
  }
}
