import Basics
import Collectives
import Foundation

/// The ranks on which gradients were not finite before they were summed, since the sum shows on every rank alike.
struct NonFiniteGradients: Sendable, Equatable {
  private struct Place: Codable {
    var host: String
    var parameter: String?
  }

  /// Who and what, as a part of a sentence: `the gradient of shared.weight is not finite on rank 1 (host1)`.
  let summary: String

  /// Lets all ranks know; a collective.
  ///
  /// - Parameters:
  ///   - own: the first parameter of this rank's own gradients that was not finite, nil for none.
  ///   - summed: the same of the sum.
  init(own: String?, summed: String?, _ communicator: any Communicator) throws {
    let place = Place(host: ProcessInfo.processInfo.hostName, parameter: own)
    let places = try communicator.allGather(Array(try JSONEncoder().encode(place))).map {
      try JSONDecoder().decode(Place.self, from: Data($0))
    }
    let parts = places.enumerated().compactMap { rank, place in
      place.parameter.map { "the gradient of \($0) is not finite on rank \(rank) (\(place.host))" }
    }
    // Finite numbers may have a sum that is not.
    summary = parts.isEmpty ? "the gradient of \(summed ?? "unknown") is not finite" : parts.joined(separator: ", ")
  }
}
