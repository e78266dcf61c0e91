import Foundation
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct ProfileCommandTests {
  @Test func aProfiledRunShowsATableAndWritesATrace() throws {
    let workspace = try TrainingWorkspace()
    let run = try Program.run("train", workspace.config, "--profile", "2")
    #expect(run.status == 0 && run.errors.contains("ms a step") && run.errors.contains("between operations"))
    struct Trace: Decodable {
      struct Summary: Decodable { var steps: Int }
      var summary: Summary
    }
    let data = try Data(contentsOf: URL(filePath: "\(workspace.run)/profile.json"))
    #expect(try JSONDecoder().decode(Trace.self, from: data).summary.steps == 2)
  }

  @Test func numbersOfStepsThatMeanNothingAreRefused() throws {
    let workspace = try TrainingWorkspace()
    for (steps, other) in [("0", "--json"), ("1001", "--json"), ("2", "--debug")] {
      let run = try Program.run("train", workspace.config, "--profile", steps, other)
      #expect(run.status == 64 && run.errors.contains("--profile"), "\(run.errors)")
    }
  }
}
