import Basics
import Foundation
import Tensors
import Testing

@testable import CodeT5

/// What objectives change in a pass: weights of the tokens' losses, and terms of the decoder's attention.
struct LossTermsTests {
  private static let dropout = DropoutStep(rate: 0.2, seed: 7, step: 3)

  /// The gradient along random directions, one for each parameter, against differences of `value`, which also adds the
  /// pass's gradients to the arena it is given.
  private func expectGradient(_ golden: GoldenCheckpoint, value: (CodeT5Model, ParameterArena) -> Double) throws {
    let model = try golden.model()
    let analytic = ParameterArena(model.architecture.layout)
    _ = value(model, analytic)
    let scratch = ParameterArena(model.architecture.layout)
    for (index, entry) in model.weights.layout.entries.enumerated() {
      let norm = analytic.buffer[entry.range].reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      // A step may cross a kink of ReLU, where the two sides have different slopes: then another direction decides.
      var found: [(difference: Double, analytic: Double)] = []
      func agrees() -> Bool { found.last.map { abs($0.difference - $0.analytic) < 0.05 * norm + 0.05 } ?? false }
      while found.count < 3, !agrees() {
        found.append(
          slopes(of: entry.range, index: index, attempt: found.count, model, analytic) { value(model, scratch) })
      }
      #expect(agrees(), "\(entry.name): \(found), norm \(norm)")
    }
  }

  /// The slope of `value` along a random direction of some weights, by central difference and by the gradient.
  private func slopes(
    of range: Range<Int>, index: Int, attempt: Int, _ model: CodeT5Model, _ gradient: ParameterArena,
    value: () -> Double
  ) -> (difference: Double, analytic: Double) {
    var random = RandomStream(seed: 12, purpose: .testData, index, attempt)
    let direction = range.map { _ in Float(random.normal()) }
    let length: Float = 4e-4 / Float(range.count).squareRoot()
    let original = Array(model.weights.buffer[range])
    func shifted(_ sign: Float) -> Double {
      for (place, position) in range.enumerated() {
        model.weights.buffer[position] = original[place] + sign * length * direction[place]
      }
      return value()
    }
    let difference = (shifted(1) - shifted(-1)) / Double(2 * length)
    for (place, position) in range.enumerated() { model.weights.buffer[position] = original[place] }
    return (difference, zip(gradient.buffer[range], direction).reduce(0) { $0 + Double($1.0) * Double($1.1) })
  }

  @Test(arguments: GoldenCheckpoint.all)
  func givenWeightsScaleEachTokensLoss(_ golden: GoldenCheckpoint) throws {
    let batch = try golden.batch()
    let weights = (0..<batch.targetTokenCount).map { Float($0 % 5) - 1.5 }
    try expectGradient(golden) { model, gradients in
      model.backward(
        batch, lossScale: 1, smoothing: 0.1, dropout: Self.dropout, terms: LossTerms(tokenWeights: .given(weights)),
        gradients: gradients
      ).weightedSum
    }
  }

  @Test(arguments: GoldenCheckpoint.all)
  func weightsThatFollowFromTheLossesMakeAnyFunctionOfThem(_ golden: GoldenCheckpoint) throws {
    // Σ loss² / 2 has the losses themselves as its weights.
    let batch = try golden.batch()
    try expectGradient(golden) { model, gradients in
      var seen: [Float] = []
      _ = model.backward(
        batch, lossScale: 0.25, smoothing: 0, dropout: Self.dropout,
        terms: LossTerms(
          tokenWeights: .ofLosses { losses in
            seen = losses
            return losses
          }), gradients: gradients)
      return seen.reduce(0.0) { $0 + Double($1) * Double($1) / 8 }
    }
  }

  @Test(arguments: GoldenCheckpoint.all)
  func termsOfTheAttentionReachEveryWeight(_ golden: GoldenCheckpoint) throws {
    let batch = try golden.batch()
    let count = 2
    let features = (0..<batch.source.tokenCount * count).map { Float(sin(Double($0) * 1.7)) }
    let layers = [Int](0..<(try golden.model().configuration.decoderLayers)).suffix(1)
    // Σ over target tokens of 20 · a · b, of the two features that are read: not linear in the readout.
    try expectGradient(golden) { model, gradients in
      var value = 0.0
      let term = AttentionTerm(layers: Array(layers), features: features, featureCount: count) { readout in
        var gradient = [Float](repeating: 0, count: readout.count)
        for token in 0..<readout.count / count {
          let (a, b) = (readout[2 * token], readout[2 * token + 1])
          value += 20 * Double(a) * Double(b)
          gradient[2 * token] = 20 * b
          gradient[2 * token + 1] = 20 * a
        }
        return gradient
      }
      let loss = model.backward(
        batch, lossScale: 0.1, smoothing: 0, dropout: Self.dropout, terms: LossTerms(attention: term),
        gradients: gradients)
      return 0.1 * loss.sum + value
    }
  }

  @Test(arguments: GoldenCheckpoint.all, AttentionPlace.allCases)
  func termsOfTheProbabilitiesReachEveryWeight(_ golden: GoldenCheckpoint, _ place: AttentionPlace) throws {
    let batch = try golden.batch()
    let shape = try golden.model().configuration
    let layers = place == .cross ? shape.decoderLayers : shape.encoderLayers
    for (chosen, heads) in [(Array(0..<layers), Array(0..<shape.heads)), ([layers - 1], [shape.heads - 1])] {
      // Σ over queries of 30 · Σ weight · p²: not linear in the probabilities.
      try expectGradient(golden) { model, gradients in
        var value = 0.0
        let term = ProbabilityTerm(place: place, layers: chosen, heads: heads) { probabilities, queries in
          #expect(probabilities.rows == queries.tokenCount && probabilities.columns == batch.source.longest)
          for row in 0..<probabilities.rows {
            for column in 0..<probabilities.columns {
              let (weight, p) = (Float(column % 4) - 1, probabilities[row, column])
              value += 30 * Double(weight * p * p)
              probabilities[row, column] = 60 * weight * p
            }
          }
          return true
        }
        let loss = model.backward(
          batch, lossScale: 0.1, smoothing: 0, dropout: Self.dropout, terms: LossTerms(probabilities: term),
          gradients: gradients)
        return 0.1 * loss.sum + value
      }
    }
  }

  @Test func probabilitiesAgreeWithTheMeanReadoutAndChosenHeadsAverageToAll() throws {
    for golden in GoldenCheckpoint.all {
      let (model, batch) = (try golden.model(threads: 2), try golden.batch())
      let layers = Array(0..<model.configuration.decoderLayers)
      let heads = Array(0..<model.configuration.heads)
      func probabilities(_ place: AttentionPlace, _ heads: [Int]) -> [[Float]] {
        var rows: [[Float]] = []
        let count = place == .cross ? layers.count : model.configuration.encoderLayers
        model.observe(
          ProbabilityTerm(place: place, layers: Array(0..<count), heads: heads) { probabilities, _ in
            rows = (0..<probabilities.rows).map { row in (0..<probabilities.columns).map { probabilities[row, $0] } }
            return false
          }, batch)
        return rows
      }
      for place in AttentionPlace.allCases {
        let all = probabilities(place, heads)
        #expect(all.allSatisfy { abs($0.reduce(0, +) - 1) < 1e-5 })
        let each = heads.map { probabilities(place, [$0]) }
        for (row, values) in all.enumerated() {
          for (column, value) in values.enumerated() {
            let mean = each.reduce(Float(0)) { $0 + $1[row][column] } / Float(heads.count)
            #expect(abs(value - mean) < 1e-6)
          }
        }
      }
      let attention = model.sourceAttention(batch, layers: layers)
      let all = probabilities(.cross, heads)
      for sequence in 0..<batch.source.sequenceCount {
        let targets = batch.targets.rows(of: sequence)
        for (column, row) in batch.source.rows(of: sequence).enumerated() {
          let mean = targets.reduce(Float(0)) { $0 + all[$1][column] } / Float(targets.count)
          #expect(abs(attention[row] - mean) < 1e-5)
        }
      }
      let features = (0..<batch.source.tokenCount).map { Float($0 % 7) }
      let readout = model.attentionReadout(
        batch, layers: layers, heads: [0], features: features, featureCount: 1)
      let first = probabilities(.cross, [0])
      for sequence in 0..<batch.source.sequenceCount {
        let sources = batch.source.rows(of: sequence)
        for row in batch.targets.rows(of: sequence) {
          let expected = sources.enumerated().reduce(Float(0)) { $0 + first[row][$1.0] * features[$1.1] }
          #expect(abs(readout[row] - expected) < 1e-4)
        }
      }
    }
  }

  @Test func termsThatChangeNothingLeaveEveryBit() throws {
    let golden = GoldenCheckpoint.all[0]
    let (model, batch) = (try golden.model(), try golden.batch())
    func gradients(_ terms: LossTerms) -> [Float] {
      let arena = ParameterArena(model.architecture.layout)
      _ = model.backward(
        batch, lossScale: 0.3, smoothing: 0.1, dropout: Self.dropout, terms: terms, gradients: arena)
      return Array(arena.buffer)
    }
    let plain = gradients(LossTerms())
    let ones = [Float](repeating: 1, count: batch.targetTokenCount)
    #expect(gradients(LossTerms(tokenWeights: .given(ones))) == plain)
    #expect(gradients(LossTerms(tokenWeights: .ofLosses { _ in ones })) == plain)
    let features = [Float](repeating: 0.5, count: batch.source.tokenCount)
    let onlooker = AttentionTerm(layers: [0], features: features, featureCount: 1) { readout in
      #expect(readout.allSatisfy { abs($0 - 0.5) < 1e-5 }, "the mean of a constant is the constant")
      return nil
    }
    #expect(gradients(LossTerms(attention: onlooker)) == plain)
    for place in AttentionPlace.allCases {
      let observer = ProbabilityTerm(place: place, layers: [0], heads: [0]) { _, _ in false }
      #expect(gradients(LossTerms(probabilities: observer)) == plain)
    }
  }

  @Test func sourceAttentionIsTheMeanReadout() throws {
    for golden in GoldenCheckpoint.all {
      let (model, batch) = (try golden.model(threads: 2), try golden.batch())
      let layers = Array(0..<model.configuration.decoderLayers)
      let attention = model.sourceAttention(batch, layers: layers)
      let chosen = (0..<batch.source.tokenCount).map { Float($0 % 3 == 0 ? 1 : 0) }
      var readout: [Float] = []
      _ = model.backward(
        batch, lossScale: 1, smoothing: 0, dropout: .none,
        terms: LossTerms(
          attention: AttentionTerm(layers: layers, features: chosen, featureCount: 1) {
            readout = $0
            return nil
          }), gradients: ParameterArena(model.architecture.layout))
      for sequence in 0..<batch.source.sequenceCount {
        let rows = batch.source.rows(of: sequence)
        let targets = batch.targets.rows(of: sequence)
        #expect(abs(attention[rows].reduce(0, +) - 1) < 1e-5)
        let mass = rows.reduce(Float(0)) { $0 + attention[$1] * chosen[$1] }
        #expect(abs(mass - readout[targets].reduce(0, +) / Float(targets.count)) < 1e-5)
      }
    }
  }

  @Test func samplesFollowTheModelsDistributionAndTheirStreams() throws {
    let golden = GoldenCheckpoint.all[0]
    let model = try golden.model()
    let source = try golden.expected().sources[0]
    func streams(_ count: Int, seed: UInt64 = 1) -> [RandomStream] {
      (0..<count).map { RandomStream(seed: seed, purpose: .sampling, 5, $0) }
    }
    let some = model.sample([source, source], maximumLength: 9, streams: streams(2))
    #expect(some == model.sample([source, source], maximumLength: 9, streams: streams(2)))
    #expect(some.allSatisfy { $0.count <= 9 && $0[0] == model.configuration.decoderStartToken })
    #expect(some != model.sample([source, source], maximumLength: 9, streams: streams(2, seed: 2)))

    // The first token, drawn 3,000 times, against the model's own probabilities.
    let draws = 3_000
    let firsts = stride(from: 0, to: draws, by: 500).flatMap { start in
      model.sample(
        Array(repeating: source, count: 500), maximumLength: 2,
        streams: (start..<start + 500).map { RandomStream(seed: 9, purpose: .sampling, 0, $0) }
      ).map { $0[1] }
    }
    let batch = PackedBatch(
      sources: [source], targets: [[1]], samples: [0], startToken: model.configuration.decoderStartToken)
    let logits = model.logits(batch)
    let most = logits.max() ?? 0
    let sum = logits.reduce(0.0) { $0 + exp(Double($1 - most)) }
    for (token, logit) in logits.enumerated() {
      let probability = exp(Double(logit - most)) / sum
      let drawn = Double(firsts.filter { $0 == Int32(token) }.count)
      let deviation = (Double(draws) * probability * (1 - probability)).squareRoot()
      #expect(abs(drawn - Double(draws) * probability) < 5 * deviation + 3, "token \(token)")
    }
  }

  @Test(arguments: GoldenCheckpoint.all)
  func readingTheAttentionAgreesWithItsMeanOverTargetTokens(_ golden: GoldenCheckpoint) throws {
    let (model, batch) = (try golden.model(), try golden.batch())
    let layers = [model.configuration.decoderLayers - 1]
    let attention = model.sourceAttention(batch, layers: layers)
    // One feature says how much of the attention there is, the other weighs source tokens by their places.
    let places = (0..<batch.source.tokenCount).flatMap { place -> [Float] in [1, Float(place)] }
    let readout = model.attentionReadout(batch, layers: layers, features: places, featureCount: 2)
    #expect(readout.count == 2 * batch.targetTokenCount)
    for sequence in 0..<batch.source.sequenceCount {
      let rows = batch.targets.rows(of: sequence)
      for row in rows { #expect(abs(readout[2 * row] - 1) < 1e-5) }
      let mean = rows.reduce(Float(0)) { $0 + readout[2 * $1 + 1] } / Float(rows.count)
      let expected = batch.source.rows(of: sequence).reduce(Float(0)) { $0 + Float($1) * attention[$1] }
      #expect(abs(mean - expected) < 1e-3)
    }
  }
}
