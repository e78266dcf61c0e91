import Basics
import CodeMetrics
import Configuration
import Foundation
import Launching
import Training

/// The tasks of rank 0's helper processes. A helper is this program, started again with a hidden subcommand.
package enum HelperWork: String, CaseIterable, Sendable {
  /// Input: a `ScoringRequest`. Output: lines of JSON objects with scores, each written as soon as it is available.
  case score
  /// Input: a run's configuration as YAML. Output: the message of `EncodedGazeInputs`.
  case gaze

  /// The subcommand of `fovea` that runs these tasks.
  package static let subcommand = "helper"

  /// Runs the task, in the helper.
  ///
  /// - Parameter parent: the process of the run.
  package func run(input: FileHandle, output: FileHandle, parent: Int32) throws {
    ParentWatch.start(parent)
    let request = try Self.request(input)
    switch self {
    case .score:
      try JSONDecoder().decode(ScoringRequest.self, from: request).scores {
        try output.write(contentsOf: Data("\(JSONLines.line($0))\n".utf8))
      }
    case .gaze:
      let configuration: TrainingConfiguration = try ConfigurationLoader.load(
        yaml: String(decoding: request, as: UTF8.self), name: "the run's configuration", environment: [:])
      let tokenizer = try RunInputs.tokenizer(configuration)
      let data = try RunInputs.trainingData(configuration, tokenizer)
      try output.write(contentsOf: EncodedGazeInputs.load(configuration, data: data, tokenizer: tokenizer).message())
    }
  }

  /// All of the input, if it ends within what a request may have: a device such as /dev/full never does.
  private static func request(_ input: FileHandle) throws -> Data {
    var request = Data()
    while let piece = try input.read(upToCount: 1 << 20), !piece.isEmpty {
      request += piece
      guard request.count <= mostBytes else { throw OversizedRequest() }
    }
    return request
  }

  private static let mostBytes = 1 << 30

  /// The helper process for this task, for rank 0 to run.
  ///
  /// - Parameter program: the path of this program.
  func process(_ program: String, _ limits: HelperProcess.Limits) -> HelperProcess {
    HelperProcess([program, Self.subcommand, rawValue, "\(getpid())"], limits: limits)
  }
}

/// Exits if the helper's parent is gone, so no helper outlives its run.
private enum ParentWatch {
  /// - Parameter parent: its number as it knows it itself: it may be gone before the helper could ask.
  static func start(_ parent: Int32) {
    OwnThread.require("parent watch") {
      while getppid() == parent { usleep(200_000) }
      _exit(ExitCode.failure.rawValue)
    }
  }
}

/// What was sent to a helper is no request of a run.
private struct OversizedRequest: DiagnosableError {
  var diagnosis: Diagnosis {
    Diagnosis(
      .badData, problem: "the request does not end within 1 GiB", place: "standard input",
      remedy: "fovea train starts this command itself; there is no need to")
  }
}
