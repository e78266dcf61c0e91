import Foundation

/// Encodes the numbers as bytes: a set of signals is sent to every rank and stored in the cache.
extension SubwordSignal: Codable {
  private enum CodingKeys: String, CodingKey { case weights, order, patterns, labels, tokens, looking }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func numbers<Number>(_ key: CodingKeys, _ zero: Number) throws -> [Number] {
      let bytes = try container.decode(Data.self, forKey: key)
      guard bytes.count % MemoryLayout<Number>.stride == 0 else {
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "a number is cut")
      }
      var values = [Number](repeating: zero, count: bytes.count / MemoryLayout<Number>.stride)
      _ = values.withUnsafeMutableBytes { bytes.copyBytes(to: $0) }
      return values
    }
    weights = try numbers(.weights, Float(0))
    order = try numbers(.order, Float(0))
    patterns = try numbers(.patterns, Int32(0))
    labels = try numbers(.labels, UInt8(0))
    tokens = try numbers(.tokens, Int32(0))
    looking = try numbers(.looking, Float(0))
    let counts = [order.count, patterns.count, labels.count, tokens.count, looking.count]
    guard counts.allSatisfy({ $0 == weights.count }) else {
      throw DecodingError.dataCorruptedError(
        forKey: .weights, in: container, debugDescription: "the signal's parts differ in length")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write<Number>(_ values: [Number], _ key: CodingKeys) throws {
      try container.encode(values.withUnsafeBytes { Data($0) }, forKey: key)
    }
    try write(weights, .weights)
    try write(order, .order)
    try write(patterns, .patterns)
    try write(labels, .labels)
    try write(tokens, .tokens)
    try write(looking, .looking)
  }
}
