import TestSupport

/// What PyTorch computes from small inputs: Golden/operations.json, written by Golden/make_golden.py.
struct GoldenOperations: Decodable {
  struct Norm: Decodable {
    let epsilon: Float
    let input: [[Float]]
    let weight: [Float]
    let output, outputGradient, inputGradient: [[Float]]
    let weightGradient: [Float]
  }

  struct Gated: Decodable {
    let gate, linear, output, outputGradient, gateGradient, linearGradient: [[Float]]
  }

  struct SoftMax: Decodable {
    struct Case: Decodable {
      let output, scoresGradient: [[Float]]
    }
    let scores, bias, outputGradient: [[Float]]
    let full, causal: Case
  }

  struct Loss: Decodable {
    struct Case: Decodable {
      let labelSmoothing, loss: Float
      let tokenLosses: [Float]
      let logitsGradient: [[Float]]
    }
    let logits: [[Float]]
    let labels: [Int32]
    let cases: [Case]
    let logProbabilities: [[Float]]
  }

  struct Buckets: Decodable {
    struct Case: Decodable {
      let bidirectional: Bool
      let buckets, maxDistance: Int
      let runs: [[Int]]
    }
    let firstDistance: Int
    let cases: [Case]
  }

  /// Multi-head attention of two sequences, packed one behind the other.
  struct PackedAttention: Decodable {
    let causal: Bool
    let heads, headWidth: Int
    let queryLengths, keyLengths: [Int]
    let queries, keys, values, bias, output, outputGradient: [[Float]]
    let queryGradient, keyGradient, valueGradient, biasGradient: [[Float]]
  }

  let rmsNorm: Norm
  let gatedGelu: Gated
  let softmaxWithBias: SoftMax
  let crossEntropy: Loss
  let relativePositionBuckets: Buckets
  let attention: [PackedAttention]

  static func load() throws -> GoldenOperations {
    try GoldenFolder().decoded(GoldenOperations.self, "operations.json", keys: .convertFromSnakeCase)
  }
}
