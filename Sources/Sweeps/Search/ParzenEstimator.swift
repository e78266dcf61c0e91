import Basics
import Foundation

/// A density on the unit interval: the mean of the uniform distribution and a truncated normal distribution around each
/// given position.
///
/// The width of a normal distribution is the distance to its farther neighbour, so isolated positions get wide ones.
struct ParzenEstimator {
  private struct Kernel {
    let center: Double
    let width: Double
    /// The mass within the unit interval.
    let mass: Double
  }

  private let kernels: [Kernel]

  init(_ places: [Double]) {
    let sorted = places.sorted()
    let narrowest = 1 / Double(min(100, places.count + 2))
    kernels = sorted.indices.map { index in
      let below = index > 0 ? sorted[index - 1] : 0
      let above = index + 1 < sorted.count ? sorted[index + 1] : 1
      let center = sorted[index]
      let width = min(max(max(center - below, above - center), narrowest), 1)
      let mass = Self.cumulative((1 - center) / width) - Self.cumulative(-center / width)
      return Kernel(center: center, width: width, mass: mass)
    }
  }

  func density(at place: Double) -> Double {
    let sum = kernels.reduce(1.0) { sum, kernel in
      let distance = (place - kernel.center) / kernel.width
      return sum + exp(-distance * distance / 2) / (kernel.width * (2 * .pi).squareRoot() * kernel.mass)
    }
    return sum / Double(kernels.count + 1)
  }

  func draw(_ stream: inout RandomStream) -> Double {
    let number = Int(stream.uniform() * Double(kernels.count + 1))
    guard number < kernels.count else { return stream.uniform() }
    // At least a third of every kernel's mass is inside, so this ends soon; the loop is bounded to be safe.
    for _ in 0..<100 {
      let place = kernels[number].center + kernels[number].width * stream.normal()
      if (0...1).contains(place) { return place }
    }
    return kernels[number].center
  }

  private static func cumulative(_ value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }
}
