/// The numbers of the sites where the network drops elements; each site needs a different number.
enum DropoutSites {
  static let encoderEmbedding = 0
  static let encoderOutput = 1
  static let decoderEmbedding = 2
  static let decoderOutput = 3

  /// The first of the eight sites of an encoder block.
  static func encoderBlock(_ index: Int) -> Int { 8 + 16 * index }
  /// The first of the eight sites of a decoder block.
  static func decoderBlock(_ index: Int) -> Int { 16 + 16 * index }
}
