/// Hashes of structures: equal for equal structures, and different for two different ones except with a probability of
/// about 2⁻⁶⁴.
enum Fingerprint {
  /// The finalizer of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014), a bijection that spreads every bit.
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
