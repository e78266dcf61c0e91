import Basics

/// How an epoch is cut into batches. Zero switches a limit or the grouping off.
package struct BatchSettings: Sendable, Equatable, Codable {
  /// Most tokens, source plus target, of a global batch: what one optimiser step sees on all ranks together.
  package var batchTokens = 16_384
  /// Most samples of a global batch.
  package var batchSamples = 0
  /// Most tokens, source plus target, that a rank runs through the model at once. It bounds memory and changes no result.
  package var microBatchTokens = 4_096
  /// Samples in a window that is sorted by length before it is cut, so that a batch holds samples of similar length.
  package var groupingWindow = 0

  package init(
    batchTokens: Int = 16_384, batchSamples: Int = 0, microBatchTokens: Int = 4_096, groupingWindow: Int = 0
  ) {
    self.batchTokens = batchTokens
    self.batchSamples = batchSamples
    self.microBatchTokens = microBatchTokens
    self.groupingWindow = groupingWindow
  }

  /// - Parameter longestSample: source plus target tokens of the longest sample there will be.
  /// - Throws: `BatchConfigurationError` when a value is negative, no limit is set, or a sample fits into no batch.
  package func validate(longestSample: Int) throws {
    let values = [
      ("batchTokens", batchTokens), ("batchSamples", batchSamples), ("microBatchTokens", microBatchTokens),
      ("groupingWindow", groupingWindow),
    ]
    for (key, value) in values where value < 0 {
      throw BatchConfigurationError.tooSmall(key: key, value: value, minimum: 0)
    }
    guard batchTokens > 0 || batchSamples > 0 else { throw BatchConfigurationError.noLimit }
    for (key, value) in [("batchTokens", batchTokens), ("microBatchTokens", microBatchTokens)]
    where value > 0 && value < longestSample {
      throw BatchConfigurationError.tooSmall(key: key, value: value, minimum: longestSample)
    }
  }
}

/// Settings that no batch can be made with.
package enum BatchConfigurationError: DiagnosableError, Equatable {
  case tooSmall(key: String, value: Int, minimum: Int)
  case noLimit

  package var diagnosis: Diagnosis {
    switch self {
    case .tooSmall(let key, let value, let minimum):
      Diagnosis(
        .configuration, problem: "\(key) is \(value) but must be at least \(minimum)", place: key,
        remedy: minimum > 3 ? "raise \(key), or lower the length limits so that every sample fits" : "raise \(key)")
    case .noLimit:
      Diagnosis(
        .configuration, problem: "neither batchTokens nor batchSamples limits the batch",
        remedy: "set one of them to more than 0")
    }
  }
}
