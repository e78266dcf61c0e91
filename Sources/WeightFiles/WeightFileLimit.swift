/// Limits on the memory and time that a hostile file can cost; CodeT5 has 131 to 558 tensors.
enum WeightFileLimit {
  /// The maximum size of a safetensors header, shard index or pickle: 8 MiB.
  static let headerBytes = 8 << 20
  static let tensors = 10_000
  static let dimensions = 32
  static let shards = 1_000
}
