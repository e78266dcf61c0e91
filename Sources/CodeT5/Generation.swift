import Basics
import CKernels
import Foundation
import Tensors

extension CodeT5Model {
  /// The output for each source. It starts with the decoder's start token and ends with the end token unless it reached
  /// the maximum length first.
  ///
  /// - Parameters:
  ///   - sources: the encoder's inputs, starting with `<s>` and ending with `</s>`, as created by
  ///     `Tokenizer.encodeSequence`.
  ///   - options: the settings of the search.
  /// - Precondition: `options` are valid, no source is empty and all ids are in the vocabulary.
  /// - Complexity: decodes the sources together; memory grows with sources · beams · maximum length.
  public func generate(_ sources: [[Int32]], _ options: GenerationSettings) -> [[Int32]] {
    guard !sources.isEmpty else { return [] }
    precondition(options.beams >= 1 && !sources.contains([]), "at least one beam, and sources that are not empty")
    return options.beams == 1 ? generateGreedily(sources, options) : generateByBeams(sources, options)
  }

  /// Samples one output for each source, token by token, from the model's distribution.
  ///
  /// - Parameters:
  ///   - maximumLength: the most tokens of an output, including the decoder's start token.
  ///   - streams: one for each source; an output depends only on its stream and its source, up to rounding.
  package func sample(_ sources: [[Int32]], maximumLength: Int, streams: [RandomStream]) -> [[Int32]] {
    precondition(streams.count == sources.count, "each source needs its random numbers")
    var streams = streams
    return generateSingly(sources, maximumLength: maximumLength) { sequence, _, logits, count in
      fovea_log_softmax(logits, count)
      var rest = streams[sequence].uniform()
      for token in 0..<count {
        rest -= exp(Double(logits[token]))
        if rest < 0 { return token }
      }
      // Rounding may leave the end of the unit interval without a token.
      return Self.indexOfMaximum(logits, count)
    }
  }

  private func generateGreedily(_ sources: [[Int32]], _ options: GenerationSettings) -> [[Int32]] {
    let rules = GenerationRules(options, endToken: configuration.endToken)
    return generateSingly(sources, maximumLength: options.maximumLength) { _, output, logits, count in
      rules?.apply(to: UnsafeMutableBufferPointer(start: logits, count: count), after: output)
      return Self.indexOfMaximum(logits, count)
    }
  }

  /// Extends one hypothesis per source with the token that `choose` returns for (source's index, its output so far, logits,
  /// their number).
  private func generateSingly(
    _ sources: [[Int32]], maximumLength: Int, choose: (Int, [Int32], UnsafeMutablePointer<Float>, Int) -> Int
  ) -> [[Int32]] {
    let session = DecodingSession(self, sources: sources, rowsPerSequence: 1, maximumLength: maximumLength)
    var outputs = sources.map { _ in [configuration.decoderStartToken] }
    var active = Array(sources.indices)
    while !active.isEmpty {
      let tokens = active.map { outputs[$0][outputs[$0].count - 1] }
      let next = session.withNextLogits(appending: tokens) { logits in
        (0..<logits.rows).map { choose(active[$0], outputs[active[$0]], logits.row($0), logits.columns) }
      }
      for (row, token) in next.enumerated() { outputs[active[row]].append(Int32(token)) }
      let unfinished = active.indices.filter {
        next[$0] != Int(configuration.endToken) && outputs[active[$0]].count < maximumLength
      }
      session.keepRows(unfinished)
      active = unfinished.map { active[$0] }
    }
    return outputs
  }

  private func generateByBeams(_ sources: [[Int32]], _ options: GenerationSettings) -> [[Int32]] {
    let beams = options.beams
    let session = DecodingSession(
      self, sources: sources, rowsPerSequence: beams, maximumLength: options.maximumLength)
    var searches = sources.map { _ in
      BeamSearch(options, startToken: configuration.decoderStartToken, endToken: configuration.endToken)
    }
    let rules = GenerationRules(options, endToken: configuration.endToken)
    var active = Array(sources.indices)
    while !active.isEmpty {
      let tokens = active.flatMap { searches[$0].running.map { $0.tokens[$0.tokens.count - 1] } }
      let candidates = session.withNextLogits(appending: tokens) { logits in
        active.indices.map { place in
          bestContinuations(
            of: searches[active[place]], logits.rows(place * beams..<(place + 1) * beams), rules)
        }
      }
      var keptRows: [Int] = []
      var stillActive: [Int] = []
      for (place, sequence) in active.enumerated() {
        let continued = searches[sequence].advance(candidates[place])
        if searches[sequence].isDone { continue }
        stillActive.append(sequence)
        keptRows += continued.map { place * beams + $0 }
      }
      session.keepRows(keptRows)
      active = stillActive
    }
    return searches.map(\.best)
  }

  /// The best continuations over all beams of a sequence, best first, from `logits` `[beams, V]`.
  private func bestContinuations(
    of search: BeamSearch, _ logits: Matrix, _ rules: GenerationRules?
  ) -> [BeamSearch.Candidate] {
    var best: [BeamSearch.Candidate] = []
    best.reserveCapacity(search.candidateCount + 1)
    for (beam, hypothesis) in search.running.enumerated() {
      let row = logits.row(beam)
      fovea_log_softmax(row, logits.columns)
      rules?.apply(to: UnsafeMutableBufferPointer(start: row, count: logits.columns), after: hypothesis.tokens)
      for token in 0..<logits.columns {
        let score = row[token] + hypothesis.score
        if best.count == search.candidateCount {
          guard score > best[best.count - 1].score else { continue }
          best.removeLast()
        }
        let place = best.firstIndex { score > $0.score } ?? best.count
        best.insert(BeamSearch.Candidate(beam: beam, token: Int32(token), score: score), at: place)
      }
    }
    return best
  }

  private static func indexOfMaximum(_ values: UnsafeMutablePointer<Float>, _ count: Int) -> Int {
    var best = 0
    for index in 1..<count where values[index] > values[best] { best = index }
    return best
  }
}
