import Basics
import Foundation

/// A run's `summary.json`; every field may be missing.
package struct RecordedSummary: Decodable {
  package var name: String?
  package var ranks: Int?
  package var threadsPerRank: Int?
  package var parameters: Int?
  package var steps: Int?
  package var endedBecause: String?
  package var seconds: Double?
  package var tokensPerSecond: Double?
  package var exposedCommunicationShare: Double?
  package var lastLoss: Double?
  package var validations: [RecordedEvent]?

  enum CodingKeys: String, CodingKey {
    case name, ranks, parameters, steps, seconds, validations
    case threadsPerRank = "threads_per_rank"
    case endedBecause = "ended_because"
    case tokensPerSecond = "tokens_per_second"
    case exposedCommunicationShare = "exposed_communication_share"
    case lastLoss = "last_loss"
  }

  package init(json: Data) throws {
    self = try RecordedJSON.decoder.decode(RecordedSummary.self, from: json)
  }

  /// - Parameter folder: the run's.
  package init(of folder: String) throws {
    try self.init(json: TextFile.bytes(of: "\(folder)/\(RunFiles.summary)"))
  }
}
