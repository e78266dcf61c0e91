import Foundation

/// A folder in which tests make folders of runs. It is removed when the last reference to it goes.
package final class ResultsFolder: Sendable {
  private let folder: TemporaryFolder
  package var path: String { folder.path }

  package init() throws { folder = try TemporaryFolder() }

  deinit {
    // A folder that was closed to its owner could not be removed.
    chmod(folder.path("closed"), 0o755)
  }

  package func file(_ name: String) -> String { folder.path(name) }

  @discardableResult
  package func write(_ text: String, _ name: String) throws -> String {
    // Replaces the file instead of truncating it: a reader may have it open or hold its lock.
    unlink(folder.path(name))
    return try folder.file(name, text)
  }

  /// A finished run whose loss falls from `loss + 1` to about `loss`.
  package func makeRun(
    _ path: String, name: String = "tiny", seed: Int = 1, loss: Double = 2, bleu: Double = 20, rate: String = "0.001",
    smoothing: String = "0.1", steps: Int = 20, ranks: Int = 1, predictions: [String] = ["a b c d", "e f g h"],
    state: String = "completed", fold: Int? = nil
  ) throws {
    try write(
      "name: \(name)\nseed: \(seed)\noutput: somewhere/\(path)\ntask: pairs\noptimizer:\n  learning_rate: \(rate)\ntraining:\n  label_smoothing: \(smoothing)\nvalidation:\n  criterion: loss\n"
        + (fold.map { "gaze:\n  hold_out:\n    fold: \($0)\n" } ?? ""),
      "\(path)/config.yaml")
    try write(
      """
      {"state": "\(state)", "exit_code": 0, "name": "\(name)", "seed": \(seed), "host": "elsewhere", "process": 1,
       "ranks": \(ranks), "format_version": 1, "started": "2026-01-02T03:04:05Z", "ended": "2026-01-02T03:05:05Z"}
      """, "\(path)/status.json")
    try write(Self.events(loss: loss, bleu: bleu, steps: steps, ranks: ranks), "\(path)/events.jsonl")
    try write(
      """
      {"name": "\(name)", "ranks": \(ranks), "threads_per_rank": 1, "parameters": 1000, "steps": \(steps), "seconds": 60,
       "ended_because": "\(state)", "tokens_per_second": 500.5, "exposed_communication_share": 0.01, "last_loss": \(loss),
       "validations": [{"step": \(steps), "epoch": 1, "loss": \(loss), "scores": {"bleu": \(bleu), "exact_match": 0},
        "is_best": true, "seconds": 1}]}
      """, "\(path)/summary.json")
    let lines = predictions.enumerated().map { number, text in
      "{\"sample\": \(number), \"source\": \"int f()\", \"reference\": \"a b c d\", \"prediction\": \"\(text)\"}\n"
    }
    try write(lines.joined(), "\(path)/predictions/best.jsonl")
  }

  /// What the checkpoint of a run scored on a test set of two samples.
  package func makeTest(_ path: String, loss: Double, sha256: String = "ab12") throws {
    try write(
      "{\"step\": 20, \"file\": \"test.jsonl\", \"sha256\": \"\(sha256)\", \"samples\": 2, \"loss\": \(loss), \"scores\": {\"bleu\": 1}}",
      "\(path)/test.json")
    let lines = (0..<2).map { number in
      "{\"sample\": \(number), \"source\": \"f\", \"reference\": \"a b c d\", \"prediction\": \"a b c \(number)\"}\n"
    }
    try write(lines.joined(), "\(path)/test-predictions.jsonl")
  }

  package static func events(loss: Double, bleu: Double, steps: Int, ranks: Int) -> String {
    var lines = [
      "{\"event\":\"started\",\"name\":\"tiny\",\"parameters\":1000,\"ranks\":\(ranks),\"threads_per_rank\":1,\"total_steps\":\(steps),\"first_step\":0}"
    ]
    for step in 1...steps {
      lines.append(
        "{\"epoch\":0,\"event\":\"step\",\"exposed_communication_seconds\":0.01,\"gradient_norm\":1,\"is_skipped\":false,\"learning_rate\":0.001,\"loss\":\(loss + 1 - Double(step) / Double(steps)),\"seconds\":0.1,\"step\":\(step),\"tokens\":50}"
      )
    }
    lines.append(
      "{\"event\":\"validation\",\"step\":\(steps),\"epoch\":0,\"loss\":\(loss),\"scores\":{\"bleu\":\(bleu),\"exact_match\":0},\"is_best\":true,\"seconds\":1}"
    )
    lines.append("{\"event\":\"finished\",\"reason\":\"completed\",\"step\":\(steps)}")
    return lines.map { $0 + "\n" }.joined()
  }
}
