/// Turns a sample's texts into the two sequences of ids that a model learns from.
protocol PairEncoder: Sendable {
  func encoded(_ sample: RawSample, limits: LengthLimits) -> EncodedPair
}

/// The ids of a sample, and how many there would be without a limit.
struct EncodedPair: Sendable, Equatable {
  struct Side: Sendable, Equatable {
    var ids: [Int32]
    var fullLength: Int
  }

  var source: Side
  var target: Side
}

extension SampleEncoder: PairEncoder {
  func encoded(_ sample: RawSample, limits: LengthLimits) -> EncodedPair {
    let (source, target) = (ids(of: sample.source, limit: limits.source), ids(of: sample.target, limit: limits.target))
    return EncodedPair(
      source: .init(ids: source.ids, fullLength: source.fullLength),
      target: .init(ids: target.ids, fullLength: target.fullLength))
  }
}
