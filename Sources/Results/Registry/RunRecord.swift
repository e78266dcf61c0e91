/// A run's entry in the registry.
package struct RunRecord: Codable, Sendable, Equatable {
  /// The state of a run according to its files.
  package enum State: String, Codable, Sendable, CaseIterable {
    case running
    /// The files say that the run is in progress, but its process is gone.
    case lost
    case completed
    case earlyStopping = "early_stopping"
    case stopped
    case failed
    case diverged
    case unknown
  }

  /// The folder relative to the root of the results.
  package var path: String
  /// The first part of the path.
  package var experiment: String
  package var name: String
  package var state: State
  package var exitCode: Int32?
  /// The error that ended a failed run.
  package var failure: String?
  package var seed: Int64?
  package var ranks: Int?
  package var threadsPerRank: Int?
  package var parameters: Int?
  package var steps: Int?
  package var totalSteps: Int?
  /// Seconds since 1970.
  package var started: Double?
  package var seconds: Double?
  package var tokensPerSecond: Double?
  package var exposedCommunicationShare: Double?
  package var trainingLoss: Double?
  package var bestStep: Int?
  /// The loss of the best validation.
  package var validationLoss: Double?
  package var scores: [String: Double]
  /// The host and process of rank 0.
  package var host: String?
  package var process: Int32?
  /// What is wrong with the folder's files.
  package var problems: [String]

  init(path: String) {
    self.path = path
    let parts = path.split(separator: "/")
    experiment = parts.first.map(String.init) ?? ""
    name = parts.last.map(String.init) ?? ""
    state = .unknown
    scores = [:]
    problems = []
  }

  /// The path inside the experiment.
  package var label: String {
    path.hasPrefix(experiment + "/") ? String(path.dropFirst(experiment.count + 1)) : name
  }

  /// The validation loss for `loss`; otherwise the score of that name.
  package func value(of metric: String) -> Double? {
    metric == "loss" ? validationLoss : scores[metric]
  }
}
