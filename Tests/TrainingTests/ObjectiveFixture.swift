import Basics
import CodeT5
import Collectives
import Corpus
import Scanpaths
import Tensors

@testable import Training

extension Fixture {
  /// Every third sample of the data with attention on some of its subwords.
  func gazeCorpus(samples count: Int = 12) -> AnnotatedSamples {
    var corpus = AnnotatedSamples()
    for place in 0..<count {
      let position = 3 * place % data.corpus.samples.count
      var sample = data.corpus.samples[position]
      sample.identifier = place
      var random = RandomStream(seed: 21, purpose: .testData, place)
      let inner = sample.source.count - 2
      var turn = 0
      let tokens = (0..<inner).map { subword -> AttentionSignal.Token in
        let isIncluded = subword == 0 || random.uniform() < 0.5
        if isIncluded { turn += 1 }
        return .init(
          weight: isIncluded ? 0.1 + 0.9 * random.uniform() : 0, order: isIncluded ? turn : 0,
          pattern: isIncluded ? Int(random.next() % 3) : 0, label: 1 + Int(random.next() % 20),
          looking: isIncluded ? 100 + 400 * Double(subword % 3) : 0, isFixated: isIncluded)
      }
      let bytes = (0..<inner).map { $0..<$0 + 1 }
      corpus.samples.append(
        AnnotatedSample(
          participant: "p\(place % 4)", method: "m\(position)", sample: sample,
          signal: SubwordSignal(
            AttentionSignal(code: "m\(position)", tokens: tokens), tokenBytes: bytes, subwordBytes: bytes[...]),
          words: IdentifierWords.words(of: data.sources[position]), reference: data.references[position]))
    }
    return corpus
  }

  /// Weights of the data's target tokens, half of them above 1, and which carry gaze.
  func tokenGaze() -> (weights: [[Float]], carriesGaze: [[Bool]]) {
    let carries = data.corpus.samples.map { sample in
      sample.target.indices.map { (7 * sample.identifier + 3 * $0) % 5 < 2 }
    }
    return (carries.map { $0.map { $0 ? 3.7 : 1 } }, carries)
  }

  func preference(_ settings: PreferenceSettings) -> PreferenceObjective {
    let (weights, carries) = tokenGaze()
    return PreferenceObjective(
      data, weights: weights, carriesGaze: carries,
      referenceLosses: data.corpus.samples.map { sample in sample.target.indices.map { 4 + Float($0 % 3) } },
      settings: settings)
  }

  /// Trains with gaze-annotated steps after every two ordinary ones.
  func trainGuided(
    _ configuration: TrainingConfiguration, objective: (any TrainingObjective)? = nil,
    annotated: AnnotatedSamples? = nil,
    annotatedObjective: (any TrainingObjective)? = nil, attention: AttentionEvaluator? = nil,
    _ communicator: any Communicator = SoloCommunicator(), store: CheckpointStore? = nil, resume: String? = nil
  ) throws -> (events: [TrainingEvent], weights: [Float]) {
    let replica = try replica(configuration, communicator)
    var state = TrainingState()
    if let resume, let store {
      state = try store.load(resume, model: replica.model, optimizer: replica.optimizer).state
    }
    let log = EventLog()
    var gazeSettings = GazeConfiguration()
    gazeSettings.interval = 2
    gazeSettings.batchSamples = 5
    let gaze = try annotated.map { corpus in
      try GazeSteps(
        corpus, gazeSettings, microBatchTokens: configuration.batch.microBatchTokens, seed: configuration.seed,
        objective: annotatedObjective ?? SupervisedObjective { corpus.pack($0, startToken: $1) })
    }
    var parts = TrainerParts(
      data: data, evaluator: Evaluator(data, task: .pairs, tokenizer: tokenizer, microBatchTokens: 512),
      checkpoints: RankZeroCheckpoints(
        store, keep: configuration.checkpoints.keep, configuration: "", tokenizer: tokenizer, originalFields: nil),
      objective: objective)
    parts.gaze = gaze
    parts.attention = attention
    parts.sinks = [log]
    let trainer = try Trainer(configuration, replica: replica, parts: parts, state: state)
    try trainer.run()
    return (log.events, Array(replica.model.weights.buffer))
  }
}

extension [TrainingEvent] {
  var gazeSteps: [TrainingEvent.Step] { compactMap { if case .gazeStep(let step) = $0 { step } else { nil } } }
  var steps: [TrainingEvent.Step] { compactMap { if case .step(let step) = $0 { step } else { nil } } }
}
