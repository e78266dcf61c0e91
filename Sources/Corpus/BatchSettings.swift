import Basics

/// How an epoch is divided into batches. Zero switches a limit or the grouping off.
package struct BatchSettings: ValidatedConfiguration, Equatable {
  /// Most tokens (source plus target) of a global batch, which one optimiser step processes on all ranks together.
  package var batchTokens = 16_384
  /// Most samples of a global batch.
  package var batchSamples = 0
  /// Most tokens (source plus target) that a rank passes through the model at once. Limits memory; results change only
  /// by rounding.
  package var microBatchTokens = 4_096
  /// Number of samples that are sorted by length before they are divided into batches of similar samples.
  package var groupingWindow = 0

  package init() {}

  package func validate() throws {
    let values = [
      ("batchTokens", batchTokens), ("batchSamples", batchSamples), ("microBatchTokens", microBatchTokens),
      ("groupingWindow", groupingWindow),
    ]
    for (key, value) in values { try require(value >= 0, key, "\(value) is negative", remedy: "0 switches it off") }
    try require(
      batchTokens > 0 || batchSamples > 0, "batchTokens", "neither batch_tokens nor batch_samples limits the batch",
      remedy: "set one of them to more than 0")
  }

  /// Checks that every sample fits into a batch and a micro-batch.
  ///
  /// - Parameter longestSample: source plus target tokens of the longest sample.
  /// - Throws: `InvalidSetting`.
  package func requireRoom(forSampleOf longestSample: Int) throws {
    for (key, value) in [("batchTokens", batchTokens), ("microBatchTokens", microBatchTokens)] {
      try require(
        value == 0 || value >= longestSample, key, "\(value) tokens cannot hold the longest sample of \(longestSample)",
        remedy: "raise it, or lower the length limits")
    }
  }
}
