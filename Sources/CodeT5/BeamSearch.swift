import Foundation

/// The beam search of one sequence, with the bookkeeping of Hugging Face's vectorised `_beam_search`: running hypotheses,
/// the best finished ones, and the rules by which the search ends.
struct BeamSearch {
  struct Hypothesis {
    var tokens: [Int32]
    /// Σ log p while running; divided by length^penalty once finished.
    var score: Float
    var isFinished = false
  }

  /// A possible next token of a running hypothesis.
  struct Candidate {
    var beam: Int
    var token: Int32
    var score: Float
  }

  private let options: GenerationSettings
  private let endToken: Int32
  private(set) var running: [Hypothesis]
  private var finished: [Hypothesis]
  private var canImprove = true
  private(set) var isDone = false

  /// What the reference adds to scores that must not win.
  private static let excluded: Float = -1e9

  init(_ options: GenerationSettings, startToken: Int32, endToken: Int32) {
    self.options = options
    self.endToken = endToken
    // Only the first beam counts at the first step; otherwise all beams would find the same tokens.
    running = (0..<options.beams).map { Hypothesis(tokens: [startToken], score: $0 == 0 ? 0 : Self.excluded) }
    finished = (0..<options.beams).map { _ in Hypothesis(tokens: [startToken], score: Self.excluded) }
  }

  /// The best finished hypothesis, the decoder's start token first.
  var best: [Int32] { finished[0].tokens }

  /// Twice as many as beams, so that enough remain when all the best ones end here.
  var candidateCount: Int { 2 * options.beams }

  /// Takes the best `candidateCount` candidates, best first, and returns which old beam each new one continues.
  mutating func advance(_ candidates: [Candidate]) -> [Int] {
    let length = running[0].tokens.count + 1
    let ends = candidates.map { $0.token == endToken || length >= options.maximumLength }
    let extended = candidates.map { Hypothesis(tokens: running[$0.beam].tokens + [$0.token], score: $0.score) }

    let scores = zip(candidates, ends).map { $0.score + ($1 ? Self.excluded : 0) }
    let kept = Self.bestFirst(scores).prefix(options.beams)
    running = kept.map { Hypothesis(tokens: extended[$0].tokens, score: scores[$0]) }
    collectFinished(extended, ends: ends, length: length)
    decide(length: length, allEnded: ends.allSatisfy { $0 })
    return kept.map { candidates[$0].beam }
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

  /// The places of the scores, best first; equal ones keep their order.
  private static func bestFirst(_ scores: [Float]) -> [Int] {
    scores.indices.sorted { scores[$0] > scores[$1] || (scores[$0] == scores[$1] && $0 < $1) }
  }
}
