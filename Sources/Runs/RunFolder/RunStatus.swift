import Basics
import Foundation

/// The status of a run, as in `status.json`.
package struct RunStatus: Codable, Sendable, Equatable {
  package enum State: String, Codable, Sendable, CaseIterable {
    /// In progress, or ended without a chance to record it.
    case running
    case completed
    case earlyStopping = "early_stopping"
    /// Ended on request; it can be resumed.
    case stopped
    case failed
    /// Failed because its numbers became non-finite, which the same settings would repeat.
    case diverged
  }

  /// The error that ended a failed run.
  package struct Failure: Codable, Sendable, Equatable {
    package var problem: String
    package var place: String
    package var remedy: String

    package init(_ diagnosis: Diagnosis) {
      problem = diagnosis.problem
      place = diagnosis.place
      remedy = diagnosis.remedy
    }
  }

  package static let currentFormat = 1

  @Defaulted package var formatVersion: Int
  package var state: State
  /// The exit code of the program; nil while it is running.
  package var exitCode: Int32?
  package var failure: Failure?
  package var name: String
  package var seed: UInt64
  /// The host of rank 0; only there can a program check whether the process is alive.
  package var host: String
  package var process: Int32
  package var ranks: Int
  package var started: Date
  package var ended: Date?

  enum CodingKeys: String, CodingKey {
    case state, failure, name, seed, host, process, ranks, started, ended
    case formatVersion = "format_version"
    case exitCode = "exit_code"
  }

  package init(
    state: State, name: String, seed: UInt64, host: String, process: Int32, ranks: Int, started: Date
  ) {
    formatVersion = Self.currentFormat
    self.state = state
    self.name = name
    self.seed = seed
    self.host = host
    self.process = process
    self.ranks = ranks
    self.started = started
  }
}
