import Basics

/// The maximum length of encoded sources and targets, including `<s>` and `</s>`.
package struct LengthLimits: ValidatedConfiguration, Equatable {
  package var source = 256
  package var target = 256

  package init() {}

  package func validate() throws {
    for (key, limit) in [("source", source), ("target", target)] {
      try require(limit >= 3, key, "\(limit) leaves no room for a token between <s> and </s>", remedy: "at least 3")
    }
  }
}
