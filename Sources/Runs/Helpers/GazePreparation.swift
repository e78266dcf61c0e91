import Basics
import Configuration
import Foundation
import Launching
import Training

/// Builds a run's gaze in a helper process, on rank 0. A run cannot start without it, so all ranks report a helper that
/// crashes or hangs. If it used a cache, a second helper first tries without, because the cache may be the cause.
struct GazePreparation {
  private let configuration: TrainingConfiguration
  private let program: String

  /// - Parameter program: the path of this program.
  init(_ configuration: TrainingConfiguration, program: String) {
    self.configuration = configuration
    self.program = program
  }

  /// - Throws: errors in the files, like `EncodedGazeInputs.load`; `GazeNotPrepared`.
  func inputs() throws -> EncodedGazeInputs {
    var warnings: [Remark] = []
    if !configuration.gaze.cache.isEmpty {
      switch try attempt(configuration) {
      case .success(let inputs): return inputs
      case .failure(let fault):
        warnings.append(
          .warning("the helper process that makes the gaze: \(fault); once more without \(configuration.gaze.cache)"))
      }
    }
    var cacheless = configuration
    cacheless.gaze.cache = ""
    switch try attempt(cacheless) {
    case .success(var inputs):
      inputs.remarks += warnings
      return inputs
    case .failure(let fault): throw GazeNotPrepared(fault: fault)
    }
  }

  private func attempt(_ configuration: TrainingConfiguration) throws -> Result<EncodedGazeInputs, HelperFault> {
    let settings = configuration.helpers
    let limits = HelperProcess.Limits(
      seconds: settings.gazeSeconds, megabytes: settings.gazeMegabytes, outputMegabytes: 1 << 16)
    let result = try HelperWork.gaze.process(program, limits).run(
      input: Data(ConfigurationLoader.resolvedYAML(configuration).utf8))
    guard let fault = result.fault else {
      guard let inputs = try? EncodedGazeInputs(message: result.output) else {
        return .failure(
          HelperFault(
            cause: .exit(0), megabytes: 0, allowedMegabytes: limits.megabytes, lastWords: "its output is not gaze"))
      }
      return .success(inputs)
    }
    // An error in the files is for the user to fix; the helper works.
    if case .exit = fault.cause, let diagnosis = HelperDiagnosis(decoding: result.output) { throw diagnosis }
    return .failure(fault)
  }
}

/// No attempt to build a run's gaze succeeded.
struct GazeNotPrepared: DiagnosableError, Equatable {
  var fault: HelperFault

  var diagnosis: Diagnosis {
    Diagnosis(
      .failure, problem: "the gaze for training could not be made; the helper process for it: \(fault)",
      remedy: "raise helpers.gaze_seconds or helpers.gaze_megabytes if they are the reason; set helpers.separate to "
        + "false to see a crash in full")
  }
}

/// An error that a helper process reports to its parent.
package struct HelperDiagnosis: DiagnosableError, Codable, Equatable {
  private var exitCode: Int32
  private var problem: String
  private var place: String
  private var remedy: String

  package init(_ diagnosis: Diagnosis) {
    exitCode = diagnosis.exitCode.rawValue
    (problem, place, remedy) = (diagnosis.problem, diagnosis.place, diagnosis.remedy)
  }

  init?(decoding output: Data) {
    guard let decoded = try? JSONDecoder().decode(Self.self, from: output) else { return nil }
    self = decoded
  }

  package var diagnosis: Diagnosis {
    Diagnosis(ExitCode(rawValue: exitCode) ?? .failure, problem: problem, place: place, remedy: remedy)
  }
}
