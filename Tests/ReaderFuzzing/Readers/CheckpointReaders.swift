import Basics
import CodeT5
import Foundation
import Tensors
import TestSupport

@testable import Corpus
@testable import Training

extension FuzzedReader {
  static func checkpointReaders() throws -> [FuzzedReader] {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("checkpoint"), withIntermediateDirectories: true)
    var shape = ModelShape()
    (shape.modelWidth, shape.headWidth, shape.heads, shape.feedForwardWidth) = (4, 2, 2, 4)
    (shape.encoderLayers, shape.decoderLayers) = (1, 1)
    let model = shape.configuration(vocabularySize: 8, pad: 0, beginning: 1, end: 2)
    try PretrainedDirectory.save(
      model, weights: ParameterArena(Architecture(model).layout), to: folder.path("checkpoint"))
    let configuration = try folder.files("checkpoint").filter { $0.key == "config.json" }

    let manifest = try CheckpointManifest(
      describing: folder.path("checkpoint"), names: ["config.json", "model.safetensors"])
    let contents = CheckpointStore.Contents(
      state: TrainingState(), configuration: "name: tiny\n",
      trainingData: CorpusManifest(samples: 3, sourceTokens: 9, targetTokens: 7, contentHash: "0123456789abcdef"))
    let weights = try folder.bytes("checkpoint/model.safetensors")
    let encoder = JSONEncoder()
    var checkpoint = try folder.files("checkpoint")
    checkpoint["manifest.json"] = Array(try encoder.encode(manifest))
    let state: Seed = ["state.json": Array(try encoder.encode(contents))]
    return [
      // The weights stay whole, so that damage to the configuration comes to be compared with them.
      FuzzedReader(
        "model-configuration", seeds: [configuration],
        words: ["\"d_model\"", "\"num_layers\"", "\"gated-gelu\"", "65536", "400"]
      ) { folder in
        try Data(weights).write(to: URL(fileURLWithPath: "\(folder)/model.safetensors"))
        _ = try PretrainedDirectory(loading: folder)
      },
      FuzzedReader("model-folder", seeds: [try folder.files("checkpoint")]) {
        _ = try PretrainedDirectory(loading: $0)
      },
      FuzzedReader(
        "checkpoint-manifest", seeds: [checkpoint],
        words: ["\"../../etc/passwd\"", "\"/etc/passwd\"", "\"name\"", "\"bytes\"", "\"pieces\"", "\"crc32\""]
      ) { try CheckpointManifest(of: $0).verify($0) },
      FuzzedReader("checkpoint-state", seeds: [state], words: ["\"cursor\"", "\"epoch\"", "\"step\""]) {
        _ = try CheckpointStore.contents(of: $0)
      },
    ]
  }
}
