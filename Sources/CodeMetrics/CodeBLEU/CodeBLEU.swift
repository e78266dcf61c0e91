import Basics
import Dispatch
import Synchronization
import Syntax

/// CodeBLEU (Ren et al., "CodeBLEU: a Method for Automatic Evaluation of Code Synthesis", arXiv 2009.10297): the
/// match of n-grams, of keyword-weighted n-grams, of syntax subtrees and of data flow.
///
/// Tokens are separated by white space. The counts of all samples are summed before scores are computed, so the corpus
/// score is not the mean of the sample scores.
///
/// ```swift
/// import CodeMetrics
///
/// let codeBLEU = CodeBLEU(language: .java)
/// let result = try codeBLEU.score(
///   references: ["int twice(int n) { return 2 * n; }"], predictions: ["int twice(int n) { return n + n; }"])
/// print(result.corpus.codebleu, result.corpus.dataflowMatch)
/// for sample in result.samples { print(sample.codebleu) }
/// ```
public struct CodeBLEU: Sendable {
  /// The language of the texts.
  public var language: ProgrammingLanguage
  /// The program whose CodeBLEU is computed.
  public var mode: CodeBLEUMode
  /// The weights of the components.
  public var weights: CodeBLEUWeights

  /// Creates CodeBLEU for one language, by default in Fovea's own mode and with equal weights.
  public init(language: ProgrammingLanguage, mode: CodeBLEUMode = .fixed, weights: CodeBLEUWeights = .equal) {
    self.language = language
    self.mode = mode
    self.weights = weights
  }

  /// The scores of a test set.
  public struct Result: Sendable, Equatable {
    /// The score of the whole test set.
    public var corpus: CodeBLEUScore
    /// The score of each sample, in the order given.
    public var samples: [CodeBLEUScore]
    /// The counts for each sample, from which corpora of other samples can be scored.
    package var statistics: [CodeBLEUStatistics]
    /// The number of references, of all samples.
    package var references: Int
    /// The number of references with syntax errors; they are scored as they are.
    public var unsoundReferences: Int
    /// The number of predictions with syntax errors; they are scored as they are.
    public var unsoundPredictions: Int
    /// Whether any reference has data flow.
    public var hasDataFlow: Bool
  }

  /// The score of summed counts.
  package func score(of statistics: CodeBLEUStatistics) -> CodeBLEUScore { CodeBLEUScore(statistics, mode, weights) }

  /// Scores predictions against one reference each.
  ///
  /// - Parameters:
  ///   - references: the expected texts.
  ///   - predictions: the texts to score, in the order of the references.
  ///   - threads: the number of threads to use; the result does not depend on it.
  /// - Throws: `MetricInputError` when the counts differ or are zero.
  public func score(references: [String], predictions: [String], threads: Int = 1) throws -> Result {
    try score(references: references.map { [$0] }, predictions: predictions, threads: threads)
  }

  /// Scores predictions against one or more references each.
  ///
  /// - Parameters:
  ///   - references: the expected texts of each sample.
  ///   - predictions: the texts to score, in the order of the references.
  ///   - threads: the number of threads to use; the result does not depend on it.
  /// - Throws: `MetricInputError` when the counts differ or are zero, or a sample has no reference.
  /// - Complexity: linear in the length of the texts, but each level of nested loops doubles the work on data flow.
  public func score(references: [[String]], predictions: [String], threads: Int = 1) throws -> Result {
    try MetricInputError.check(references: references, predictions: predictions)
    let scored = Self.spread(predictions.count, among: threads) { range in
      let counter = SampleCounter(self)
      return range.map { counter.count(references: references[$0], prediction: predictions[$0]) }
    }
    var sum = CodeBLEUStatistics()
    for sample in scored { sum += sample.statistics }
    return Result(
      corpus: score(of: sum), samples: scored.map { score(of: $0.statistics) },
      statistics: scored.map(\.statistics), references: references.reduce(0) { $0 + $1.count },
      unsoundReferences: scored.reduce(0) { $0 + $1.unsoundReferences },
      unsoundPredictions: scored.count { $0.isPredictionUnsound }, hasDataFlow: sum.flows > 0)
  }

  /// Runs work on slices of `0..<count` on several threads and joins the results in order.
  private static func spread<Element: Sendable>(
    _ count: Int, among threads: Int, _ work: @Sendable (Range<Int>) -> [Element]
  ) -> [Element] {
    let threads = max(1, min(threads, count))
    guard threads > 1 else { return work(0..<count) }
    // Several slices per thread, since samples take unequal time.
    let slices = min(count, threads * 8)
    let results = Mutex([[Element]](repeating: [], count: slices))
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while true {
        let slice = next.wrappingAdd(1, ordering: .relaxed).oldValue
        guard slice < slices else { return }
        let result = work(count * slice / slices..<count * (slice + 1) / slices)
        results.withLock { $0[slice] = result }
      }
    }
    return results.withLock { $0.flatMap { $0 } }
  }
}

/// Counts samples one after the other, with its own parser.
private struct SampleCounter {
  struct Sample: Sendable {
    var statistics: CodeBLEUStatistics
    var unsoundReferences: Int
    var isPredictionUnsound: Bool
  }

  private let mode: CodeBLEUMode
  private let parser: SyntaxParser
  private let tokenMatches: TokenMatches

  init(_ metric: CodeBLEU) {
    mode = metric.mode
    parser = SyntaxParser(metric.language)
    tokenMatches = TokenMatches(keywords: Keywords.of(metric.language, metric.mode), mode: metric.mode)
  }

  func count(references: [String], prediction: String) -> Sample {
    let prediction = MetricText.strippedBytes(prediction)
    let references = references.map(MetricText.strippedBytes)
    var statistics = tokenMatches.statistics(references: references, prediction: prediction)
    let own = CodeParts(prediction, mode, parser)
    let theirs = references.map { $0 == prediction ? own : CodeParts($0, mode, parser) }
    statistics.add(references: theirs, prediction: own, mode: mode)
    return Sample(
      statistics: statistics, unsoundReferences: theirs.count { !$0.isSound }, isPredictionUnsound: !own.isSound)
  }
}
