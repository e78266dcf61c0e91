import Basics
import Foundation
import Training

/// The outcome of a run, as in `summary.json`. Files of other versions may lack any of the fields.
package struct RunSummary: Codable, Sendable, Equatable {
  package var name: String?
  package var output: String?
  package var ranks: Int?
  package var threadsPerRank: Int?
  package var processor: String?
  package var parameters: Int?
  package var steps: Int?
  package var endedBecause: TrainingEvent.Finished.Reason?
  package var seconds: Double?
  /// Source plus target tokens of all ranks per second of training, excluding validation.
  package var tokensPerSecond: Double?
  package var exposedCommunicationShare: Double?
  package var firstLoss: Double?
  package var lastLoss: Double?
  package var bestStep: Int?
  /// The number of steps on gaze-annotated batches, and their duration relative to that of the ordinary steps.
  package var gazeSteps: Int?
  package var gazeSecondsShare: Double?
  /// The objective's additional metrics in the last step that has some.
  @Defaulted package var lastTerms: [String: Double]
  @Defaulted package var validations: [TrainingEvent.Validation]

  enum CodingKeys: String, CodingKey {
    case name, output, ranks, processor, parameters, steps, seconds, validations
    case threadsPerRank = "threads_per_rank"
    case endedBecause = "ended_because"
    case tokensPerSecond = "tokens_per_second"
    case exposedCommunicationShare = "exposed_communication_share"
    case firstLoss = "first_loss"
    case lastLoss = "last_loss"
    case bestStep = "best_step"
    case gazeSteps = "gaze_steps"
    case gazeSecondsShare = "gaze_seconds_share"
    case lastTerms = "last_terms"
  }

  /// Summarises a run from its events, over one start or several.
  init(_ history: EventHistory, _ configuration: TrainingConfiguration, ranks: Int, threads: Int) {
    name = configuration.name
    output = configuration.output
    self.ranks = ranks
    threadsPerRank = threads
    processor = Machine.this.cpu
    parameters = history.started?.parameters ?? 0
    steps = history.finished?.step ?? 0
    endedBecause = history.finished?.reason
    seconds = history.finished?.seconds ?? 0
    tokensPerSecond = history.tokensPerSecond ?? 0
    exposedCommunicationShare = history.exposedCommunicationShare ?? 0
    firstLoss = history.steps.first?.loss
    lastLoss = history.steps.last?.loss
    bestStep = history.finished?.bestStep ?? 0
    gazeSteps = history.gazeSteps.count
    gazeSecondsShare = history.gazeSecondsShare
    lastTerms = history.termSteps.last { !$0.terms.isEmpty }?.terms ?? [:]
    validations = history.validations
  }

  /// The JSON text, with keys in snake case.
  package func json() throws -> String {
    String(decoding: try RunJSON.encoder(.prettyPrinted).encode(self), as: UTF8.self)
  }
}
