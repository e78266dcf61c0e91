import Basics

/// The result at a point: its parameters and its value; lower is better.
package struct Observation: Sendable, Equatable {
  package let parameters: TrialParameters
  package let value: Double

  package init(parameters: TrialParameters, value: Double) {
    self.parameters = parameters
    self.value = value
  }
}

/// Chooses the parameters of trials.
package protocol Sampler: Sendable {
  /// The parameters of a trial, without the seed.
  ///
  /// - Parameters:
  ///   - point: the point's number, from 0.
  ///   - observations: the results of earlier points.
  func parameters(ofPoint point: Int, given observations: [Observation]) -> TrialParameters
}

/// All combinations; the last dimension changes fastest.
package struct GridSampler: Sampler {
  private let dimensions: [(key: String, values: [String])]

  package init(_ space: SearchSpace) {
    dimensions = space.sampled.map { ($0.key, $0.listed ?? []) }
  }

  package func parameters(ofPoint point: Int, given observations: [Observation]) -> TrialParameters {
    var rest = point
    var parameters: TrialParameters = [:]
    for (key, values) in dimensions.reversed() where !values.isEmpty {
      parameters[key] = values[rest % values.count]
      rest /= values.count
    }
    return parameters
  }
}

/// The trials as listed.
package struct ListSampler: Sampler {
  private let points: [TrialParameters]

  package init(points: [TrialParameters]) { self.points = points }

  package func parameters(ofPoint point: Int, given observations: [Observation]) -> TrialParameters {
    points.indices.contains(point) ? points[point] : [:]
  }
}

/// Draws each dimension independently and uniformly over its values or its scale, as a function of the seed and the
/// point's number.
package struct RandomSampler: Sampler {
  private let space: SearchSpace
  private let seed: UInt64

  package init(_ space: SearchSpace, seed: UInt64) {
    self.space = space
    self.seed = seed
  }

  package func parameters(ofPoint point: Int, given observations: [Observation]) -> TrialParameters {
    var parameters: TrialParameters = [:]
    for (place, dimension) in space.sampled.enumerated() {
      var stream = RandomStream(seed: seed, purpose: .search, point, place)
      parameters[dimension.key] = dimension.text(at: stream.uniform())
    }
    return parameters
  }
}
