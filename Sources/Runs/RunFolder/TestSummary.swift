import Basics
import Foundation

/// How a run's selected checkpoint did on a test set that had no part in selecting it, as in `test.json`.
package struct TestSummary: Codable, Sendable, Equatable {
  /// The step of the checkpoint.
  package var step: Int
  /// The file of test samples, as configured.
  package var file: String
  /// The SHA-256 of the file, in hexadecimal digits.
  package var sha256: String
  /// The number of test samples.
  package var samples: Int
  /// In percent, under the names that a validation uses.
  package var scores: [String: Double]
  package var loss: Double?

  package init(
    step: Int, file: String, sha256: String, samples: Int, scores: [String: Double], loss: Double?
  ) {
    self.step = step
    self.file = file
    self.sha256 = sha256
    self.samples = samples
    self.scores = scores
    self.loss = loss
  }
}
