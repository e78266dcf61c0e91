import Basics
import Corpus
import Foundation

/// The events of a training run, in order. Console, files and tests all receive the same events.
///
/// The payloads also define the lines of `events.jsonl`, for writing and for reading. A new figure in a payload needs
/// no other edit: `@Defaulted` allows reading files without it.
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
    @Defaulted package var name: String
    @Defaulted package var parameters: Int
    @Defaulted package var ranks: Int
    @Defaulted package var threadsPerRank: Int
    @Defaulted package var trainSamples: Int
    @Defaulted package var validationSamples: Int
    @Defaulted package var totalSteps: Int
    /// The run's first step; above 0 if the run was resumed.
    @Defaulted package var firstStep: Int

    enum CodingKeys: String, CodingKey {
      case name, parameters, ranks
      case threadsPerRank = "threads_per_rank"
      case trainSamples = "train_samples"
      case validationSamples = "validation_samples"
      case totalSteps = "total_steps"
      case firstStep = "first_step"
    }
  }

  package struct Step: Codable, Sendable, Equatable {
    /// Steps taken, including this one.
    package var step: Int
    @Defaulted package var epoch: Int
    /// Mean over the global batch's target tokens.
    package var loss: Double
    @Defaulted package var gradientNorm: Double
    @Defaulted package var learningRate: Double
    /// Source plus target tokens of the global batch.
    @Defaulted package var tokens: Int
    /// Samples of the global batch; 0 in older files.
    @Defaulted package var samples: Int
    @Defaulted package var seconds: Double
    /// Seconds that this rank waited for the gradients of others.
    @Defaulted package var exposedCommunicationSeconds: Double
    /// Whether the update was skipped because a gradient was not finite.
    @Defaulted package var isSkipped: Bool
    /// The objective's additional metrics, by name.
    @Defaulted package var terms: [String: Double]

    enum CodingKeys: String, CodingKey {
      case step, epoch, loss, tokens, samples, seconds, terms
      case gradientNorm = "gradient_norm"
      case learningRate = "learning_rate"
      case exposedCommunicationSeconds = "exposed_communication_seconds"
      case isSkipped = "is_skipped"
    }
  }

  package struct Validation: Codable, Sendable, Equatable {
    package var step: Int
    @Defaulted package var epoch: Int
    package var loss: Double
    @Defaulted package var scores: [String: Double]
    @Defaulted package var isBest: Bool
    @Defaulted package var seconds: Double

    enum CodingKeys: String, CodingKey {
      case step, epoch, loss, scores, seconds
      case isBest = "is_best"
    }

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
    @Defaulted package var path: String
    /// From the snapshot until the checkpoint was durable.
    @Defaulted package var seconds: Double
    /// The part of `seconds` for which rank 0's training was paused.
    @Defaulted package var blockingSeconds: Double

    enum CodingKeys: String, CodingKey {
      case step, path, seconds
      case blockingSeconds = "blocking_seconds"
    }
  }

  package struct Warning: Codable, Sendable, Equatable {
    package var message: String
  }

  package struct Finished: Codable, Sendable, Equatable {
    package enum Reason: String, Codable, Sendable {
      case completed
      /// At the step given to pause after; can be continued.
      case paused
      case earlyStopping = "early_stopping"
      /// On request by a signal; can be continued.
      case signal
      /// On request by the file `stop` in the run's folder; can be continued.
      case stopFile = "stop_file"
      /// Because the run's folder was moved, removed or replaced; its state is saved where the folder is now.
      case folderMoved = "folder_moved"
      /// A reason that this version does not know.
      case unknown

      package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        // Earlier versions did not record the cause of a request: such runs ended as "stopped".
        self = text == "stopped" ? .signal : Reason(rawValue: text) ?? .unknown
      }

      package init(_ cause: StopRequest.Cause) {
        switch cause {
        case .file: self = .stopFile
        case .signal: self = .signal
        case .folderMoved: self = .folderMoved
        }
      }

      /// Whether the run has trained as long as it was meant to.
      package var isFinal: Bool { self == .completed || self == .earlyStopping }

      /// Whether the run stopped on request and has a checkpoint to continue from.
      package var isRequested: Bool { self == .signal || self == .stopFile }
    }

    @Defaulted package var step: Int
    package var reason: Reason
    @Defaulted package var bestStep: Int
    @Defaulted package var bestValue: Double
    @Defaulted package var seconds: Double

    enum CodingKeys: String, CodingKey {
      case step, reason, seconds
      case bestStep = "best_step"
      case bestValue = "best_value"
    }

    package init(step: Int, reason: Reason, bestStep: Int, bestValue: Double, seconds: Double) {
      self.step = step
      self.reason = reason
      self.bestStep = bestStep
      self.bestValue = bestValue
      self.seconds = seconds
    }
  }
}

/// An event that this version does not know.
package struct UnknownEvent: Error, Equatable {
  package var name: String
}

extension TrainingEvent: Codable {
  private enum CodingKeys: String, CodingKey { case event }

  /// The value of `event` for each kind of event.
  private enum Kind: String, Encodable {
    case started, step, validation, checkpoint, warning, finished
    case gazeStep = "gaze_step"
  }

  /// Encodes one flat object: the event's kind under `event`, and its fields.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    func write(_ kind: Kind, _ payload: some Encodable) throws {
      try container.encode(kind, forKey: .event)
      try payload.encode(to: encoder)
    }
    switch self {
    case .started(let payload): try write(.started, payload)
    case .step(let payload): try write(.step, payload)
    case .gazeStep(let payload): try write(.gazeStep, payload)
    case .validation(let payload): try write(.validation, payload)
    case .checkpoint(let payload): try write(.checkpoint, payload)
    case .warning(let payload): try write(.warning, payload)
    case .finished(let payload): try write(.finished, payload)
    }
  }

  package init(from decoder: any Decoder) throws {
    let name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .event)
    guard let kind = Kind(rawValue: name) else { throw UnknownEvent(name: name) }
    switch kind {
    case .started: self = .started(try Started(from: decoder))
    case .step: self = .step(try Step(from: decoder))
    case .gazeStep: self = .gazeStep(try Step(from: decoder))
    case .validation: self = .validation(try Validation(from: decoder))
    case .checkpoint: self = .checkpoint(try Checkpoint(from: decoder))
    case .warning: self = .warning(try Warning(from: decoder))
    case .finished: self = .finished(try Finished(from: decoder))
    }
  }
}
