import Basics
import Corpus
import Foundation
import Scanpaths
import Tokenization
import Training

/// What of a run's gaze goes into training: annotated samples, those held out, and the gaze that ordinary samples'
/// targets carry. Rank 0 makes it; the others receive it.
struct GazeInputs: Codable, Equatable {
  var training = AnnotatedSamples()
  var heldOut = AnnotatedSamples()
  /// The ids of the methods whose readings are held out, whether or not any of them became a sample.
  var heldOutMethods: [String] = []
  /// Nil where the objective does not weigh target tokens.
  var targets: TargetGaze?
  /// What was found on the way, for the console.
  var remarks: [Remark] = []
}

/// A run's gaze inputs as bytes. They are encoded once, where they are computed; the cache keeps these bytes, a helper hands
/// them to rank 0, and rank 0 sends them to the other ranks.
struct EncodedGazeInputs: Equatable {
  /// A binary property list of `GazeInputs`.
  private(set) var content: Data
  /// What happened to the bytes since they were encoded, for the console.
  var remarks: [Remark] = []

  init(_ inputs: GazeInputs) throws {
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    content = try encoder.encode(inputs)
  }

  /// Content of a cache.
  init(content: Data) { self.content = content }

  /// - Throws: `DecodingError` for bytes that are no gaze inputs.
  func decoded() throws -> GazeInputs {
    var inputs = try PropertyListDecoder().decode(GazeInputs.self, from: content)
    inputs.remarks += remarks
    return inputs
  }

  /// The form in which they travel: the remarks as a line of JSON, then the content.
  func message() throws -> Data { Data(try JSONLines.line(remarks).utf8) + Data("\n".utf8) + content }

  /// - Throws: `DecodingError` for bytes that are no such message.
  init(message: Data) throws {
    let end = message.firstIndex(of: UInt8(ascii: "\n")) ?? message.endIndex
    remarks = try JSONDecoder().decode([Remark].self, from: Data(message[..<end]))
    content = Data(message[end...].dropFirst())
  }
}

extension EncodedGazeInputs {
  /// Counted up with every change of what is made or how it is written.
  private static let formatVersion = 3

  /// From the cache where it is there, else made from recordings, targets and priors.
  ///
  /// - Throws: what is wrong with the files; `InvalidSetting` when no annotated sample is left.
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
