import Basics
import CodeT5
import Training

/// Whether the layers and heads that an objective's settings name exist in the model.
enum AttentionChoice {
  /// - Throws: `InvalidSetting` that names the key and how many the model has.
  static func check(_ objective: ObjectiveConfiguration, _ model: ModelConfiguration) throws {
    try require(objective.reward.layers, "reward.layers", "layer", below: model.decoderLayers, "the decoder")
    try require(objective.reward.heads, "reward.heads", "head", below: model.heads, "each layer")
    let align = objective.align
    try require(
      align.layers, "align.layers", "layer", below: align.layerCount(of: model),
      align.source == .cross ? "the decoder" : "the encoder")
    try require(align.heads, "align.heads", "head", below: model.heads, "each layer")
  }

  private static func require(
    _ chosen: [Int], _ key: String, _ noun: String, below count: Int, _ whole: String
  ) throws {
    guard let missing = chosen.first(where: { $0 >= count }) else { return }
    throw InvalidSetting(
      "objective.\(key)", "names \(noun) \(missing); \(whole) has \(count)",
      remedy: "\(noun)s are counted from 0; leave the list empty for all")
  }
}
