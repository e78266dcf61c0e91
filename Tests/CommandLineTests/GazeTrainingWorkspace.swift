import Foundation
import TestSupport
import Testing

/// A folder with methods, simulated readers of them, a tokenizer and a configuration of a tiny model.
struct GazeTrainingWorkspace {
  let folder: TemporaryFolder
  let config: String

  init(readers: Int = 2) throws {
    folder = try TemporaryFolder()
    let methods = (0..<8).map { number in
      "{\"func_name\": \"m\(number)\", \"code\": \"int m\(number)(int n) { int r = n * \(number); return r; }\", "
        + "\"docstring\": \"multiplies n by \(number)\"}\n"
    }
    let data = try folder.file("methods.jsonl", methods.joined())
    let priors = PackageFolder.path("configs/data/embedded-java/priors")
    let made = try Program.run(
      "gaze", "synthesize", data, "--priors", priors, "--language", "java", "--readers", "\(readers)", "--output",
      folder.path("trials.jsonl"))
    try #require(made.status == 0, "\(made.errors)")
    let trained = try Program.run(
      "tokenizer", "train", "--input", data, "--field", "code", "--field", "docstring", "--vocabulary-size", "300",
      "--sentinels", "0", "--output", folder.path("tokenizer"))
    try #require(trained.status == 0, "\(trained.errors)")
    config = try folder.file(
      "config.yaml",
      """
      output: \(folder.path("run"))
      task: summarization
      tokenizer: \(folder.path("tokenizer"))
      data: {train: {file: \(data)}, valid: {file: \(data)}}
      model: {shape: {model_width: 32, head_width: 16, heads: 2, feed_forward_width: 64, encoder_layers: 1, decoder_layers: 1}}
      batch: {batch_tokens: 200}
      optimizer: {learning_rate: 3.0e-3}
      schedule: {decay: constant}
      training: {epochs: 50, maximum_steps: 8}
      validation: {every_steps: 4, generated_samples: 0}
      checkpoints: {every_steps: 4, keep: 5}
      watchdog: {silence_seconds: 600, stall_seconds: 600}
      gaze:
        trials: \(folder.path("trials.jsonl"))
        targets: \(data)
        priors: \(priors)
        interval: 2
        batch_samples: 3
        held_out_share: 0.25
        augmentation: {adjacency_lines: 0}
        source_language: java

      """)
  }

  struct Event: Decodable {
    let event: String
    let loss: Double?
    let terms: [String: Double]?
    let scores: [String: Double]?
  }

  func events(_ kind: String) throws -> [Event] {
    try folder.read("run/events.jsonl").split(separator: "\n").map { try decoded(Event.self, String($0)) }
      .filter { $0.event == kind }
  }
}
