/// Whether EyeMulator's published artefact is followed with its faults or as its description means it.
package enum EyeMulatorBehaviour: String, Sendable, Codable, CaseIterable {
  /// As the artefact does. Its count files hold every pattern under its labels in alphabetical order while its index
  /// has them in the order of reading, so most patterns find no count; and it looks labels up by their id in the index
  /// of patterns, so most find no salience and some find another label's.
  case artifact
  /// Every pattern finds its count and every label its own salience.
  case corrected
}
