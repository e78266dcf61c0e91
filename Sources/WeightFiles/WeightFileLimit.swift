/// Limits that keep a hostile file from costing memory or time; CodeT5 has 131 to 558 tensors.
enum WeightFileLimit {
  /// The longest safetensors header, shard index or pickle that is read: 8 MiB.
  static let headerBytes = 8 << 20
  static let tensors = 10_000
  static let dimensions = 32
  static let shards = 1_000
}
