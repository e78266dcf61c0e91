import Basics
import Foundation
import TestSupport

@testable import Results
@testable import Runs
@testable import Training

extension FuzzedReader {
  static func runReaders() throws -> [FuzzedReader] {
    let folder = try TemporaryFolder()
    let events = try events(in: folder)
    var status = RunStatus(
      state: .completed, name: "tiny", seed: 1, host: "a", process: 7, ranks: 2, started: Date(timeIntervalSince1970: 0)
    )
    (status.exitCode, status.ended) = (0, Date(timeIntervalSince1970: 60))
    try RunFolder(folder.path).write(status)
    let summary = """
      {"name": "tiny", "ranks": 2, "threads_per_rank": 2, "parameters": 1000, "steps": 3, "seconds": 6, "last_loss": 2,
       "ended_because": "completed", "tokens_per_second": 500.5, "exposed_communication_share": 0.01,
       "validations": [{"step": 3, "epoch": 1, "loss": 2, "scores": {"bleu": 30}, "is_best": true, "seconds": 1}]}
      """
    let sample = ValidationOutputs.Sample(sample: 0, source: "int f()", reference: "a", prediction: "b")
    let environment = """
      {"started": "2026-01-02T03:04:05Z", "command": ["fovea", "train", "a.yaml"], "folder": "/nowhere", "version": "1",
       "commit": "abc", "system": "Linux", "mpi": "Open MPI", "memory_bytes": 8000000000, "variables": {"OMP_X": "1"},
       "ranks": [{"host": "a", "processor": "x", "affinity": "0-3", "threads": 2, "openblas_core": "Haswell"}]}
      """
    let run: Seed = [
      RunFolder.status: try folder.bytes("status.json"), RunFolder.summary: Array(summary.utf8),
      RunFolder.events: Array(events.utf8),
      RunFolder.environment: Array((environment.replacing("\n", with: "") + "\n").utf8),
      RunFolder.configuration: Array("name: tiny\nseed: 1\noptimizer: {learning_rate: 0.001}\n".utf8),
    ]
    let sweep = """
      {"status": "completed", "method": "tpe", "objective": {"metric": "loss", "direction": "minimize"}, "best": 0,
       "planned_trials": 2, "trials": [{"trial": 0, "folder": "trials/0000", "status": "completed",
       "rungs": [{"step": 10}]}]}
      """
    let test = """
      {"step": 3, "file": "test.jsonl", "sha256": "ab", "samples": 2, "scores": {"bleu": 30}, "loss": 2.5}
      """
    var report = run
    report[RunFolder.bestPredictions] = Array((try JSONLines.line(sample) + "\n").utf8)
    report[SweepSummary.fileName] = Array(sweep.utf8)
    let published = """
      {"format_version": 1, "sources": {"a": {"title": "t", "venue": "v", "url": "u"}}, "rows": [{"id": "r",
       "source": "a", "task": "summarization", "data": "d", "system": "s", "metric": "BLEU", "baseline": 1.5, "value": 2,
       "difference": 0.5, "comparable": false, "why": "w", "caveats": ["c"], "verified": true, "verified_against": "v"}]}
      """
    let words = ["\"step\"", "\"validation\"", "\"event\"", "\"inf\"", "\"scores\"", "\"running\"", "\"failed\""]
    return [
      FuzzedReader("events", texts: [events], words: words) { path in
        let history = EventHistory(content: try TextFile.bytes(of: path))
        _ = history.bestValidation
      },
      FuzzedReader("published", texts: [published], words: ["\"value\"", "\"rows\"", "\"difference\"", "1e999"]) {
        path in
        let rows = try PublishedResults(path: path).rows
        try Unsound.require(
          rows.allSatisfy { ($0.value ?? 0).isFinite && ($0.difference ?? 0).isFinite }, "numbers are finite")
      },
      // Whatever is wrong with a run's folder becomes a problem of its record.
      FuzzedReader("run-folder", seeds: [run], words: words) { folder in
        let record = RunReader.record(root: folder, path: "")
        let details = RunDetails(record, folder: folder)
        try Unsound.require(record.scores.values.allSatisfy(\.isFinite), "scores are numbers")
        _ = details.history.tokensPerSecond
      },
      FuzzedReader("run-report", seeds: [report], words: words) { folder in
        let run = RunDetails(RunReader.record(root: folder, path: ""), folder: folder)
        var other = run
        other.record.seed = (run.record.seed ?? 0) &+ 1
        let content = ReportContent(name: "study", folder: folder, runs: [run, other], warnings: [])
        let page = ReportPage.html(content, content.sections)
        try Unsound.require(page.hasSuffix("</html>\n"), "the page is whole")
      },
      FuzzedReader(
        "predictions", texts: [try JSONLines.line(sample) + "\n" + JSONLines.line(sample) + "\n"], words: words
      ) { _ = try JSONLines.read(ValidationOutputs.Sample.self, from: $0) },
      FuzzedReader("test-summary", file: RunFolder.test, texts: [test], words: words) { path in
        do {
          _ = try RunFolder((path as NSString).deletingLastPathComponent).testSummary()
        } catch is DecodingError {
          // The kind of error that it documents.
        }
      },
      FuzzedReader("sweep-outcome", file: SweepSummary.fileName, texts: [sweep], words: words) { path in
        do {
          _ = try SweepSummary(of: (path as NSString).deletingLastPathComponent)?.line
        } catch is DecodingError {
          // The kind of error that it documents.
        }
      },
    ]
  }

  private static func events(in folder: TemporaryFolder) throws -> String {
    let file = try EventFile(folder.path("events.jsonl"))
    try file.receive(
      TrainingEvent.started(
        .init(
          name: "tiny", parameters: 10, ranks: 2, threadsPerRank: 1, trainSamples: 5, validationSamples: 5,
          totalSteps: 3, firstStep: 0)))
    for step in 1...3 {
      try file.receive(
        TrainingEvent.step(
          .init(
            step: step, epoch: 0, loss: step == 2 ? .infinity : 3, gradientNorm: 1, learningRate: 1e-3, tokens: 60,
            samples: 4,
            seconds: 0.1, exposedCommunicationSeconds: 0.01, isSkipped: false, terms: ["reward": 0.5])))
    }
    try file.receive(
      TrainingEvent.validation(.init(step: 3, epoch: 0, loss: 2, scores: ["bleu": 30], isBest: true, seconds: 1)))
    try file.receive(TrainingEvent.warning(.init(message: "a warning")))
    try file.receive(
      TrainingEvent.finished(.init(step: 3, reason: .completed, bestStep: 3, bestValue: 2, seconds: 4)))
    return try folder.read("events.jsonl")
  }
}
