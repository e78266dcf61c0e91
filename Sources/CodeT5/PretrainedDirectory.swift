import Basics
import Foundation
import Tensors
import WeightFiles

/// A model folder in the layout of Hugging Face's `save_pretrained`: `config.json` and the weights.
///
/// Create a model from it with `CodeT5Model(_:threads:)`.
public struct PretrainedDirectory {
  /// The folder.
  public let path: String
  /// The shape of the model and its special tokens.
  public let configuration: ModelConfiguration
  package let weights: ParameterArena
  package let architecture: Architecture
  /// The original `config.json`, including fields that Fovea does not know; `save` writes them back.
  package let originalFields: Data

  /// Names under which files may repeat the embedding table, and one that early T5 checkpoints contain but do not use.
  private static let aliases: Set<String> = [
    "encoder.embed_tokens.weight", "decoder.embed_tokens.weight",
    "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight",
  ]

  /// Reads configuration and weights: `model.safetensors`, `pytorch_model.bin`, or several files with an index.
  ///
  /// A separate head is kept only if it differs from the embedding table: files may repeat a tied head, and recent
  /// versions of transformers write `tie_word_embeddings: true` even with a separate one.
  ///
  /// - Throws: `ModelConfigurationError` if `config.json` does not describe a T5 model; a `DiagnosableError` for files
  ///   that are missing or damaged, and for weights that do not fit the configuration.
  public init(loading path: String) throws {
    self.path = path
    let configurationPath = "\(path)/config.json"
    originalFields = try TextFile.bytes(of: configurationPath)
    let source: WeightSource
    let configuration: ModelConfiguration
    (configuration, source) = try Self.open(path, originalFields)
    let architecture = Architecture(configuration)
    let tableName = Self.embeddingName(in: source)
    let expected = architecture.layout.entries.map {
      ExpectedTensor(name: $0.name == Architecture.embeddingName ? tableName : $0.name, shape: $0.shape)
    }
    try source.check(
      against: expected, ignoring: Self.aliases.union([Architecture.headName]).subtracting([tableName]))

    let weights = ParameterArena(architecture.layout)
    for (entry, tensor) in zip(architecture.layout.entries, expected) {
      try source.read(tensor.name, into: UnsafeMutableBufferPointer(rebasing: weights.buffer[entry.range]))
    }
    self.configuration = configuration
    self.architecture = architecture
    self.weights = weights
  }

  /// The shape of a folder's model, without reading all of its weights.
  ///
  /// - Throws: as `init(loading:)`, except for the fit of the weights.
  package static func shape(of path: String) throws -> ModelConfiguration {
    try open(path, TextFile.bytes(of: "\(path)/config.json")).0
  }

  private static func open(_ path: String, _ fields: Data) throws -> (ModelConfiguration, WeightSource) {
    var configuration = try readConfiguration(fields, path: "\(path)/config.json")
    let source = try WeightSource.open(directory: path)
    let hasHead = source.tensors[Architecture.headName] != nil
    configuration.tiesWordEmbeddings = try !hasHead || headRepeatsEmbedding(source, configuration)
    return (configuration, source)
  }

  /// The embedding table's name in a file, or that of a tied copy if the file has only the copy.
  private static func embeddingName(in source: WeightSource) -> String {
    [Architecture.embeddingName, "encoder.embed_tokens.weight", "decoder.embed_tokens.weight", Architecture.headName]
      .first { source.tensors[$0] != nil } ?? Architecture.embeddingName
  }

  private static func headRepeatsEmbedding(
    _ source: WeightSource, _ configuration: ModelConfiguration
  ) throws -> Bool {
    let table = embeddingName(in: source)
    guard table != Architecture.headName else { return true }
    let shape = [configuration.vocabularySize, configuration.modelWidth]
    guard source.tensors[table]?.shape == shape, source.tensors[Architecture.headName]?.shape == shape else {
      return configuration.tiesWordEmbeddings
    }
    let head = AlignedStorage(count: shape[0] * shape[1])
    let embedding = AlignedStorage(count: shape[0] * shape[1])
    try source.read(Architecture.headName, into: head.buffer)
    try source.read(table, into: embedding.buffer)
    return memcmp(head.base, embedding.base, head.count * MemoryLayout<Float>.stride) == 0
  }

  private static func readConfiguration(_ bytes: Data, path: String) throws -> ModelConfiguration {
    do {
      let kind = try JSONDecoder().decode(ModelKind.self, from: bytes)
      guard kind.modelType == nil || kind.modelType == "t5" else {
        throw ModelConfigurationError(
          path: path, problems: ["\"model_type\" is \"\(kind.modelType ?? "")\"; only t5 models can be loaded"])
      }
      let configuration = try JSONDecoder().decode(ModelConfiguration.self, from: bytes)
      let defects = configuration.defects
      guard defects.isEmpty else {
        throw ModelConfigurationError(path: path, problems: defects.map { "\"\($0.key)\" \($0.problem)" })
      }
      return configuration
    } catch let error as DecodingError {
      throw ModelConfigurationError(path: path, problems: [error.briefly])
    }
  }

  private struct ModelKind: Decodable {
    var modelType: String?
    enum CodingKeys: String, CodingKey { case modelType = "model_type" }
  }
}

extension PretrainedDirectory {
  /// Writes `config.json` and `model.safetensors` in a form that `transformers` can load; creates the folder if it is
  /// missing.
  ///
  /// - Parameter originalFields: a `config.json` whose other fields are kept.
  package static func save(
    _ configuration: ModelConfiguration, weights: ParameterArena, to path: String, originalFields: Data? = nil
  ) throws {
    try Folder.make(path)
    try saveFiles(configuration, weights: weights, into: path, originalFields: originalFields)
  }

  /// Writes the same files into a folder that must exist: where it is gone, it is not made again.
  ///
  /// - Throws: `FileFailure`.
  package static func saveFiles(
    _ configuration: ModelConfiguration, weights: ParameterArena, into path: String, originalFields: Data?
  ) throws {
    let encoded = try JSONEncoder().encode(configuration)
    var fields = originalFields.flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] } ?? [:]
    let known = try JSONSerialization.jsonObject(with: encoded) as? [String: Any] ?? [:]
    fields.merge(known) { _, new in new }
    fields["architectures"] = ["T5ForConditionalGeneration"]
    fields["model_type"] = "t5"
    fields["is_encoder_decoder"] = true
    fields["is_gated_act"] = configuration.feedForwardKind == .gatedGELU
    fields["dense_act_fn"] = configuration.feedForwardKind == .gatedGELU ? "gelu_new" : "relu"
    let text = try JSONSerialization.data(
      withJSONObject: fields, options: [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes])
    try AtomicFile.write(withFractions(String(decoding: text, as: UTF8.self)) + "\n", to: "\(path)/config.json")
    var writer = SafetensorsWriter(path: "\(path)/model.safetensors")
    for entry in weights.layout.entries {
      try writer.add(
        entry.name, shape: entry.shape, floats: UnsafeBufferPointer(rebasing: weights.buffer[entry.range]))
    }
    try writer.write()
  }

  /// Adds a fraction to each number in the text of a `config.json` that transformers requires to be a float; Foundation
  /// writes 1.0 as `1`.
  private static func withFractions(_ text: String) -> String {
    text.replacing(/"(?:dropout_rate|layer_norm_epsilon|initializer_factor)" : -?[0-9]+(?=,?\n)/) { "\($0.output).0" }
  }
}

/// A `config.json` that does not describe a model Fovea can build.
public struct ModelConfigurationError: DiagnosableError, Equatable {
  /// The file.
  public var path: String
  /// What is wrong with it; at least one problem.
  public var problems: [String]

  /// All problems, with the file as the place.
  public var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: problems.joined(separator: "; "), place: path,
      remedy: "see docs/formats.md for the keys of a T5 config.json that are read")
  }
}
