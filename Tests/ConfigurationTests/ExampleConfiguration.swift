import Basics

@testable import Configuration

/// A nested configuration with a setting of every kind.
struct ExampleConfiguration: ValidatedConfiguration, Equatable {
  enum Task: String, Codable, CaseIterable { case translation, summarization, codeCompletion = "code-completion" }

  struct Optimizer: ValidatedConfiguration, Equatable {
    var learningRate = 5e-5
    var adamBeta1: Float = 0.9
    var warmupSteps = 100
    var schedule = Schedule()

    func validate() throws {
      try require(learningRate > 0, "learningRate", "must be above 0, but is \(learningRate)")
    }
  }

  struct Schedule: ValidatedConfiguration, Equatable {
    var decay = "linear"
    var isCyclic = false
    func validate() throws {}
  }

  struct Stage: ValidatedConfiguration, Equatable {
    var name = "main"
    var epochs = 1
    func validate() throws { try require(epochs > 0, "epochs", "must be at least 1") }
  }

  var runName = "example"
  var task = Task.translation
  var seed: UInt64 = 7
  var threads: UInt8 = 2
  var optimizer = Optimizer()
  var languages = ["java", "cs"]
  var stages: [Stage] = []
  var weights: [String: Double] = ["gaze": 0.5]
  var maxSteps: Int?
  var notes: String?
  var fallbackTask: Task?
  var extraStage: Stage?

  func validate() throws {
    try require(optimizer.warmupSteps <= maxSteps ?? .max, "optimizer.warmupSteps", "must not exceed max_steps")
  }
}

/// Loads YAML under the name `run.yaml`.
func load(
  _ yaml: String, _ assignments: [String] = [], environment: [String: String] = [:]
) throws -> ExampleConfiguration {
  try ConfigurationLoader.load(yaml: yaml, name: "run.yaml", assignments: assignments, environment: environment)
}

/// The lines of the error that loading ends in; empty when it succeeds.
func errorText(
  _ yaml: String, _ assignments: [String] = [], environment: [String: String] = [:]
) -> [String] {
  do {
    _ = try load(yaml, assignments, environment: environment)
    return []
  } catch {
    return "\(error)".split(separator: "\n").map(String.init)
  }
}
