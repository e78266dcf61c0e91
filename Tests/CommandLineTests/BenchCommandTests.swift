import Foundation
import Testing

@Suite("fovea bench", .enabled(if: Program.isBuilt, Program.skipMessage))
struct BenchCommandTests {
  struct Step: Decodable {
    let real_tokens_per_second: Double
    let seconds_per_step: Double
    let peak_resident_bytes: Int
    let ratio: Double
    let steps: Int
  }
  struct Batch: Decodable {
    let source: [[Int32]]
    let target: [[Int32]]
  }

  let tiny: TinyModel
  let data: [String]

  init() throws {
    tiny = try TinyModel()
    let lines = (0..<8).map { String(repeating: "a ", count: $0 + 1) + "\n" }
    let source = try tiny.folder.write(lines.joined(), "source.txt")
    let target = try tiny.folder.write(lines.reversed().joined(), "target.txt")
    data = ["--data-source", source, "--data-target", target, "--tokenizer", tiny.path]
  }

  private func bench(_ arguments: String) throws -> Program.Result {
    try Program.shell("\"$0\" bench \(arguments) \(data.joined(separator: " ")) --model \(tiny.path)")
  }

  @Test("the step's report counts what it ran, and its batches are those of the files")
  func step() throws {
    let path = tiny.folder.file("batches.jsonl")
    let result = try bench("step --batch 2 --batches 3 --steps 4 --json --write-batches \(path)")
    #expect(result.status == 0, "\(result.errors)")
    let report = try decoded(Step.self, result.output)
    #expect(report.steps == 4)
    #expect(report.real_tokens_per_second > 0 && report.seconds_per_step > 0 && report.peak_resident_bytes > 0)
    #expect(report.ratio > 0 && report.ratio < 1)
    let batches = try tiny.folder.read("batches.jsonl").split(separator: "\n").map {
      try decoded(Batch.self, String($0))
    }
    #expect(batches.count == 3)
    #expect(batches[1].source == ["a a a ", "a a a a "].map { tiny.ids($0) })
    #expect(batches.allSatisfy { $0.source.count == 2 && $0.target.count == 2 })
  }

  @Test("grouped batches are sorted by length and taken evenly from long to short")
  func grouped() throws {
    let path = tiny.folder.file("batches.jsonl")
    let result = try bench("step --batch 2 --batches 2 --steps 1 --grouped --write-batches \(path)")
    #expect(result.status == 0, "\(result.errors)")
    let batches = try tiny.folder.read("batches.jsonl").split(separator: "\n").map {
      try decoded(Batch.self, String($0))
    }
    // Sorted, the eight sources make the batches 8 7, 6 5, 4 3, 2 1, of which two are asked for.
    let words = [[6, 5], [2, 1]]
    #expect(batches.map(\.source) == words.map { $0.map { tiny.ids(String(repeating: "a ", count: $0)) } })
  }

  @Test("too few pairs are 65, a peer that has no Python 1")
  func failures() throws {
    let few = try bench("step --batch 4 --batches 3")
    #expect(few.status == 65 && few.errors.contains("source.txt"))
    let peer = try Program.shell(
      "FOVEA_PEER_PYTHON=/nowhere \"$0\" bench step --peer --batch 1 --batches 1 \(data.joined(separator: " "))")
    #expect(peer.status == 1 && peer.errors.contains("/nowhere"), "\(peer.errors)")
  }

  @Test("generation and one rank's all-reduce give a table")
  func tables() throws {
    let generation = try bench("generate --batch 2 --batches 1 --beam 2 --max-length 5")
    #expect(generation.status == 0 && generation.output.contains("sequences/s"), "\(generation.errors)")
    let reduction = try Program.run("bench", "allreduce", "--sizes", "1", "--repetitions", "1")
    #expect(reduction.status == 0 && reduction.output.contains("mpirun"), "\(reduction.errors)")
  }
}
