import Basics
import CodeT5
import Foundation

/// The search settings that a model directory brings along in `generation_config.json`.
package struct GenerationDefaults: Decodable {
  private var beams: Int?
  private var maximumLength: Int?
  private var maximumNewTokens: Int?
  private var lengthPenalty: Float?
  private var earlyStopping: EarlyStopping?

  private enum CodingKeys: String, CodingKey {
    case beams = "num_beams"
    case maximumLength = "max_length"
    case maximumNewTokens = "max_new_tokens"
    case lengthPenalty = "length_penalty"
    case earlyStopping = "early_stopping"
  }

  /// `true`, `false` or `"never"`, as Hugging Face writes it.
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

  /// The options of a model directory: Fovea's defaults, but for what its file sets.
  ///
  /// - Throws: `FileFailure`, `DataLineError` or `InvalidSetting` when the file is there but cannot be used.
  package static func options(ofModel directory: String) throws -> GenerationSettings {
    var options = GenerationSettings()
    let path = "\(directory)/generation_config.json"
    guard FileManager.default.fileExists(atPath: path) else { return options }
    do {
      let defaults = try JSONDecoder().decode(Self.self, from: TextFile.bytes(of: path))
      if let beams = defaults.beams { options.beams = beams }
      if let length = defaults.maximumLength { options.maximumLength = length }
      // The start token is not a new one. Where both are set, this one counts.
      if let tokens = defaults.maximumNewTokens {
        options.maximumLength = tokens.addingReportingOverflow(1).partialValue
      }
      if let penalty = defaults.lengthPenalty { options.lengthPenalty = penalty }
      if let early = defaults.earlyStopping { options.earlyStopping = early.value }
      try options.validate()
    } catch let error as DecodingError {
      throw DataLineError(path: path, line: 0, problem: error.briefly, remedy: "correct the file, or remove it")
    } catch let error as InvalidSetting {
      throw DataLineError(
        path: path, line: 0, problem: "\(error.keyPath) \(error.problem)", remedy: "correct the file, or remove it")
    }
    return options
  }
}
