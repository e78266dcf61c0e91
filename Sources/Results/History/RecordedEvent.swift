import Basics
import Experiments
import Foundation

/// An event of a run as its file has it, of any kind: every field may be missing.
package struct RecordedEvent: Decodable, Sendable {
  package var event: String?
  package var name: String?
  package var message: String?
  package var reason: String?
  package var step: Int?
  package var epoch: Int?
  package var loss: Double?
  package var gradientNorm: Double?
  package var learningRate: Double?
  package var tokens: Int?
  package var seconds: Double?
  package var exposedCommunicationSeconds: Double?
  package var scores: [String: Double]?
  /// Parts of the loss by name, where the objective has parts.
  package var terms: [String: Double]?
  package var isBest: Bool?
  package var parameters: Int?
  package var ranks: Int?
  package var threadsPerRank: Int?
  package var totalSteps: Int?
  package var firstStep: Int?

  enum CodingKeys: String, CodingKey {
    case event, name, message, reason, step, epoch, loss, tokens, seconds, scores, terms, parameters, ranks
    case gradientNorm = "gradient_norm"
    case learningRate = "learning_rate"
    case exposedCommunicationSeconds = "exposed_communication_seconds"
    case isBest = "is_best"
    case threadsPerRank = "threads_per_rank"
    case totalSteps = "total_steps"
    case firstStep = "first_step"
  }
}

/// A run's `summary.json`; every field may be missing.
struct RecordedSummary: Decodable {
  var name: String?
  var ranks: Int?
  var threadsPerRank: Int?
  var parameters: Int?
  var steps: Int?
  var endedBecause: String?
  var seconds: Double?
  var tokensPerSecond: Double?
  var exposedCommunicationShare: Double?
  var lastLoss: Double?
  var validations: [RecordedEvent]?

  enum CodingKeys: String, CodingKey {
    case name, ranks, parameters, steps, seconds, validations
    case threadsPerRank = "threads_per_rank"
    case endedBecause = "ended_because"
    case tokensPerSecond = "tokens_per_second"
    case exposedCommunicationShare = "exposed_communication_share"
    case lastLoss = "last_loss"
  }

  init(json: Data) throws {
    self = try RecordedJSON.decoder.decode(RecordedSummary.self, from: json)
  }

  /// - Parameter folder: the run's.
  init(of folder: String) throws {
    try self.init(json: TextFile.bytes(of: "\(folder)/\(RunFiles.summary)"))
  }
}

/// How files of runs are decoded.
enum RecordedJSON {
  static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
