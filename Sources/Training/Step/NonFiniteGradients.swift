import Basics
import Collectives
import Foundation

/// The ranks whose gradients were not finite before the sum; after the sum, all ranks look alike.
struct NonFiniteGradients: Sendable, Equatable {
  private struct Place: Codable {
    var host: String
    var parameter: String?
    var summed: String?
  }

  /// The cause, as part of a sentence: `the gradient of shared.weight is not finite on rank 1 (host1)`.
  let summary: String

  /// Shares the ranks' findings; a collective operation.
  ///
  /// - Parameters:
  ///   - own: the first parameter of this rank's own gradients that was not finite; nil for none.
  ///   - summed: the same for the sum, as far as this rank has it.
  init(own: String?, summed: String?, _ communicator: any Communicator) throws {
    let place = Place(host: ProcessInfo.processInfo.hostName, parameter: own, summed: summed)
    let places = try communicator.allGather(Array(try JSONEncoder().encode(place))).map {
      try JSONDecoder().decode(Place.self, from: Data($0))
    }
    let parts = places.enumerated().compactMap { rank, place in
      place.parameter.map { "the gradient of \($0) is not finite on rank \(rank) (\(place.host))" }
    }
    let inSum = places.compactMap(\.summed).first
    // Finite numbers can have a sum that is not finite.
    summary = parts.isEmpty ? "the gradient of \(inSum ?? "unknown") is not finite" : parts.joined(separator: ", ")
  }
}
