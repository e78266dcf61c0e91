import Corpus
import Foundation

/// The gaze on the target tokens of a data set: their weights, and which of them carry gaze. The tokens of all samples
/// are concatenated in the samples' order.
package struct TargetGaze: Sendable, Equatable, Codable {
  private var weightBytes = Data()
  private var carriesBytes = Data()
  /// Samples with at least one target token that carries gaze.
  package private(set) var samplesWithGaze = 0

  package init() {}

  /// Adds a sample's tokens.
  package mutating func append(weights: [Float], carriesGaze: [Bool]) {
    precondition(weights.count == carriesGaze.count, "each token needs both")
    weights.withUnsafeBytes { weightBytes.append(contentsOf: $0) }
    carriesBytes.append(contentsOf: carriesGaze.map { $0 ? 1 : 0 })
    samplesWithGaze += carriesGaze.contains(true) ? 1 : 0
  }

  package var tokenCount: Int { carriesBytes.count }

  /// The weights, sample by sample.
  package func weights(of corpus: EncodedCorpus) -> [[Float]] {
    var all = [Float](repeating: 0, count: tokenCount)
    _ = all.withUnsafeMutableBytes { weightBytes.copyBytes(to: $0) }
    return Self.cut(all, corpus)
  }

  /// Whether each token carries gaze, sample by sample.
  package func carriesGaze(of corpus: EncodedCorpus) -> [[Bool]] { Self.cut(carriesBytes.map { $0 == 1 }, corpus) }

  private static func cut<Value>(_ values: [Value], _ corpus: EncodedCorpus) -> [[Value]] {
    precondition(values.count == corpus.lengths.reduce(0) { $0 + $1.target }, "the gaze of another data set")
    var start = 0
    return corpus.samples.map { sample in
      defer { start += sample.target.count }
      return Array(values[start..<start + sample.target.count])
    }
  }
}
