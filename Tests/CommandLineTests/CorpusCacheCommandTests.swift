import Foundation
import TestSupport
import Testing

/// `fovea train` with a cache of encoded data, alone and under mpirun.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct CorpusCacheCommandTests {
  private func entries(_ workspace: TrainingWorkspace) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: workspace.folder.path("cache"))
  }

  @Test func aCachedRunGivesTheSameBits() throws {
    let plain = try TrainingWorkspace()
    #expect(try Program.run("train", plain.config).status == 0)
    let cached = try TrainingWorkspace()
    let cache = "data.cache=\(cached.folder.path("cache"))"
    for (isHit, options) in [(false, [String]()), (true, ["--set", "output=\(cached.folder.path("again"))"])] {
      let result = try Program.run(arguments: ["train", cached.config, "--set", cache] + options)
      #expect(result.status == 0, "\(result.errors)")
      // Training and validation data are the same file, so the second of them is found in any case.
      let found = result.errors.components(separatedBy: "taken from \(cached.folder.path("cache"))").count - 1
      #expect(found == (isHit ? 2 : 1), "\(result.errors)")
    }
    #expect(try entries(cached).count == 1)
    #expect(try cached.weights() == plain.weights())
    let again = try Data(contentsOf: cached.folder.url("again/checkpoints/last/model.safetensors"))
    #expect(try again == plain.weights())
  }

  @Test func aDamagedEntryCostsNoMoreThanAWarning() throws {
    let workspace = try TrainingWorkspace()
    let cache = "data.cache=\(workspace.folder.path("cache"))"
    #expect(try Program.run("train", workspace.config, "--set", cache).status == 0)
    let weights = try workspace.weights()
    let entry = "\(workspace.folder.path("cache"))/\(try #require(entries(workspace).first))"
    #expect(try Program.shell("truncate -s -5 \(entry) && rm -r \(workspace.run)").status == 0)
    let again = try Program.run("train", workspace.config, "--set", cache)
    #expect(again.status == 0 && again.errors.contains("is damaged"), "\(again.errors)")
    #expect(try workspace.weights() == weights)
    let blocked = try Program.run(
      "train", workspace.config, "--set", "data.cache=\(entry)/below", "--set", "output=\(workspace.folder.path("b"))")
    #expect(blocked.status == 0 && blocked.errors.contains("cannot be used"), "\(blocked.errors)")
  }

  @Test(.enabled(if: TrainCommandTests.hasMPI, "there is no mpirun"))
  func theRanksOfAHostEncodeOnceAndShareTheEntry() throws {
    let workspace = try TrainingWorkspace()
    let command = "exec \(TrainCommandTests.mpirun(2)) \"$0\" train \(workspace.config)"
    let plain = try Program.shell("\(command) --set output=\(workspace.folder.path("plain"))")
    #expect(plain.status == 0, "\(plain.errors)")
    let cache = "--set data.cache=\(workspace.folder.path("cache"))"
    let cold = try Program.shell("\(command) \(cache)")
    #expect(cold.status == 0 && !cold.errors.contains("warning"), "\(cold.errors)")
    let weights = try workspace.weights()
    let warm = try Program.shell("\(command) \(cache) --set output=\(workspace.folder.path("warm"))")
    #expect(warm.status == 0 && warm.errors.contains("taken from"), "\(warm.errors)")
    for name in ["plain", "warm"] {
      let other = try Data(contentsOf: workspace.folder.url("\(name)/checkpoints/last/model.safetensors"))
      #expect(other == weights, "\(name)")
    }
    #expect(try entries(workspace).count == 1)
  }

  @Test func theSizeNeedsACache() throws {
    let workspace = try TrainingWorkspace()
    let idle = try Program.run("train", workspace.config, "--set", "data.cache_megabytes=100")
    #expect(idle.status == 78 && idle.errors.contains("data.cache_megabytes"), "\(idle.errors)")
    let none = try Program.run(
      "train", workspace.config, "--set", "data.cache=c", "--set", "data.cache_megabytes=0")
    #expect(none.status == 78 && none.errors.contains("data.cache_megabytes"), "\(none.errors)")
  }
}
