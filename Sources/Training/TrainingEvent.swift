import Basics
import Corpus
import Foundation

/// What happens in a training run, in order. Console, files and tests see the same events.
package enum TrainingEvent: Sendable, Equatable {
  case started(Started)
  case step(Step)
  /// A step on a gaze-annotated batch between two ordinary ones; `step` is that of the ordinary one before it.
  case gazeStep(Step)
  case validation(Validation)
  case checkpoint(Checkpoint)
  case warning(Warning)
  case finished(Finished)

  package struct Started: Codable, Sendable, Equatable {
    package var name: String
    package var parameters: Int
    package var ranks: Int
    package var threadsPerRank: Int
    package var trainSamples: Int
    package var validationSamples: Int
    package var totalSteps: Int
    /// The step that comes first; above 0 when the run was resumed.
    package var firstStep: Int
  }

  package struct Step: Codable, Sendable, Equatable {
    /// Steps taken, this one included.
    package var step: Int
    package var epoch: Int
    /// Mean over the global batch's target tokens.
    package var loss: Double
    package var gradientNorm: Double
    package var learningRate: Double
    /// Source plus target tokens of the global batch.
    package var tokens: Int
    package var seconds: Double
    /// Seconds in which this rank waited for the gradients of others.
    package var exposedCommunicationSeconds: Double
    /// Whether the update was left out because a gradient was not finite.
    package var isSkipped: Bool
    /// The objective's own figures, by name.
    package var terms: [String: Double]
  }

  package struct Validation: Codable, Sendable, Equatable {
    package var step: Int
    package var epoch: Int
    package var loss: Double
    package var scores: [String: Double]
    package var isBest: Bool
    package var seconds: Double

    package init(step: Int, epoch: Int, loss: Double, scores: [String: Double], isBest: Bool, seconds: Double) {
      self.step = step
      self.epoch = epoch
      self.loss = loss
      self.scores = scores
      self.isBest = isBest
      self.seconds = seconds
    }
  }

  package struct Checkpoint: Codable, Sendable, Equatable {
    package var step: Int
    package var path: String
    /// From the snapshot until it was durable.
    package var seconds: Double
    /// The part of them in which rank 0's training stood still.
    package var blockingSeconds: Double
  }

  package struct Warning: Codable, Sendable, Equatable {
    package var message: String
  }

  package struct Finished: Codable, Sendable, Equatable {
    package enum Reason: String, Codable, Sendable {
      case completed
      /// At the step that it was told to pause after; can be continued.
      case paused
      case earlyStopping = "early_stopping"
      /// Asked to by a signal; can be continued.
      case signal
      /// Asked to by the file `stop` in the run's folder; can be continued.
      case stopFile = "stop_file"

      package init(_ cause: StopRequest.Cause) {
        switch cause {
        case .file: self = .stopFile
        case .signal: self = .signal
        }
      }

      /// Whether the run was asked to stop and has a checkpoint to continue from.
      package var isRequested: Bool { self == .signal || self == .stopFile }
    }

    package var step: Int
    package var reason: Reason
    package var bestStep: Int
    package var bestValue: Double
    package var seconds: Double
  }
}

extension TrainingEvent: Encodable {
  private enum CodingKeys: String, CodingKey { case event }

  /// One flat object: the event's kind under `event`, beside its fields.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(_ kind: String, _ payload: some Encodable) throws {
      try container.encode(kind, forKey: .event)
      try payload.encode(to: encoder)
    }
    switch self {
    case .started(let payload): try write("started", payload)
    case .step(let payload): try write("step", payload)
    case .gazeStep(let payload): try write("gaze_step", payload)
    case .validation(let payload): try write("validation", payload)
    case .checkpoint(let payload): try write("checkpoint", payload)
    case .warning(let payload): try write("warning", payload)
    case .finished(let payload): try write("finished", payload)
    }
  }
}
