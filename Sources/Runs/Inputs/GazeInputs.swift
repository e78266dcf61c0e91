import Basics
import Corpus
import Foundation
import Scanpaths
import Tokenization
import Training

/// The gaze inputs of a training run: annotated samples, held-out samples, and the gaze on ordinary samples' targets.
/// Rank 0 builds them and sends them to the others.
struct GazeInputs: Codable, Equatable {
  var training = AnnotatedSamples()
  var heldOut = AnnotatedSamples()
  /// The ids of the methods whose readings are held out, including those without a sample.
  var heldOutMethods: [String] = []
  /// The participants whose readings are held out.
  var heldOutParticipants: [String] = []
  /// Nil if the objective does not weight target tokens.
  var targets: TargetGaze?
  /// Remarks from building the inputs, for the console.
  var remarks: [Remark] = []
}

/// A run's gaze inputs as bytes. They are encoded once, when they are computed: the cache stores these bytes, a helper
/// passes them to rank 0, and rank 0 sends them to the other ranks.
struct EncodedGazeInputs: Equatable {
  /// A binary property list of `GazeInputs`.
  private(set) var content: Data
  /// Remarks from after the encoding, for the console.
  var remarks: [Remark] = []

  init(_ inputs: GazeInputs) throws {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    content = try encoder.encode(inputs)
  }

  /// Wraps content from a cache.
  init(content: Data) { self.content = content }

  /// - Throws: `DecodingError` if the content is not gaze inputs.
  func decoded() throws -> GazeInputs {
    var inputs = try PropertyListDecoder().decode(GazeInputs.self, from: content)
    inputs.remarks += remarks
    return inputs
  }

  /// The form for transfers: a line of JSON with the remarks, then the content.
  func message() throws -> Data { Data(try JSONLines.line(remarks).utf8) + Data("\n".utf8) + content }

  /// - Throws: `DecodingError` for bytes that are not such a message.
  init(message: Data) throws {
    let end = message.firstIndex(of: UInt8(ascii: "\n")) ?? message.endIndex
    remarks = try JSONDecoder().decode([Remark].self, from: Data(message[..<end]))
    content = Data(message[end...].dropFirst())
  }
}

extension EncodedGazeInputs {
  /// Increase this with every change to the content or its encoding.
  private static let formatVersion = 6

  /// Loads the inputs from the cache or, if they are not there, builds them from recordings, targets and priors.
  ///
  /// - Throws: errors in the files; `InvalidSetting` if no annotated sample is left.
  static func load(
    _ configuration: TrainingConfiguration, data: TaskData, tokenizer: Tokenizer
  ) throws -> EncodedGazeInputs {
    let compute = {
      try EncodedGazeInputs(GazeInputsBuilder(configuration, data: data, tokenizer: tokenizer).inputs())
    }
    guard let folder = configuration.gaze.cacheFolder else { return try compute() }
    let cached = try FileCache(folder: folder, kind: "gaze").value(
      key: try key(configuration, data, tokenizer), decode: EncodedGazeInputs.init(content:), encode: { $0.content },
      compute: compute)
    var inputs = cached.value
    if cached.wasHit { inputs.remarks.append(.note("taken from \(folder)")) }
    inputs.remarks += cached.warnings.map { .warning("\($0)") }
    return inputs
  }

  /// A hash of everything that the inputs depend on.
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
      hash.combine(try JSONLines.line(PriorProvenance.read(folder: gaze.priors)))
    }
    return hash.hexadecimal
  }
}
