import Foundation
import Results

/// A run in the form of `--json`, with keys in snake case.
struct RunLine: Encodable {
  private let record: RunRecord
  private let root: String

  /// - Parameter root: the folder that the run's path starts from.
  init(_ record: RunRecord, root: String) {
    self.record = record
    self.root = root
  }

  enum CodingKeys: String, CodingKey {
    case root, path, experiment, name, state, failure, seed, ranks, parameters, steps, started, seconds, scores,
      problems
    case exitCode = "exit_code"
    case threadsPerRank = "threads_per_rank"
    case totalSteps = "total_steps"
    case tokensPerSecond = "tokens_per_second"
    case exposedCommunicationShare = "exposed_communication_share"
    case trainingLoss = "training_loss"
    case bestStep = "best_step"
    case validationLoss = "validation_loss"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(root, forKey: .root)
    try container.encode(record.path, forKey: .path)
    try container.encode(record.experiment, forKey: .experiment)
    try container.encode(record.name, forKey: .name)
    try container.encode(record.state, forKey: .state)
    try container.encode(record.exitCode, forKey: .exitCode)
    try container.encode(record.failure, forKey: .failure)
    try container.encode(record.seed, forKey: .seed)
    try container.encode(record.ranks, forKey: .ranks)
    try container.encode(record.threadsPerRank, forKey: .threadsPerRank)
    try container.encode(record.parameters, forKey: .parameters)
    try container.encode(record.steps, forKey: .steps)
    try container.encode(record.totalSteps, forKey: .totalSteps)
    try container.encode(
      record.started.map { Date(timeIntervalSince1970: $0).formatted(.iso8601) }, forKey: .started)
    try container.encode(record.seconds, forKey: .seconds)
    try container.encode(record.tokensPerSecond, forKey: .tokensPerSecond)
    try container.encode(record.exposedCommunicationShare, forKey: .exposedCommunicationShare)
    try container.encode(record.trainingLoss, forKey: .trainingLoss)
    try container.encode(record.bestStep, forKey: .bestStep)
    try container.encode(record.validationLoss, forKey: .validationLoss)
    try container.encode(record.scores, forKey: .scores)
    try container.encode(record.problems, forKey: .problems)
  }
}
