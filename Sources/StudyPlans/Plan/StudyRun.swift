/// One training run of a study.
package struct StudyRun: Sendable, Hashable, Codable {
  package var arm: String
  package var seed: Int
  package var stage: Int

  /// `align, seed 3`.
  package var description: String { "\(arm), seed \(seed)" }
}
