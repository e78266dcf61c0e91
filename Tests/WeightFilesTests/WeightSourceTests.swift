import Basics
import Foundation
import TestSupport
import Testing

@testable import WeightFiles

struct WeightSourceTests {
  @Test func readsShardsThatTransformersWrote() throws {
    let source = try WeightSource.open(directory: GoldenFiles.path("sharded"))
    try GoldenFiles.compare(source, with: "sharded")
    #expect(source.path.hasSuffix("model.safetensors.index.json"))
  }

  @Test func prefersSafetensorsToPickles() throws {
    let folder = try TemporaryFolder()
    func add(_ golden: String, as name: String) throws {
      try FileManager.default.copyItem(
        atPath: GoldenFiles.path(golden), toPath: folder.path(name))
    }
    func opened() throws -> String {
      URL(fileURLWithPath: try WeightSource.open(directory: folder.path).path).lastPathComponent
    }
    try add("nested.bin", as: "weights-of-nested.bin")
    try folder.file(
      "pytorch_model.bin.index.json",
      #"{"weight_map": {"weight": "weights-of-nested.bin", "bias": "weights-of-nested.bin"}}"#)
    #expect(try opened() == "pytorch_model.bin.index.json")
    try GoldenFiles.compare(WeightSource.open(directory: folder.path), with: "nested.bin")
    try add("views.bin", as: "pytorch_model.bin")
    #expect(try opened() == "pytorch_model.bin")
    try GoldenFiles.compare(WeightSource.open(directory: folder.path), with: "views.bin")
    for shard in [
      "model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors", "model.safetensors.index.json",
    ] {
      try add("sharded/\(shard)", as: shard)
    }
    #expect(try opened() == "model.safetensors.index.json")
    try add("types.safetensors", as: "model.safetensors")
    #expect(try opened() == "model.safetensors")
  }

  @Test func listsTheNamesLookedForWhenThereIsNothing() throws {
    let folder = try TemporaryFolder()
    let error = #expect(throws: WeightsNotFoundError.self) { try WeightSource.open(directory: folder.path) }
    for name in WeightSource.fileNames { #expect(error?.description.contains(name) == true) }
    #expect(throws: FileFailure.self) { try WeightSource.open(directory: folder.path("absent")) }
  }

  private func indexProblem(_ index: String) throws -> WeightIndexError.Problem? {
    let folder = try TemporaryFolder()
    try folder.file("model.safetensors.index.json", index)
    try FileManager.default.copyItem(
      atPath: GoldenFiles.path("nested.bin"), toPath: folder.path("shard.bin"))
    return #expect(throws: WeightIndexError.self) { try WeightSource.open(directory: folder.path) }?.problem
  }

  @Test(arguments: ["../shard.bin", "/etc/passwd", "a/b.bin", "..", ".", "", "a\\\\b", "a\\u0000b"])
  func refusesPathsInAnIndex(name: String) throws {
    let problem = try indexProblem("{\"weight_map\": {\"weight\": \"\(name)\"}}")
    guard case .notAPlainName = problem else {
      Issue.record("\(name): \(String(describing: problem))")
      return
    }
  }

  @Test func refusesAnIndexThatDisagreesWithItsFiles() throws {
    #expect(try indexProblem(#"{"metadata": {"total_size": 1.5e3, "tags": [null, true]}}"#) == .noWeightMap)
    #expect(try indexProblem(#"{"weight_map": {"weight": "shard.bin"}}"#) == .notInIndex(file: "shard.bin"))
    let three = #"{"weight_map": {"weight": "shard.bin", "bias": "shard.bin", "other": "shard.bin"}}"#
    #expect(try indexProblem(three) == .notInFile("shard.bin"))
  }

  @Test func refusesADeepIndex() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file(
      "model.safetensors.index.json", #"{"metadata": "# + String(repeating: "[", count: 100_000))
    let error = #expect(throws: MalformedJSONError.self) { try ShardedWeights(index: path) }
    #expect(error?.problem == .tooDeep(limit: 8))
  }
}

struct WeightMismatchTests {
  private let path = GoldenFiles.path("views.bin")

  private func expectedTensors() throws -> [ExpectedTensor] {
    try PyTorchCheckpoint(path: path).tensors.values.map { ExpectedTensor(name: $0.name, shape: $0.shape) }
  }

  @Test func acceptsExactlyTheExpectedTensors() throws {
    try PyTorchCheckpoint(path: path).check(against: expectedTensors())
  }

  @Test func reportsAllDifferencesTogether() throws {
    var expected = try expectedTensors().filter { !["one", "lm_head.weight", "base"].contains($0.name) }
    expected += [
      .init(name: "z.absent", shape: [2]), .init(name: "absent", shape: [3, 4]), .init(name: "base", shape: [4, 3, 2]),
    ]
    expected += [.init(name: "tied", shape: [1])]
    let error = #expect(throws: WeightMismatch.self) {
      try PyTorchCheckpoint(path: path).check(against: expected, ignoring: ["lm_head.weight", "tied"])
    }
    let wanted = WeightMismatch(
      path: path, missing: [.init(name: "absent", shape: [3, 4]), .init(name: "z.absent", shape: [2])],
      extra: [.init(name: "one", shape: [1, 1, 1])],
      misshaped: [.init(name: "base", expected: [4, 3, 2], actual: [2, 3, 4])])
    #expect(error == wanted)
    let text = wanted.description
    for part in ["absent", "[3, 4]", "\"one\"", "[4, 3, 2]", "[2, 3, 4] (transposed)"] { #expect(text.contains(part)) }
  }
}
