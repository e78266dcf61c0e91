import CodeT5
import Foundation
import Tensors
import TestSupport
import Testing
import WeightFiles

/// A small random checkpoint with what Hugging Face computed from it (Golden/make_golden.py).
struct GoldenCheckpoint: Sendable, CustomTestStringConvertible {
  let name: String

  static let all = ["tied-relu", "gated-untied", "tied-gated"].map(GoldenCheckpoint.init)

  var testDescription: String { name }

  private static let goldens = GoldenFolder()

  var folder: String { Self.goldens.path(name) }

  struct Expected: Decodable {
    struct Example: Decodable {
      let loss: Float
      let target_tokens: Int
    }
    struct AdamWRun: Decodable {
      let clip_norm: Double?
      let losses: [Double]
    }
    struct Generation: Decodable {
      struct Options: Decodable {
        let num_beams: Int
        let max_length: Int
        let length_penalty: Float?
        let early_stopping: EarlyStopping?
      }
      let options: Options
      let ids: [[Int32]]
    }
    enum EarlyStopping: Decodable {
      case flag(Bool)
      case never
      init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let flag = try? value.decode(Bool.self) { self = .flag(flag) } else { self = .never }
      }
    }
    let sources: [[Int32]]
    let labels: [[Int32]]
    let loss: Double
    let label_smoothed_loss: Double
    let examples: [Example]
    let adamw: [AdamWRun]
    let generation: [String: Generation]
  }

  /// What PyTorch's bfloat16 does to the gradients of a checkpoint: cosines with those in single precision.
  struct Autocast: Decodable {
    var smallest: Double
    var mean: Double
  }

  static func autocast() throws -> [String: Autocast] {
    try goldens.decoded([String: Autocast].self, "autocast.json")
  }

  func expected() throws -> Expected {
    try Self.goldens.decoded(Expected.self, "\(name)/expected.json")
  }

  func expectedTensor(_ name: String) throws -> [Float] {
    let file = try SafetensorsFile(path: "\(folder)/expected.safetensors")
    var values = [Float](repeating: 0, count: file.tensors[name]?.elementCount ?? 0)
    try values.withUnsafeMutableBufferPointer { try file.read(name, into: $0) }
    return values
  }

  func model(threads: Int = 2, precision: Precision = .fp32) throws -> CodeT5Model {
    let directory = try PretrainedDirectory(loading: folder)
    return CodeT5Model(
      directory.architecture, weights: directory.weights,
      context: ComputeContext(threads: threads, precision: precision))
  }

  func batch() throws -> PackedBatch {
    let expected = try expected()
    return PackedBatch(
      sources: expected.sources, targets: expected.labels, samples: Array(expected.sources.indices), startToken: 0)
  }
}

/// The largest difference between two arrays, relative to the largest expected magnitude.
func relativeDifference(_ actual: [Float], _ expected: [Float]) -> Float {
  guard actual.count == expected.count else { return .infinity }
  let scale = expected.map(abs).max() ?? 0
  let difference = zip(actual, expected).map { $0.isNaN ? .infinity : abs($0 - $1) }.max() ?? 0
  return difference / max(scale, 1e-7)
}
