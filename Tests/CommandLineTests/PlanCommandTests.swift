import Foundation
import TestSupport
import Testing

/// `fovea plan` as a person runs it. `PlanningTests` checks the numbers.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct PlanCommandTests {
  private let workspace: TrainingWorkspace
  private let rates = ["--gigaflops", "400", "--memory-rate", "10", "--threads", "2"]

  init() throws { workspace = try TrainingWorkspace() }

  private func plan(_ options: String...) throws -> Program.Result {
    try Program.run(arguments: ["plan", workspace.config] + rates + options)
  }

  @Test func aTableARowOfJSONAndAPlot() throws {
    let table = try plan("--ranks", "1,2,8", "--network", "10,25")
    #expect(table.status == 0, "\(table.errors)")
    for text in ["efficiency", "core-hours", "10 Gb/s: latency 25 µs", "400 GFLOP/s", "weak", "strong"] {
      #expect(table.output.contains(text), "\(text)")
    }
    let picture = workspace.folder.path("plan.svg")
    let rows = try plan("--ranks", "1,4", "--shape", "small,large", "--json", "--compare", "--plot", picture)
    struct Row: Decodable {
      let shape: String
      let ranks: Int
      let step_seconds: Double
    }
    let decodedRows = try rows.output.split(separator: "\n").map { try decoded(Row.self, String($0)) }
    #expect(decodedRows.count == 2 * 2 * 2 * 4 && decodedRows.allSatisfy { $0.step_seconds > 0 })
    #expect(try workspace.folder.read("plan.svg").contains("large, weak scaling"))
    #expect(!FileManager.default.fileExists(atPath: workspace.run), "a plan trains nothing")
  }

  @Test func withoutRatesThisMachineIsMeasured() throws {
    let result = try Program.run("plan", workspace.config, "--ranks", "1", "--threads", "1")
    #expect(result.status == 0 && result.output.contains("GFLOP/s in a step"), "\(result.errors)")
  }

  @Test func aMeasuredNetworkIsTaken() throws {
    let path = try workspace.folder.file(
      "net.json",
      """
      {"ranks": 2, "sizes": [{"megabytes": 1, "blocking_seconds": 0.002}, {"megabytes": 16, "blocking_seconds": 0.03}]}
      """)
    let result = try plan("--ranks", "1,2", "--network", path)
    #expect(result.status == 0 && result.output.contains("within"), "\(result.errors)")
    let bad = try plan("--ranks", "1,2", "--network", workspace.config)
    #expect(bad.status == 65 && bad.errors.contains("fovea-bench allreduce --json"), "\(bad.errors)")
  }

  @Test(arguments: [
    (["--network", "wifi"], 64, "such as 25"), (["--network", "0"], 64, "--network"),
    (["--network", ""], 64, "--network"),
    (["--network", "10,10"], 64, "twice"), (["--ranks", "0"], 64, "--ranks"), (["--ranks", "1,x"], 64, "--ranks"),
    (["--ranks", "2,2"], 64, "twice"), (["--ranks", "12", "--ranks-per-host", "8"], 78, "do not fill"),
    (["--ranks-per-host", "0"], 64, "--ranks-per-host"), (["--shape", "huge"], 64, "huge"),
    (["--all-reduce", "magic"], 64, "magic"), (["--latency", "-1"], 64, "--latency"),
    (["--overlap", "2"], 64, "--overlap"),
    (["--compare", "--shard-optimizer"], 64, "--compare"), (["--set", "batch.batch_tokens=3"], 78, "batch"),
  ])
  func mistakesAreNamed(_ options: [String], _ status: Int, _ text: String) throws {
    let result = try Program.run(arguments: ["plan", workspace.config] + rates + options)
    #expect(Int(result.status) == status && result.errors.contains(text), "\(result.status) \(result.errors)")
  }

  @Test func aRateOfZeroIsRefused() throws {
    for option in ["--gigaflops", "--memory-rate"] {
      let result = try Program.run("plan", workspace.config, option, "0")
      #expect(result.status == 64 && result.errors.contains(option), "\(result.errors)")
    }
  }
}

extension Program {
  /// Runs it with a list of arguments.
  static func run(arguments: [String]) throws -> Result {
    let quoted = arguments.map { "'\($0)'" }.joined(separator: " ")
    return try shell("exec \"$0\" \(quoted)")
  }
}
