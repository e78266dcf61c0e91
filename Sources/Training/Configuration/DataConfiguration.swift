import Basics
import Corpus

package struct DataConfiguration: ValidatedConfiguration, Equatable {
  package var train = DataFiles()
  package var valid = DataFiles()
  /// Most tokens of a source or target, including `<s>` and `</s>`. Longer ones are truncated and counted.
  package var limits = LengthLimits()
  /// Unusable lines that may be skipped in each file.
  package var maximumBadLines = 0

  package init() {}

  package func validate() throws {
    try require(maximumBadLines >= 0, "maximumBadLines", "must not be negative")
  }
}
