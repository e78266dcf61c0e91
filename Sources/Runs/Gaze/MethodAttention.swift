import Basics
import Scanpaths

/// A model's attention to methods, and the reasons why some are missing.
package struct MethodAttention: Sendable {
  /// Why the model's attention to a method is missing.
  package enum Obstacle: String, Error, Sendable, CaseIterable, Codable {
    /// The method is not among the targets.
    case withoutTarget = "without_target"
    /// The method's text differs from the targets' in more than white space.
    case differentText = "different_text"
    /// All of the method's tokens are past the length limit.
    case nothingLeft = "nothing_left"

    /// Describes trials with this obstacle, after their number.
    package var title: String {
      switch self {
      case .withoutTarget: "of methods without a target"
      case .differentText: "of methods whose text differs from the target's"
      case .nothingLeft: "of methods without a token before the length limit"
      }
    }
  }

  /// The attention by the methods' ids.
  package var attention: [String: TokenAttention] = [:]
  package var obstacles: [String: Obstacle] = [:]
  /// The methods that are too long for the model, which reads only their beginning.
  package var cut: Set<String> = []

  package init() {}

  /// Removes the methods that have an obstacle with another model, so that both models are measured on the same
  /// methods.
  mutating func leaveOut(_ others: [String: Obstacle]) {
    for (method, obstacle) in others {
      attention[method] = nil
      obstacles[method] = obstacles[method] ?? obstacle
    }
  }
}

/// Why a model's attention cannot be read.
package enum SourceAttentionError: DiagnosableError, Equatable {
  case noSuchLayer(Int, layers: Int)
  case notFinite(method: String)
  /// No trial is left; `reasons` says why, with numbers of trials.
  case nothingMeasured(path: String, reasons: String)

  package var diagnosis: Diagnosis {
    switch self {
    case .noSuchLayer(let layer, let layers):
      Diagnosis(
        .usage, problem: "there is no layer \(layer); the decoder has \(layers)", place: "--layers",
        remedy: "layers are counted from 0; leave the option away for all")
    case .notFinite(let method):
      Diagnosis(
        .badData, problem: "the model's attention to this method is not a finite number", place: method,
        remedy: "the model's weights hold NaN or overflow; take an earlier checkpoint")
    case .nothingMeasured(let path, let reasons):
      Diagnosis(
        .badData, problem: "no trial can be measured: \(reasons)", place: path,
        remedy:
          "the names in --targets must be those of the trials' methods, and the texts the same but for white space")
    }
  }
}
