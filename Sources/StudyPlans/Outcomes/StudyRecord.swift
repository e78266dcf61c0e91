import Basics
import Foundation
import Runs

/// The outcome of a run: `run.json`.
package struct StudyRecord: Codable, Sendable, Equatable {
  package var arm: String
  package var seed: Int
  /// The SHA-256 of the plan that the run belongs to.
  package var plan: String
  /// The settings that make the run out of the shared configuration.
  package var settings: [String: String]
  package var version: String
  package var commit: String
  package var processor: String
  package var ranks: Int
  package var threadsPerRank: Int
  package var steps: Int
  /// The time of all its starts together.
  package var seconds: Double
  package var parameters: Int
  /// The step of the tested checkpoint.
  package var testedStep: Int
  package var testSamples: Int
  package var testFile: String
  package var testSHA256: String
  package var testLoss: Double?
  package var testScores: [String: Double]
  package var validationLoss: Double?
  /// Validation scores of the tested checkpoint, with those of the attention on held-out readings.
  package var validationScores: [String: Double]

  enum CodingKeys: String, CodingKey {
    case arm, seed, plan, settings, version, commit, processor, ranks, steps, seconds, parameters
    case threadsPerRank = "threads_per_rank"
    case testedStep = "tested_step"
    case testSamples = "test_samples"
    case testFile = "test_file"
    case testSHA256 = "test_sha256"
    case testLoss = "test_loss"
    case testScores = "test_scores"
    case validationLoss = "validation_loss"
    case validationScores = "validation_scores"
  }

  package var coreHours: Double { seconds * Double(ranks * threadsPerRank) / 3600 }

  /// A number of the run; nil if it was not measured.
  func value(of score: String) -> Double? {
    switch score {
    case "loss": testLoss
    case _ where score.hasPrefix("attention_"): validationScores[score]
    default: testScores[score]
    }
  }

  /// The JSON text, with sorted keys.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}
