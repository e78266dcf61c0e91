/// One trial of an imported file.
public enum ImportedTrial: Sendable, Equatable {
  /// The source had fixations.
  case fixations(ReadingTrial)
  /// The source had raw samples; `FixationPipeline` detects fixations in them.
  case samples(GazeRecording)
}

extension ImportedTrial {
  package var participant: String {
    switch self {
    case .fixations(let trial): trial.participant
    case .samples(let recording): recording.participant
    }
  }

  package var method: String {
    switch self {
    case .fixations(let trial): trial.method
    case .samples(let recording): recording.method
    }
  }

  package var exclusions: Exclusions {
    switch self {
    case .fixations(let trial): trial.exclusions
    case .samples(let recording): recording.exclusions
    }
  }

  package var provenance: Provenance {
    switch self {
    case .fixations(let trial): trial.provenance
    case .samples(let recording): recording.provenance
    }
  }
}
