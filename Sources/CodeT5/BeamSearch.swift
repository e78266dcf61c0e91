import CKernels
import Foundation
import Tensors

/// Beam search for one sequence, with the bookkeeping of Hugging Face's vectorised `_beam_search`: running hypotheses,
/// the best finished ones, and the stopping rules.
struct BeamSearch: SequenceSearch {
  struct Hypothesis {
    var tokens: [Int32]
    /// Σ log p while running; divided by length^penalty once finished.
    var score: Float
    var isFinished = false
  }

  private let options: GenerationSettings
  private let endToken: Int32
  private let rules: GenerationRules?
  private var running: [Hypothesis]
  private var finished: [Hypothesis]
  private var canImprove = true
  private var isDone = false

  /// The penalty that Hugging Face adds to scores that must not win.
  private static let excluded: Float = -1e9

  init(_ options: GenerationSettings, startToken: Int32, endToken: Int32) {
    self.options = options
    self.endToken = endToken
    rules = GenerationRules(options, endToken: endToken)
    // Only the first beam counts at the first step; otherwise all beams would choose the same tokens.
    running = (0..<options.beams).map { Hypothesis(tokens: [startToken], score: $0 == 0 ? 0 : Self.excluded) }
    finished = (0..<options.beams).map { _ in Hypothesis(tokens: [startToken], score: Self.excluded) }
  }

  var newestTokens: [Int32] { running.compactMap(\.tokens.last) }

  /// The best finished hypothesis, starting with the decoder's start token.
  var output: [Int32]? { isDone ? finished[0].tokens : nil }

  mutating func advance(_ logits: Matrix) -> [Int] { advance(bestContinuations(logits)) }

  /// The best continuations over all beams, best first, from `logits` `[beams, V]`: twice as many as beams, so that
  /// enough remain if all the best ones end here.
  private func bestContinuations(_ logits: Matrix) -> [FoveaScoredToken] {
    let most = 2 * options.beams
    return [FoveaScoredToken](unsafeUninitializedCapacity: most) { best, count in
      for (beam, hypothesis) in running.enumerated() {
        let row = UnsafeMutableBufferPointer(start: logits.row(beam), count: logits.columns)
        fovea_log_softmax(row.baseAddress, row.count)
        rules?.apply(to: row, after: hypothesis.tokens)
        count = fovea_best_scores(
          row.baseAddress, row.count, hypothesis.score, Int32(beam), best.baseAddress, count, most)
      }
    }
  }

  /// Takes the best candidates, best first, and returns the old beam that each new one continues.
  private mutating func advance(_ candidates: [FoveaScoredToken]) -> [Int] {
    let length = running[0].tokens.count + 1
    let ends = candidates.map { $0.token == endToken || length >= options.maximumLength }
    let extended = candidates.map { Hypothesis(tokens: running[Int($0.row)].tokens + [$0.token], score: $0.score) }

    let scores = zip(candidates, ends).map { $0.score + ($1 ? Self.excluded : 0) }
    let kept = Self.bestFirst(scores).prefix(options.beams)
    running = kept.map { Hypothesis(tokens: extended[$0].tokens, score: scores[$0]) }
    collectFinished(extended, ends: ends, length: length)
    decide(length: length, allEnded: ends.allSatisfy { $0 })
    return kept.map { Int(candidates[$0].row) }
  }

  private var allFinished: Bool { finished.allSatisfy(\.isFinished) }

  private mutating func collectFinished(_ extended: [Hypothesis], ends: [Bool], length: Int) {
    let isFull = options.earlyStopping == .whenFull && allFinished
    let penalty = Self.power(length - 1, options.lengthPenalty)
    let additions = extended.enumerated().map { index, hypothesis in
      let counts = ends[index] && index < options.beams
      var addition = hypothesis
      addition.score /= penalty
      if isFull { addition.score += Self.excluded }
      if !canImprove { addition.score += Self.excluded }
      if !counts { addition.score += Self.excluded }
      addition.isFinished = counts
      return addition
    }
    let merged = finished + additions
    finished = Self.bestFirst(merged.map(\.score)).prefix(options.beams).map { merged[$0] }
  }

  private mutating func decide(length: Int, allEnded: Bool) {
    let hopedLength =
      options.earlyStopping == .never && options.lengthPenalty > 0 ? options.maximumLength - 1 : length - 1
    let hope = running[0].score / Self.power(hopedLength, options.lengthPenalty)
    let worst = finished.map(\.score).min() ?? Self.excluded
    canImprove = canImprove && finished.contains { hope > ($0.isFinished ? worst : Self.excluded) }
    isDone = !canImprove || (options.earlyStopping == .whenFull && allFinished) || allEnded
  }

  private static func power(_ base: Int, _ exponent: Float) -> Float { Float(pow(Double(base), Double(exponent))) }

  /// The indices of the scores, best first; equal scores keep their order.
  private static func bestFirst(_ scores: [Float]) -> [Int] {
    scores.indices.sorted { scores[$0] > scores[$1] || (scores[$0] == scores[$1] && $0 < $1) }
  }
}
