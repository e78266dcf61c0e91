import Foundation
import Testing

/// `fovea-bench`, and `fovea bench`, which runs it.
@Suite(.enabled(if: Program.isBuilt && Program.benchmarks != nil, Program.skipMessage))
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
    let source = try tiny.folder.file("source.txt", lines.joined())
    let target = try tiny.folder.file("target.txt", lines.reversed().joined())
    data = ["--data-source", source, "--data-target", target, "--tokenizer", tiny.path]
  }

  private func bench(_ arguments: String) throws -> Program.Result {
    try Program.shell(
      "\"$0\" \(arguments) \(data.joined(separator: " ")) --model \(tiny.path)", program: Program.benchmarks)
  }

  @Test func theStepsReportCountsWhatItRanAndItsBatchesAreThoseOfTheFiles() throws {
    let path = tiny.folder.path("batches.jsonl")
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

  @Test func groupedBatchesAreSortedByLengthAndTakenEvenlyFromLongToShort() throws {
    let path = tiny.folder.path("batches.jsonl")
    let result = try bench("step --batch 2 --batches 2 --steps 1 --grouped --write-batches \(path)")
    #expect(result.status == 0, "\(result.errors)")
    let batches = try tiny.folder.read("batches.jsonl").split(separator: "\n").map {
      try decoded(Batch.self, String($0))
    }
    // Sorted, the eight sources make the batches 8 7, 6 5, 4 3, 2 1, of which two are asked for.
    let words = [[6, 5], [2, 1]]
    #expect(batches.map(\.source) == words.map { $0.map { tiny.ids(String(repeating: "a ", count: $0)) } })
  }

  @Test func tooFewPairsAre65APeerThatHasNoPython1() throws {
    let few = try bench("step --batch 4 --batches 3")
    #expect(few.status == 65 && few.errors.contains("source.txt"))
    let peer = try Program.shell(
      "FOVEA_PEER_PYTHON=/nowhere \"$0\" step --peer --batch 1 --batches 1 \(data.joined(separator: " "))",
      program: Program.benchmarks)
    #expect(peer.status == 1 && peer.errors.contains("/nowhere"), "\(peer.errors)")
  }

  @Test func generationAndOneRanksAllReduceGiveATable() throws {
    let generation = try bench("generate --batch 2 --batches 1 --beam 2 --max-length 5")
    #expect(generation.status == 0 && generation.output.contains("sequences/s"), "\(generation.errors)")
    let reduction = try Program.shell("\"$0\" allreduce --sizes 1 --repetitions 1", program: Program.benchmarks)
    #expect(reduction.status == 0 && reduction.output.contains("mpirun"), "\(reduction.errors)")
  }

  @Test func helpAndWrongUsageAreToldAsInTheOtherProgram() throws {
    let help = try Program.shell("\"$0\" step --help", program: Program.benchmarks)
    #expect(help.status == 0 && help.output.contains("USAGE: fovea-bench step") && help.errors.isEmpty)
    let usage = try Program.shell("\"$0\" gemm --threads 0", program: Program.benchmarks)
    #expect(usage.status == 64 && usage.errors.contains("--threads") && usage.output.isEmpty)
  }

  /// A copy of `fovea` alone in a folder.
  private func copy() throws -> String {
    let copy = tiny.folder.path("bin/fovea")
    try FileManager.default.createDirectory(atPath: tiny.folder.path("bin"), withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: try #require(Program.path), toPath: copy)
    return copy
  }

  @Test func theBenchCommandRunsWhatIsNextToIt() throws {
    let copy = try copy()
    let benchmarks = try tiny.folder.file(
      "bin/fovea-bench", "#!/bin/sh\nprintf '<%s>' \"$@\"\necho \"as $$\"\ncat\nexit 7\n")
    #expect(chmod(benchmarks, 0o755) == 0)
    let result = try Program.shell(
      "echo input | (echo \"$BASHPID\"; exec \"$0\" bench step --batch 2 'a b' -- --help --threads=0)", program: copy)
    #expect(result.status == 7 && result.errors.isEmpty, "\(result.errors)")
    let process = result.lines.first ?? ""
    #expect(result.lines == [process, "<step><--batch><2><a b><--><--help><--threads=0>as \(process)", "input"])
    #expect(try Program.shell("\"$0\" bench", program: copy).lines.first?.hasPrefix("<>as") == true)
  }

  @Test func theBenchCommandSaysWhatIsMissing() throws {
    let copy = try copy()
    let result = try Program.shell("\"$0\" bench gemm", program: copy)
    #expect(result.status == 64 && result.output.isEmpty, "\(result.output)")
    for text in [tiny.folder.path("bin/fovea-bench"), "swift build -c release --product fovea-bench"] {
      #expect(result.errors.contains(text), "\(result.errors)")
    }
  }
}
