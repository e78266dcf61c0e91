import Basics
import CodeT5
import Collectives
import CollectivesContract
import Corpus
import Tensors
import TestSupport
import Testing

@testable import Training

/// Objectives through the whole model and the whole loop.
struct ObjectiveTests {
  enum ObjectiveKind: String, CaseIterable, Sendable {
    case supervised, reward, selfCritical, weighted, preference, align, alignEncoder
  }

  /// An objective over the fixture's data or over its annotated samples, and the lengths of what it is over.
  func objective(
    _ kind: ObjectiveKind, _ fixture: Fixture, weight: Double = 3
  ) -> (any TrainingObjective, [SampleLength]) {
    let corpus = fixture.gazeCorpus()
    var reward = RewardSettings()
    reward.weight = weight
    reward.warmupSteps = 0
    reward.positional = 1
    reward.maximumLength = 10
    var preference = PreferenceSettings()
    preference.weight = weight
    let lengths = fixture.data.corpus.lengths
    switch kind {
    case .supervised: return (SupervisedObjective { fixture.data.pack($0, startToken: $1) }, lengths)
    case .reward: return (AttentionRewardObjective(corpus, settings: reward, interval: 2), corpus.lengths)
    case .align, .alignEncoder:
      var align = AlignSettings()
      align.strength = weight
      align.warmupSteps = 0
      align.source = kind == .align ? .cross : .encoder
      align.heads = kind == .align ? [1] : []
      return (AlignmentObjective(corpus, settings: align, interval: 2), corpus.lengths)
    case .selfCritical:
      return (
        SelfCriticalObjective(corpus, settings: reward, interval: 2, tokenizer: fixture.tokenizer, seed: 4),
        corpus.lengths
      )
    case .weighted: return (WeightedObjective(fixture.data, weights: fixture.tokenGaze().weights), lengths)
    case .preference: return (fixture.preference(preference), lengths)
    }
  }

  /// What the objective's plan minimises, from its passes' losses and the terms they report.
  private func value(_ kind: ObjectiveKind, _ plan: StepPlan, _ losses: [BatchLoss], weight: Double) -> Double {
    func term(_ name: String) -> Double { plan.terms.names.firstIndex(of: name).map { plan.terms.values[$0] } ?? 0 }
    let scaled = zip(plan.passes, losses).reduce(0) { $0 + Double($1.0.lossScale) * $1.1.weightedSum }
    switch kind {
    case .supervised, .weighted, .selfCritical: return scaled
    case .reward: return scaled - weight * term("reward")
    case .align, .alignEncoder: return scaled + weight * term("alignment")
    case .preference: return term("weighted_loss") + weight * term("preference")
    }
  }

  @Test(arguments: ObjectiveKind.allCases)
  func theGradientIsThatOfWhatIsMinimised(_ kind: ObjectiveKind) throws {
    let fixture = try Fixture.shared.get()
    let weight = 3.0
    let (objective, lengths) = objective(kind, fixture, weight: weight)
    let model = try fixture.replica(fixture.configuration(), SoloCommunicator()).model
    let batch = GlobalBatch(samples: [0, 1, 4, 7], lengths: lengths)
    let shard = RankShard(microBatches: [[0, 7], [4, 1]])
    let dropout = DropoutStep(rate: 0.1, seed: 3, step: 1)
    // Sampled outputs are fixed: the estimator's gradient is that of their weighted log-probability.
    let fixed = kind == .selfCritical ? try objective.plan(batch, shard, model: model, update: 2) : nil
    func run(_ gradients: ParameterArena) throws -> Double {
      let plan = try fixed ?? objective.plan(batch, shard, model: model, update: 2)
      let losses = plan.passes.map {
        model.backward(
          $0.batch, lossScale: $0.lossScale, smoothing: 0, dropout: dropout, terms: $0.terms, gradients: gradients)
      }
      return value(kind, plan, losses, weight: weight)
    }
    let analytic = ParameterArena(model.architecture.layout)
    _ = try run(analytic)
    let scratch = ParameterArena(model.architecture.layout)
    for (index, entry) in model.weights.layout.entries.enumerated() {
      var random = RandomStream(seed: 12, purpose: .testData, index)
      let gradient = Array(analytic.buffer[entry.range])
      let norm = gradient.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
      // Half along the gradient, so that the slope is large, half along a random direction, so that errors show.
      let direction = gradient.map { value in
        Float(Double(value) / max(norm, 1e-9) + random.normal() / Double(entry.range.count).squareRoot())
      }
      let original = Array(model.weights.buffer[entry.range])
      let length: Float = 3e-3
      func shifted(_ sign: Float) throws -> Double {
        for (place, position) in entry.range.enumerated() {
          model.weights.buffer[position] = original[place] + sign * length * direction[place]
        }
        return try run(scratch)
      }
      let slope = (try shifted(1) - shifted(-1)) / Double(2 * length)
      for (place, position) in entry.range.enumerated() { model.weights.buffer[position] = original[place] }
      let expected = zip(gradient, direction).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      #expect(abs(slope - expected) < 0.03 * norm + 2e-3, "\(entry.name): \(slope), not \(expected) (norm \(norm))")
    }
  }

  @Test(arguments: ObjectiveKind.allCases, [2, 3, 7])
  func ranksPlanPartsOfOneStep(_ kind: ObjectiveKind, _ ranks: Int) throws {
    let fixture = try Fixture.shared.get()
    let configuration = fixture.configuration { $0.training.clipNorm = 0 }
    @Sendable func step(_ communicator: any Communicator) throws -> (gradients: [Float], outcome: Replica.Outcome) {
      let (objective, lengths) = objective(kind, fixture)
      let replica = try fixture.replica(configuration, communicator)
      // Five samples: with seven ranks some have none.
      let batch = GlobalBatch(samples: [0, 1, 4, 7, 9], lengths: lengths)
      let shard = batch.shards(ranks: communicator.size, lengths: lengths, microBatchTokens: 40)[communicator.rank]
      let plan = try objective.plan(batch, shard, model: replica.model, update: 2)
      let outcome = try replica.step(plan, learningRateScale: 1)
      return (Array(replica.gradients.buffer), outcome)
    }
    let alone = try step(SoloCommunicator())
    #expect(alone.outcome.loss.isFinite && alone.outcome.terms.values.allSatisfy(\.isFinite))
    for summed in try InProcessGroup(size: ranks).run({ try step($0) }) {
      #expect(relativeDifference(summed.gradients, alone.gradients) < 1e-4)
      #expect(abs(summed.outcome.loss - alone.outcome.loss) < 1e-4)
      #expect(summed.outcome.terms.keys == alone.outcome.terms.keys)
      for (name, value) in alone.outcome.terms {
        #expect(abs((summed.outcome.terms[name] ?? .nan) - value) < 1e-4, "\(name)")
      }
    }
  }

  @Test func withoutWeightEachObjectiveIsTheSimplerOneToTheBit() throws {
    let fixture = try Fixture.shared.get()
    let configuration = fixture.configuration { $0.training.maximumSteps = 6 }
    let corpus = fixture.gazeCorpus()
    let plain = try fixture.trainGuided(configuration, annotated: corpus)
    for kind in [ObjectiveKind.reward, .selfCritical, .align, .alignEncoder] {
      let (objective, _) = objective(kind, fixture, weight: 0)
      let trained = try fixture.trainGuided(configuration, annotated: corpus, annotatedObjective: objective)
      #expect(trained.weights == plain.weights, "\(kind) with a weight of 0")
      #expect(trained.events.losses == plain.events.losses)
      #expect(trained.events.gazeSteps.count == 3)
    }
    for kind in [ObjectiveKind.reward, .align, .alignEncoder] {
      let (guided, _) = objective(kind, fixture, weight: 1)
      #expect(
        try fixture.trainGuided(configuration, annotated: corpus, annotatedObjective: guided).weights != plain.weights)
    }

    let weighted = try fixture.trainGuided(configuration, objective: objective(.weighted, fixture).0)
    let preferring = try fixture.trainGuided(configuration, objective: objective(.preference, fixture, weight: 0).0)
    #expect(preferring.weights == weighted.weights, "γ = 0")
    #expect(
      try fixture.trainGuided(configuration, objective: objective(.preference, fixture).0).weights != weighted.weights)

    let ones = fixture.tokenGaze().weights.map { $0.map { _ in Float(1) } }
    let unweighted = try fixture.trainGuided(configuration, objective: WeightedObjective(fixture.data, weights: ones))
    #expect(unweighted.weights == (try fixture.train(configuration)).weights, "weights of 1")
  }

  @Test func alignedTrainingBringsTheAttentionToTheLookingTimeAndNeedsNoMoreMemory() throws {
    let fixture = try Fixture.shared.get()
    let configuration = fixture.configuration { $0.optimizer.learningRate = 1e-2 }
    for kind in [ObjectiveKind.align, .alignEncoder] {
      let replica = try fixture.replica(configuration, SoloCommunicator())
      let (objective, lengths) = objective(kind, fixture)
      let batch = GlobalBatch(samples: Array(0..<8), lengths: lengths)
      let shard = batch.shards(ranks: 1, lengths: lengths, microBatchTokens: 100)[0]
      var divergences: [Double] = []
      var peaks: [Int] = []
      for step in 0..<40 {
        let plan = try objective.plan(batch, shard, model: replica.model, update: step)
        let outcome = try replica.step(plan, learningRateScale: 1)
        divergences.append(outcome.terms["alignment_divergence"] ?? .nan)
        peaks.append(replica.model.context.arena.peakFloats)
      }
      #expect(divergences.allSatisfy { $0 >= -1e-6 }, "\(kind)")
      #expect(divergences[39] < 0.7 * divergences[0], "\(kind): \(divergences[0]) to \(divergences[39])")
      #expect(Set(peaks).count == 1, "\(kind): \(peaks)")
    }
  }

  @Test func gazeStepsAreSeenAndLeaveTheOrdinaryCountAlone() throws {
    let fixture = try Fixture.shared.get()
    let corpus = fixture.gazeCorpus()
    let configuration = fixture.configuration { $0.training.maximumSteps = 7 }
    let (objective, _) = objective(.reward, fixture)
    let evaluator = AttentionEvaluator(corpus, layers: [0, 1], radius: 2, microBatchTokens: 60)
    let events = try fixture.trainGuided(
      configuration, annotated: corpus, annotatedObjective: objective, attention: evaluator
    ).events
    #expect(events.steps.map(\.step) == Array(1...7))
    #expect(events.gazeSteps.map(\.step) == [2, 4, 6])
    for step in events.gazeSteps {
      #expect(Set(step.terms.keys) == Set(AttentionRewardObjective.terms))
      #expect((0...1).contains(step.terms["attention_mass"] ?? -1))
    }
    let scores = try #require(events.validations.last?.scores)
    #expect(scores["attention_mass"] == nil, "the name tells the yardstick")
    #expect((0...100).contains(try #require(scores["attention_mass_f_star_r2"])))
    let together = try InProcessGroup(size: 3).run { communicator in
      try fixture.trainGuided(
        configuration, annotated: corpus, annotatedObjective: self.objective(.reward, fixture).0, attention: evaluator,
        communicator
      ).events.validations.last?.scores
    }
    for other in together {
      for name in scores.keys.filter({ $0.hasPrefix("attention") }) {
        #expect(abs((other?[name] ?? .nan) - (scores[name] ?? 0)) < 0.01, "\(name)")
      }
    }
  }

  @Test(arguments: DeterminismTests.precisions)
  func aRunWithGazeStepsResumesToTheBit(_ precision: PrecisionChoice) throws {
    let fixture = try Fixture.shared.get()
    let corpus = fixture.gazeCorpus()
    let configuration = fixture.configuration {
      $0.training.precision = precision
      $0.training.maximumSteps = 8
      $0.checkpoints.everySteps = 3
      $0.checkpoints.keep = 9
    }
    for kind in [ObjectiveKind.reward, .selfCritical, .align, .alignEncoder] {
      let folder = try TemporaryFolder()
      let store = CheckpointStore(folder.path)
      let (objective, _) = objective(kind, fixture)
      let whole = try fixture.trainGuided(
        configuration, annotated: corpus, annotatedObjective: objective, store: store)
      let resumed = try fixture.trainGuided(
        configuration, annotated: corpus, annotatedObjective: objective, store: store, resume: store.list()[0])
      #expect(resumed.events.losses == Array(whole.events.losses.dropFirst(3)))
      #expect(resumed.weights == whole.weights)
    }
  }

  @Test func referenceLossesAreThoseOfTheModelOnAnyNumberOfRanks() throws {
    let fixture = try Fixture.shared.get()
    @Sendable func losses(_ communicator: any Communicator, deterministic: Bool = false) throws -> [[Float]] {
      let replica = try fixture.replica(
        fixture.configuration { $0.training.deterministic = deterministic }, communicator)
      return try ReferenceLosses.compute(
        replica.model, fixture.data, microBatchTokens: 2000, shards: replica.shards, communicator)
    }
    let alone = try losses(SoloCommunicator())
    let exact = try losses(SoloCommunicator(), deterministic: true)
    for together in try InProcessGroup(size: 4).run({ try losses($0, deterministic: true) }) {
      #expect(together == exact)
    }
    let model = try fixture.replica(fixture.configuration(), SoloCommunicator()).model
    for position in [0, 11, 39] {
      let direct = model.losses(fixture.data.pack([position], startToken: 0))
      #expect(zip(alone[position], direct).allSatisfy { abs($0 - $1) < 1e-4 })
      #expect(alone[position].count == fixture.data.corpus.samples[position].target.count)
    }
    for together in try InProcessGroup(size: 3).run({ try losses($0) }) {
      #expect(zip(together.joined(), alone.joined()).allSatisfy { abs($0 - $1) < 1e-4 })
    }
  }

  @Test func thePreferenceOfASampleAndItsDerivative() {
    let losses: [Float] = [1, 2.5, 0.3, 4]
    let reference: [Float] = [2, 1, 0.5, 3]
    let carries = [true, false, true, false]
    let (value, derivative) = PreferenceObjective.preference(
      losses, reference: reference, carriesGaze: carries, beta: 1.5)
    // Gains 1, −1.5, 0.2, −1: the gaze tokens gained 0.6, the rest lost 1.25.
    #expect(abs(value - 0.060483) < 1e-5)
    for place in losses.indices {
      var moved = losses
      moved[place] += 1e-2
      let ahead = PreferenceObjective.preference(moved, reference: reference, carriesGaze: carries, beta: 1.5).value
      moved[place] -= 2e-2
      let behind = PreferenceObjective.preference(moved, reference: reference, carriesGaze: carries, beta: 1.5).value
      #expect(abs((ahead - behind) / 2e-2 - derivative[place]) < 1e-4)
    }
    let far = PreferenceObjective.preference([1e4, 0], reference: [0, 0], carriesGaze: [true, false], beta: 5)
    #expect(far.value == 5e4 && far.derivative[0] == 5)
  }

  @Test func aBadlyFittingOutputEarnsLess() throws {
    let fixture = try Fixture.shared.get()
    let corpus = fixture.gazeCorpus()
    let objective = SelfCriticalObjective(
      corpus, settings: RewardSettings(), interval: 2, tokenizer: fixture.tokenizer, seed: 1)
    let sample = corpus.samples[0]
    let rewards = try objective.rewards(
      of: [
        [0] + sample.sample.target, [0] + fixture.tokenizer.encode(sample.words.joined(separator: " ")), [0],
      ], [sample, sample, sample])
    #expect(rewards[0] > rewards[2] && rewards[1] >= 0.5 && rewards[2] < 0.2)
    #expect(rewards.allSatisfy { (0...1).contains($0) })
  }
}
