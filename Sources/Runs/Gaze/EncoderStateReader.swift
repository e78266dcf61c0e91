import Basics
import CodeT5
import Corpus
import Scanpaths
import Studies
import Tokenization

/// Reads the states of a model's encoder for the tokens of methods.
package struct EncoderStateReader {
  private let model: CodeT5Model
  private let tokenizer: Tokenizer
  private let limit: Int

  /// Source subwords that the model processes at once.
  private static let subwordsAtOnce = 4096

  /// - Parameter limit: the most subwords of a method, at least 3; the model reads only the beginning of longer ones.
  package init(_ model: CodeT5Model, _ tokenizer: Tokenizer, limit: Int) {
    self.model = model
    self.tokenizer = tokenizer
    self.limit = limit
  }

  /// The width of a state.
  package var width: Int { model.configuration.modelWidth }

  /// The states by method id, and the methods that were cut. A token's state is the mean over its subwords.
  ///
  /// - Parameter sources: the methods' texts by id.
  /// - Throws: `SourceAttentionError.notFinite`.
  package func states(
    of methods: [LabelledCode], sources: [String: String]
  ) throws -> (states: [String: TokenStates], cut: Set<String>) {
    var prepared: [(method: LabelledCode, encoded: EncodedMethod)] = []
    for method in methods {
      guard let text = sources[method.id],
        let encoded = EncodedMethod(method, text: text, source: text, tokenizer: tokenizer, limit: limit)
      else { continue }
      prepared.append((method, encoded))
    }
    prepared.sort { $0.encoded.source.count < $1.encoded.source.count }
    let progress = ProgressWriter()
    defer { progress.finish() }
    var states: [String: TokenStates] = [:]
    var start = 0
    while start < prepared.count {
      let batch = batch(of: prepared.map(\.encoded.source.count), from: start)
      for (place, rows) in zip(batch, model.encoderStates(batch.map { prepared[$0].encoded.source })) {
        let (method, encoded) = prepared[place]
        guard let found = Self.tokenStates(rows, encoded, count: method.tokens.count) else {
          throw SourceAttentionError.notFinite(method: method.id)
        }
        states[method.id] = found
      }
      start = batch.upperBound
      progress.update { elapsed in
        ProgressLine(label: "encoding", completed: start, total: prepared.count, elapsed: elapsed, unit: "methods")
      }
    }
    return (states, Set(prepared.filter(\.encoded.isCut).map(\.method.id)))
  }

  /// The next methods whose subwords the model processes together: at least one.
  private func batch(of lengths: [Int], from start: Int) -> Range<Int> {
    var (end, subwords) = (start, 0)
    while end < lengths.count, end == start || subwords + lengths[end] <= Self.subwordsAtOnce {
      subwords += lengths[end]
      end += 1
    }
    return start..<end
  }

  /// Nil if a state is not finite.
  private static func tokenStates(_ rows: [[Float]], _ encoded: EncodedMethod, count: Int) -> TokenStates? {
    var sums = [[Double]?](repeating: nil, count: count)
    var subwords = [Double](repeating: 0, count: count)
    for (row, token) in zip(rows, encoded.tokens) where token >= 0 {
      guard row.allSatisfy(\.isFinite) else { return nil }
      let token = Int(token)
      let sum = sums[token] ?? [Double](repeating: 0, count: row.count)
      sums[token] = zip(sum, row).map { $0 + Double($1) }
      subwords[token] += 1
    }
    return TokenStates(zip(sums, subwords).map { sum, count in sum.map { $0.map { $0 / count } } })
  }
}
