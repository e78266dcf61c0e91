import Basics
import CodeMetrics
import Configuration
import Foundation
import Launching
import Training

/// The pieces of work that rank 0 lets a helper do: the program itself, started again with a hidden subcommand.
package enum HelperWork: String, CaseIterable, Sendable {
  /// A `ScoringRequest` comes in; a JSON object of scores a line goes out, each as soon as it is there.
  case score
  /// A run's configuration as YAML comes in; the message of `EncodedGazeInputs` goes out.
  case gaze

  /// The subcommand of `fovea` that does it.
  package static let subcommand = "helper"

  /// Does the work, in the helper.
  package func run(input: FileHandle, output: FileHandle) throws {
    ParentWatch.start()
    let request = try input.readToEnd() ?? Data()
    switch self {
    case .score:
      try JSONDecoder().decode(ScoringRequest.self, from: request).scores {
        try output.write(contentsOf: Data("\(JSONLines.line($0))\n".utf8))
      }
    case .gaze:
      let configuration: TrainingConfiguration = try ConfigurationLoader.load(
        yaml: String(decoding: request, as: UTF8.self), name: "the run's configuration", environment: [:])
      let tokenizer = try RunInputs.tokenizer(configuration)
      let data = try RunInputs.data(configuration.data.train, configuration, tokenizer)
      try output.write(contentsOf: EncodedGazeInputs.load(configuration, data: data, tokenizer: tokenizer).message())
    }
  }

  /// A helper that does this, to be run by rank 0.
  ///
  /// - Parameter program: the path of this program.
  func process(_ program: String, _ limits: HelperProcess.Limits) -> HelperProcess {
    HelperProcess([program, Self.subcommand, rawValue], limits: limits)
  }
}

/// Ends a helper whose parent is gone, so that none outlives its run.
private enum ParentWatch {
  static func start() {
    let parent = getppid()
    Thread {
      while getppid() == parent { usleep(200_000) }
      _exit(ExitCode.failure.rawValue)
    }.start()
  }
}
