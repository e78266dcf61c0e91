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

/// How files of runs are decoded.
package enum RecordedJSON {
  package static var decoder: JSONDecoder {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return decoder
  }
}
