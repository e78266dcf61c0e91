import Basics
import Foundation

/// How a run stands, as `status.json` states it.
package struct RunStatus: Codable, Sendable, Equatable {
  package enum State: String, Codable, Sendable, CaseIterable {
    /// Under way, or ended in a way that left it no time to say so.
    case running
    case completed
    case earlyStopping = "early_stopping"
    /// Ended on request; it can be resumed.
    case stopped
    case failed
    /// Failed because its numbers ceased to be finite, which the same settings would bring about again.
    case diverged
  }

  /// What a failed run died of.
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

  @Defaulted package var formatVersion: Int
  package var state: State
  /// The exit code of the program; nil while it runs.
  package var exitCode: Int32?
  package var failure: Failure?
  package var name: String
  package var seed: UInt64
  /// Where rank 0 runs, so that somebody there can tell whether it is alive.
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
    formatVersion = 1
    self.state = state
    self.name = name
    self.seed = seed
    self.host = host
    self.process = process
    self.ranks = ranks
    self.started = started
  }
}
