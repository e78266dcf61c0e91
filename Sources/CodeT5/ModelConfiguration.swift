import Basics
import Foundation

/// The shape of a CodeT5 model, as given by the `config.json` of a Hugging Face directory.
///
/// The defaults are those of codet5-small. `PretrainedDirectory` keeps the fields of the file that Fovea does not need
/// and writes them back.
public struct ModelConfiguration: Codable, Sendable, Equatable {
  package enum FeedForwardKind: String, Codable, Sendable {
    case relu
    case gatedGELU = "gated-gelu"
  }

  /// Features of the residual stream.
  public var modelWidth = 512
  /// Features of one attention head.
  package var headWidth = 64
  /// Heads of each attention.
  public var heads = 8
  /// Inner features of the feed-forward layers.
  package var feedForwardWidth = 2048
  package var feedForwardKind = FeedForwardKind.relu
  /// Layers of the encoder.
  public var encoderLayers = 6
  /// Layers of the decoder.
  public var decoderLayers = 6
  /// The size of the vocabulary; a tokenizer may have fewer tokens.
  public var vocabularySize = 32_100
  package var relativeBuckets = 32
  package var relativeMaximumDistance = 128
  package var dropout: Float = 0.1
  package var normEpsilon: Float = 1e-6
  package var initializerFactor: Float = 1
  /// Whether the head is the embedding table.
  package var tiesWordEmbeddings = true
  /// Whether hidden states are scaled by modelWidth^−½ before the head, as tied T5 models do.
  package var scalesDecoderOutput = true
  /// The id that pads short sequences.
  public var padToken: Int32 = 0
  /// The id of `<s>`.
  public var beginningToken: Int32 = 1
  /// The id of `</s>`, which ends an output.
  public var endToken: Int32 = 2
  /// The id that starts the decoder's input.
  public var decoderStartToken: Int32 = 0

  package init() {}

  package var attentionWidth: Int { heads * headWidth }

  private enum CodingKeys: String, CodingKey {
    case modelWidth = "d_model"
    case headWidth = "d_kv"
    case heads = "num_heads"
    case feedForwardWidth = "d_ff"
    case feedForwardKind = "feed_forward_proj"
    case encoderLayers = "num_layers"
    case decoderLayers = "num_decoder_layers"
    case vocabularySize = "vocab_size"
    case relativeBuckets = "relative_attention_num_buckets"
    case relativeMaximumDistance = "relative_attention_max_distance"
    case dropout = "dropout_rate"
    case normEpsilon = "layer_norm_epsilon"
    case initializerFactor = "initializer_factor"
    case tiesWordEmbeddings = "tie_word_embeddings"
    case scalesDecoderOutput = "scale_decoder_outputs"
    case padToken = "pad_token_id"
    case beginningToken = "bos_token_id"
    case endToken = "eos_token_id"
    case decoderStartToken = "decoder_start_token_id"
  }

  /// Reads the keys of a `config.json`. Keys that decide the weights' shapes are required; the others default as in
  /// Hugging Face's `T5Config`.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func optional<Value: Decodable>(_ key: CodingKeys, _ fallback: Value) throws -> Value {
      try values.decodeIfPresent(Value.self, forKey: key) ?? fallback
    }
    modelWidth = try values.decode(Int.self, forKey: .modelWidth)
    headWidth = try values.decode(Int.self, forKey: .headWidth)
    heads = try values.decode(Int.self, forKey: .heads)
    feedForwardWidth = try values.decode(Int.self, forKey: .feedForwardWidth)
    feedForwardKind = try optional(.feedForwardKind, .relu)
    encoderLayers = try values.decode(Int.self, forKey: .encoderLayers)
    decoderLayers = try optional(.decoderLayers, encoderLayers)
    vocabularySize = try values.decode(Int.self, forKey: .vocabularySize)
    relativeBuckets = try optional(.relativeBuckets, 32)
    relativeMaximumDistance = try optional(.relativeMaximumDistance, 128)
    dropout = try optional(.dropout, 0.1)
    normEpsilon = try optional(.normEpsilon, 1e-6)
    initializerFactor = try optional(.initializerFactor, 1)
    tiesWordEmbeddings = try optional(.tiesWordEmbeddings, true)
    scalesDecoderOutput = try optional(.scalesDecoderOutput, tiesWordEmbeddings)
    padToken = try optional(.padToken, 0)
    beginningToken = try optional(.beginningToken, 1)
    endToken = try optional(.endToken, 1)
    decoderStartToken = try optional(.decoderStartToken, padToken)
  }

  /// The defects of the shape, as (key of `config.json`, problem); empty if there are none.
  package var defects: [(key: String, problem: String)] {
    var found: [(String, String)] = []
    func require(_ condition: Bool, _ key: CodingKeys, _ problem: String) {
      if !condition { found.append((key.rawValue, problem)) }
    }
    for (key, value) in [
      (CodingKeys.modelWidth, modelWidth), (.headWidth, headWidth), (.heads, heads),
      (.feedForwardWidth, feedForwardWidth), (.encoderLayers, encoderLayers), (.decoderLayers, decoderLayers),
      (.vocabularySize, vocabularySize), (.relativeMaximumDistance, relativeMaximumDistance),
    ] {
      require(value >= 1 && value <= 1 << 24, key, "must be between 1 and 16777216, not \(value)")
    }
    require(encoderLayers <= 400, .encoderLayers, "at most 400 layers are supported, not \(encoderLayers)")
    require(decoderLayers <= 400, .decoderLayers, "at most 400 layers are supported, not \(decoderLayers)")
    require(heads <= 128, .heads, "at most 128 heads are supported, not \(heads)")
    require(
      heads.multipliedReportingOverflow(by: headWidth).partialValue <= 1 << 24, .headWidth,
      "all heads together are wider than 16777216")
    require(relativeBuckets >= 4 && relativeBuckets % 2 == 0, .relativeBuckets, "must be even and at least 4")
    require(
      relativeMaximumDistance > relativeBuckets / 2, .relativeMaximumDistance,
      "must be above half of relative_attention_num_buckets (\(relativeBuckets))")
    require(dropout >= 0 && dropout < 1, .dropout, "must be in [0, 1), not \(dropout)")
    require(normEpsilon > 0, .normEpsilon, "must be positive")
    for (key, token) in [
      (CodingKeys.padToken, padToken), (.endToken, endToken), (.decoderStartToken, decoderStartToken),
    ] {
      require(token >= 0 && token < vocabularySize, key, "\(token) lies outside the vocabulary of \(vocabularySize)")
    }
    return found
  }
}
