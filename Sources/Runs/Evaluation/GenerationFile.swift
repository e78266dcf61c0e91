import CodeT5
import Foundation

/// The keys of transformers' `generation_config.json`.
struct GenerationFile: Decodable {
  private var beams: Int?
  private var maximumLength: Int?
  private var maximumNewTokens: Int?
  private var lengthPenalty: Float?
  private var earlyStopping: EarlyStopping?
  private var repetitionPenalty: Float?
  private var noRepeatNgramSize: Int?
  private var minimumLength: Int?
  private var minimumNewTokens: Int?
  private var forcedFirstToken: Int32?
  private var forcedLastToken: Int32?

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case beams = "num_beams"
    case maximumLength = "max_length"
    case maximumNewTokens = "max_new_tokens"
    case lengthPenalty = "length_penalty"
    case earlyStopping = "early_stopping"
    case repetitionPenalty = "repetition_penalty"
    case noRepeatNgramSize = "no_repeat_ngram_size"
    case minimumLength = "min_length"
    case minimumNewTokens = "min_new_tokens"
    case forcedFirstToken = "forced_bos_token_id"
    case forcedLastToken = "forced_eos_token_id"
  }

  /// `true`, `false` or `"never"`.
  private struct EarlyStopping: Decodable {
    let value: GenerationSettings.EarlyStopping

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let isWhenFull = try? container.decode(Bool.self) {
        value = isWhenFull ? .whenFull : .heuristic
      } else if try container.decode(String.self) == "never" {
        value = .never
      } else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "must be true, false or \"never\"")
      }
    }
  }

  /// The usual settings, overridden by the file.
  func settings(over usual: GenerationSettings) -> GenerationSettings {
    var settings = usual
    if let beams { settings.beams = beams }
    if let maximumLength { settings.maximumLength = maximumLength }
    // The start token does not count as a new token. If both limits are set, this one applies.
    if let maximumNewTokens { settings.maximumLength = maximumNewTokens.addingReportingOverflow(1).partialValue }
    if let lengthPenalty { settings.lengthPenalty = lengthPenalty }
    if let earlyStopping { settings.earlyStopping = earlyStopping.value }
    if let repetitionPenalty { settings.repetitionPenalty = repetitionPenalty }
    if let noRepeatNgramSize { settings.noRepeatNgramSize = noRepeatNgramSize }
    if let minimumLength { settings.minimumLength = minimumLength }
    if let minimumNewTokens { settings.minimumNewTokens = minimumNewTokens }
    if let forcedFirstToken { settings.forcedFirstToken = forcedFirstToken }
    if let forcedLastToken { settings.forcedLastToken = forcedLastToken }
    return settings
  }

  /// Keys that do not change which tokens a search returns, or only together with `do_sample`.
  private static let neutral: Set<String> = [
    "_from_model_config", "transformers_version", "use_cache", "cache_implementation", "return_dict_in_generate",
    "output_scores", "output_logits", "output_attentions", "output_hidden_states", "temperature", "top_k", "top_p",
    "min_p", "typical_p", "epsilon_cutoff", "eta_cutoff", "num_assistant_tokens", "num_assistant_tokens_schedule",
    // Read from config.json, as everywhere else.
    "bos_token_id", "eos_token_id", "pad_token_id", "decoder_start_token_id",
  ]

  /// Values with which a key has no effect.
  private static let withoutEffect: [String: Double] = [
    "do_sample": 0, "num_beam_groups": 1, "num_return_sequences": 1, "diversity_penalty": 0,
    "encoder_repetition_penalty": 1, "encoder_no_repeat_ngram_size": 0, "remove_invalid_values": 0,
    "renormalize_logits": 0, "token_healing": 0, "is_assistant": 0,
  ]

  /// The keys of a file that would change outputs and that Fovea does not have, as `key: value`, in alphabetical order.
  static func ignored(in bytes: Data) throws -> [String] {
    let known = Set(CodingKeys.allCases.map(\.rawValue)).union(neutral)
    let fields = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
    return fields.keys.sorted().filter { key in
      guard !known.contains(key), let value = fields[key], !(value is NSNull) else { return false }
      if let number = value as? NSNumber, let harmless = withoutEffect[key] { return number.doubleValue != harmless }
      return (value as? [Any])?.isEmpty != true
    }.map { "\($0): \(fields[$0].map { "\($0)" } ?? "")" }
  }
}
