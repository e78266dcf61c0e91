import Basics
import Corpus
import Tokenization

package struct DataConfiguration: ValidatedConfiguration, Equatable {
  package var train = DataFiles()
  package var valid = DataFiles()
  /// Most tokens of a source or target, including `<s>` and `</s>`. Longer ones are truncated and counted.
  package var limits = LengthLimits()
  /// Unusable lines that may be skipped in each file.
  package var maximumBadLines = 0

  /// How many of the training samples to use, drawn by the run's seed; 0 for all.
  package var trainSamples = 0
  /// How samples are corrupted, for the task `denoising`.
  package var denoising = DenoisingSettings()

  /// A folder that keeps encoded data sets for later runs; empty for none.
  package var cache = ""
  /// The most that the data sets in the cache may have together, in megabytes.
  package var cacheMegabytes = Self.usualCacheMegabytes

  private static let usualCacheMegabytes = 8192

  package init() {}

  /// The cache; nil for none.
  package var corpusCache: CorpusCache? {
    cache.isEmpty ? nil : CorpusCache(folder: cache, megabytes: cacheMegabytes)
  }

  /// What one of the data sets is made from.
  package func source(_ files: DataFiles, _ task: LearningTask, _ tokenizer: Tokenizer) -> CorpusSource {
    var corruption = denoising
    // A validation that sees each sample once is as good, and faster.
    if files != train { corruption.draws = 1 }
    return CorpusSource(
      files.taskFiles(task), tokenizer: tokenizer, limits: limits, maximumBadLines: maximumBadLines,
      denoising: task == .denoising ? corruption : nil)
  }

  package func validate() throws {
    try require(maximumBadLines >= 0, "maximumBadLines", "must not be negative")
    try require(trainSamples >= 0, "trainSamples", "must not be negative", remedy: "0 stands for all samples")
    try require(
      (1...1 << 30).contains(cacheMegabytes), "cacheMegabytes", "\(cacheMegabytes) is not a size of a cache",
      remedy: "at least 1; several times the size of the data files")
    try require(
      !cache.isEmpty || cacheMegabytes == Self.usualCacheMegabytes, "cacheMegabytes",
      "has no effect without data.cache",
      remedy: "set data.cache too")
  }
}
