import Basics
import TestSupport

@testable import WeightFiles

extension FuzzedReader {
  static func weightReaders() throws -> [FuzzedReader] {
    let folder = try TemporaryFolder()
    var writer = SafetensorsWriter(path: folder.path("small.safetensors"))
    try writer.add("layer.weight", shape: [2, 3], floats: [0, 1, 2, 3, 4, 5])
    try writer.add("bias", shape: [3], floats: [0.5, -0.5, .infinity])
    try writer.add("empty", shape: [0, 7], floats: [])
    try writer.write()
    let names = ["bias", "empty", "layer.weight"].map { "\"\($0)\":\"small.safetensors\"" }.joined(separator: ",")
    let index = "{\"metadata\":{\"total_size\":36},\"weight_map\":{\(names)}}"
    let golden = GoldenFolder(of: "WeightFilesTests")
    // Files without checksums first: there damage to the pickle is not found before it is read.
    let checkpoints = ["unchecked.bin", "unchecked.bin", "narrow.bin", "nested.bin", "views.bin", "types.bin"]
    return [
      FuzzedReader(
        "safetensors",
        seeds: [
          ["input.safetensors": try folder.bytes("small.safetensors")],
          ["input.safetensors": try golden.bytes("types.safetensors")],
        ], words: ["\"F32\"", "\"BF16\"", "\"U8\"", "\"dtype\"", "\"shape\"", "\"data_offsets\"", "__metadata__"]
      ) { try readAll(SafetensorsFile(path: "\($0)/input.safetensors")) },
      FuzzedReader(
        "pytorch", seeds: try checkpoints.map { ["input.bin": try golden.bytes($0)] },
        words: ["cos\nsystem\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ccollections\nOrderedDict\n", "PK\u{3}\u{4}"]
      ) { try readAll(PyTorchCheckpoint(path: "\($0)/input.bin")) },
      FuzzedReader(
        "weight-index",
        seeds: [
          [
            "model.safetensors.index.json": Array(index.utf8),
            "small.safetensors": try folder.bytes("small.safetensors"),
          ]
        ], words: ["small.safetensors", "../small.safetensors", "/etc/passwd", "\"weight_map\""]
      ) { try readAll(WeightSource.open(file: "\($0)/model.safetensors.index.json")) },
    ]
  }

  private static func readAll(_ reader: some WeightReader) throws {
    for info in reader.tensors.values where info.elementType.isFloatingPoint {
      let count = try reader.floats(of: info.name).count
      try Unsound.require(count == info.elementCount, "\(info.name) has \(info.elementCount) elements")
    }
  }
}
