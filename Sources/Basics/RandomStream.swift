import Foundation

/// The use of some random numbers. Each purpose has its own stream, so drawing more for one never shifts another.
package enum RandomPurpose: UInt32, Sendable {
  case initialization = 1
  case shuffling = 2
  case dropout = 3
  case sampling = 4
  case bootstrap = 5
  case augmentation = 6
  case testData = 7
  case search = 8
  case corpusSplit = 9
  case corpusSummaries = 10
  case corruption = 11
  case trainingSamples = 12
}

/// A stream of random numbers that is a pure function of (seed, purpose, first, second).
///
/// Use it as a `RandomNumberGenerator`; `first` and `second` identify the stream (an epoch, a tensor's place, a
/// sample's number).
package struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private let purpose: UInt32
  private let first: UInt32
  private let second: UInt32
  private var position: UInt32 = 0
  private var pending: UInt64?

  package init(seed: UInt64, purpose: RandomPurpose, _ first: Int = 0, _ second: Int = 0) {
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    self.purpose = purpose.rawValue
    self.first = UInt32(truncatingIfNeeded: first)
    self.second = UInt32(truncatingIfNeeded: second)
  }

  package mutating func next() -> UInt64 {
    if let ready = pending {
      pending = nil
      return ready
    }
    let block = Philox.block(counter: SIMD4(position, first, second, purpose), key: key)
    position &+= 1
    pending = UInt64(block.z) | UInt64(block.w) << 32
    return UInt64(block.x) | UInt64(block.y) << 32
  }

  /// A number in [0, 1) with 53 random bits.
  package mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// A number from the standard normal distribution (Box–Muller, the cosine half).
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }
}
