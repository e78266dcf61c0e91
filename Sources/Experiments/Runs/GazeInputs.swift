import Basics
import Corpus
import Foundation
import Gaze
import Syntax
import Tokenization
import Training

/// What of a run's gaze goes into training: annotated samples, those held out, and the gaze that ordinary samples'
/// targets carry. Rank 0 makes it; the others receive it.
struct GazeInputs: Codable, Equatable {
  var training = GazeCorpus()
  var heldOut = GazeCorpus()
  /// The ids of the methods whose readings are held out, whether or not any of them became a sample.
  var heldOutMethods: [String] = []
  /// Nil where the objective does not weigh target tokens.
  var targets: TargetGaze?
  /// For a person.
  var notes: [String] = []
}

extension GazeInputs {
  /// Counted up with every change of what is made or how it is written.
  private static let formatVersion = 2

  /// From the cache where it is there, else made from recordings, targets and priors.
  ///
  /// - Throws: what is wrong with the files; `InvalidSetting` when no annotated sample is left.
  static func load(
    _ configuration: TrainingConfiguration, data: TaskData, tokenizer: Tokenizer
  ) throws -> GazeInputs {
    let compute = { try GazeInputsBuilder(configuration, data: data, tokenizer: tokenizer).inputs() }
    guard !configuration.gaze.cache.isEmpty else { return try compute() }
    let cached = try AnalysisCache(path: configuration.gaze.cache).value(
      key: try key(configuration, data, tokenizer),
      decode: GazeInputs.init(decoding:), encode: { try $0.encoded() }, compute: compute)
    var inputs = cached.value
    if cached.wasHit { inputs.notes.append("taken from \(configuration.gaze.cache)") }
    inputs.notes += cached.warnings.map { "warning: \($0)" }
    return inputs
  }

  /// As a binary property list.
  func encoded() throws -> Data {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    return try encoder.encode(self)
  }

  init(decoding bytes: Data) throws {
    self = try PropertyListDecoder().decode(GazeInputs.self, from: bytes)
  }

  /// A hash of all that the inputs depend on.
  private static func key(
    _ configuration: TrainingConfiguration, _ data: TaskData, _ tokenizer: Tokenizer
  ) throws -> String {
    var hash = ContentHash()
    hash.combine("gaze of a run")
    hash.combine(formatVersion)
    var gaze = configuration.gaze
    gaze.cache = ""
    hash.combine(try JSONLines.line(gaze))
    hash.combine(try JSONLines.line(configuration.objective))
    hash.combine(try JSONLines.line(configuration.data.limits))
    hash.combine(configuration.seed)
    hash.combine(data.corpus.manifest.contentHash)
    for id in 0..<Int32(tokenizer.vocabularySize) { hash.combine(tokenizer.token(for: id) ?? "") }
    for path in [gaze.trials, gaze.targets] where !path.isEmpty { hash.combine(try TextFile.bytes(of: path)) }
    if !gaze.priors.isEmpty {
      hash.combine(try JSONLines.line(EyeMulatorPriorFiles(folder: gaze.priors).labelPriors()))
    }
    return hash.hexadecimal
  }
}
