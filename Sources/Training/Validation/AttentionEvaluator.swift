import CodeT5
import Collectives
import Corpus
import Scanpaths

/// Measures a model's attention on methods with held-out readings, with the work distributed over the ranks.
package struct AttentionEvaluator {
  package let corpus: AnnotatedSamples
  private let layers: [Int]
  private let microBatchTokens: Int
  /// The name of the mass on F★, which tells its radius: masses at different radii are on different yardsticks.
  package let massName: String

  /// Measures among tokens: brackets, separators and special tokens are left out on both sides (`AttentionAgreement`).
  package static let aboveEven = "attention_above_even"
  package static let rankCorrelation = "attention_rank_correlation"
  package static let crossEntropy = "attention_cross_entropy"
  package static let crossEntropyOfEven = "attention_cross_entropy_even"

  /// - Parameters:
  ///   - layers: decoder layers whose cross-attention is used.
  ///   - radius: that of the samples' F★, in lines.
  package init(_ corpus: AnnotatedSamples, layers: [Int], radius: Int, microBatchTokens: Int) {
    self.corpus = corpus
    self.layers = layers
    self.microBatchTokens = microBatchTokens
    massName = "attention_mass_f_star_r\(radius)"
  }

  /// Means over all readings that have a value, the same on every rank; a measure that no reading has is missing, and
  /// without readings all are.
  ///
  /// The share above even is in percentage points, the mass in percent, cross-entropies in nats for each reading.
  package func scores(_ model: CodeT5Model, _ communicator: any Communicator) throws -> [String: Double] {
    guard !corpus.samples.isEmpty else { return [:] }
    let names = [massName, Self.aboveEven, Self.rankCorrelation, Self.crossEntropy, Self.crossEntropyOfEven]
    let readings = corpus.samples.count
    // For each measure the readings' values, then whether they have one. Each is set on one rank and 0 on the others, so
    // the sums, and the means that every rank takes in the same order, do not depend on how readings are distributed.
    var values = [Double](repeating: 0, count: 2 * names.count * readings)
    let lengths = corpus.lengths
    let shard = GlobalBatch(samples: Array(lengths.indices), lengths: lengths).shards(
      ranks: communicator.size, lengths: lengths, microBatchTokens: microBatchTokens)[communicator.rank]
    for positions in shard.microBatches {
      let batch = corpus.pack(positions, startToken: model.configuration.decoderStartToken)
      let attention = model.sourceAttention(batch, layers: layers)
      for (place, position) in positions.enumerated() {
        let measured = Self.measures(of: attention[batch.source.rows(of: place)], corpus.samples[position].signal)
        for (measure, value) in measured.enumerated() {
          guard let value else { continue }
          values[measure * readings + position] = value
          values[(names.count + measure) * readings + position] = 1
        }
      }
    }
    try communicator.allReduce(&values)
    var scores: [String: Double] = [:]
    for (measure, name) in names.enumerated() {
      let count = values[(names.count + measure) * readings..<(names.count + measure + 1) * readings].reduce(0, +)
      if count > 0 { scores[name] = values[measure * readings..<(measure + 1) * readings].reduce(0, +) / count }
    }
    return scores
  }

  /// The measures of one reading in the order of the names; nil where it has none.
  ///
  /// - Parameter attention: to each of the sample's subwords. `[N]`
  private static func measures(of attention: ArraySlice<Float>, _ signal: SubwordSignal) -> [Double?] {
    let mass = zip(attention, signal.weights).reduce(0) { $0 + ($1.1 > 0 ? Double($1.0) : 0) }
    var tokens: [Int32: (attention: Double, looking: Double)] = [:]
    for (share, (token, looking)) in zip(attention, zip(signal.tokens, signal.looking)) where token >= 0 {
      let known = tokens[token]?.attention ?? 0
      // Every subword of a token has the token's looking time.
      tokens[token] = (known + Double(share), Double(looking))
    }
    let read = tokens.sorted { $0.key < $1.key }.map(\.value)
    let looking = read.map(\.looking)
    guard looking.contains(where: { $0 > 0 }) else { return [100 * mass, nil, nil, nil, nil] }
    let agreement = AttentionAgreement(
      attention: read.map(\.attention), milliseconds: looking, isFixated: looking.map { $0 > 0 })
    return [
      100 * mass, agreement.aboveEven.map { 100 * $0 }, agreement.rankCorrelation, agreement.crossEntropy,
      agreement.crossEntropyOfEven,
    ]
  }
}
