import Basics
import CodeT5
import Foundation

/// The search settings in a model directory's `generation_config.json`.
package struct GenerationDefaults {
  /// The usual settings, overridden by the file.
  package private(set) var settings: GenerationSettings
  /// The settings of the file that would change outputs and that Fovea does not have, as `key: value`.
  package private(set) var ignored: [String] = []

  /// The settings for a model directory.
  ///
  /// - Parameter usual: the settings where the file, or the whole of it, is missing.
  /// - Throws: `FileFailure`, `DataLineError` or `InvalidSetting` if the file exists but cannot be used.
  package init(ofModel directory: String, usual: GenerationSettings = GenerationSettings()) throws {
    settings = usual
    let path = "\(directory)/generation_config.json"
    guard FileManager.default.fileExists(atPath: path) else { return }
    do {
      let bytes = try TextFile.bytes(of: path)
      settings = try JSONDecoder().decode(GenerationFile.self, from: bytes).settings(over: usual)
      ignored = try GenerationFile.ignored(in: bytes)
      try settings.validate()
    } catch let error as DecodingError {
      throw DataLineError(path: path, line: 0, problem: error.briefly, remedy: "correct the file, or remove it")
    } catch let error as InvalidSetting {
      throw DataLineError(
        path: path, line: 0, problem: "\(error.keyPath) \(error.problem)", remedy: "correct the file, or remove it")
    }
  }
}
