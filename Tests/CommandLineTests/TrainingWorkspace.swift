import Foundation
import TestSupport
import Testing

/// A folder with a tokenizer, a dozen pairs and a configuration of a tiny model.
struct TrainingWorkspace {
  let folder: TemporaryFolder
  let config: String
  var run: String { folder.path("run") }

  init() throws {
    folder = try TemporaryFolder()
    let pairs = (0..<12).map { "{\"source\": \"int twice\($0)(int n)\", \"target\": \"doubles number \($0)\"}\n" }
    let data = try folder.file("pairs.jsonl", pairs.joined())
    let tokenizer = folder.path("tokenizer")
    let trained = try Program.run(
      "tokenizer", "train", "--input", data, "--field", "source", "--field", "target", "--vocabulary-size", "300",
      "--sentinels", "0", "--output", tokenizer)
    try #require(trained.status == 0, "\(trained.errors)")
    config = try folder.file(
      "config.yaml",
      """
      output: \(folder.path("run"))
      task: pairs
      tokenizer: \(tokenizer)
      data: {train: {file: \(data)}, valid: {file: \(data)}}
      model: {shape: {model_width: 32, head_width: 16, heads: 2, feed_forward_width: 64, encoder_layers: 1, decoder_layers: 1}}
      batch: {batch_tokens: 128}
      optimizer: {learning_rate: 3.0e-3}
      schedule: {decay: constant}
      training: {epochs: 50, maximum_steps: 8}
      validation: {every_steps: 4, generated_samples: 2, generation: {maximum_length: 8}}
      checkpoints: {every_steps: 4, keep: 5}
      watchdog: {silence_seconds: 600, stall_seconds: 600}

      """)
  }

  /// The last checkpoint's weights, as the file holds them.
  func weights() throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(run)/checkpoints/last/model.safetensors"))
  }

  func losses() throws -> [Double] {
    struct Event: Decodable {
      let event: String
      let step: Int?
      let loss: Double?
    }
    return try folder.read("run/events.jsonl").split(separator: "\n")
      .map { try decoded(Event.self, String($0)) }.filter { $0.event == "step" }.compactMap(\.loss)
  }
}
