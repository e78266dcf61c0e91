import Basics
import CodeMetrics
import CodeT5
import Collectives
import Corpus
import Foundation
import Syntax
import Tokenization

/// Measures a model on a data set, with the work distributed over the ranks.
package struct Evaluator {
  package let data: TaskData
  package let task: LearningTask
  package let tokenizer: Tokenizer
  /// Most tokens (source plus target) that a rank processes at once.
  package let microBatchTokens: Int
  /// The programming language of the targets, for CodeBLEU; nil for none.
  package let language: ProgrammingLanguage?

  package init(
    _ data: TaskData, task: LearningTask, tokenizer: Tokenizer, microBatchTokens: Int,
    language: ProgrammingLanguage? = nil
  ) {
    self.language = language
    self.data = data
    self.task = task
    self.tokenizer = tokenizer
    self.microBatchTokens = microBatchTokens
  }

  /// The mean loss over all target tokens, the same on every rank.
  package func loss(_ model: CodeT5Model, _ communicator: any Communicator) throws -> Double {
    var sums = [0.0, 0.0]
    for positions in shard(Array(data.corpus.samples.indices), communicator).microBatches {
      let batch = data.pack(positions, startToken: model.configuration.decoderStartToken)
      sums[0] += model.losses(batch).reduce(0) { $0 + Double($1) }
      sums[1] += Double(batch.targetTokenCount)
    }
    try communicator.allReduce(&sums)
    return sums[0] / max(sums[1], 1)
  }

  /// Outputs for the first `count` samples, in their order, on rank 0; an empty array on other ranks.
  package func predictions(
    _ model: CodeT5Model, count: Int, _ options: GenerationSettings, _ communicator: any Communicator,
    progress: (Int) -> Void = { _ in }
  ) throws -> [String] {
    struct Prediction: Codable {
      var position: Int
      var text: String
    }
    let chosen = Array(data.corpus.samples.indices.prefix(count))
    let mine = shard(chosen, communicator).samples
    var completed = 0
    let outputs = model.generate(mine.map { data.corpus.samples[$0].source }, options) {
      completed += 1
      progress(completed)
    }
    let local = zip(mine, outputs).map { position, ids in
      Prediction(position: position, text: tokenizer.decode(ids, skippingSpecialTokens: true))
    }
    let gathered = try communicator.gather(Array(JSONEncoder().encode(local)), to: 0)
    guard communicator.rank == 0 else { return [] }
    let all = try gathered.flatMap { try JSONDecoder().decode([Prediction].self, from: Data($0)) }
    return all.sorted { $0.position < $1.position }.map(\.text)
  }

  /// The request to score predictions for the first samples.
  package func request(_ predictions: [String]) -> ScoringRequest {
    ScoringRequest(
      task: task, language: language, references: Array(data.references.prefix(predictions.count)),
      predictions: predictions)
  }

  private func shard(_ positions: [Int], _ communicator: any Communicator) -> RankShard {
    let lengths = data.corpus.lengths
    return GlobalBatch(samples: positions, lengths: lengths).shards(
      ranks: communicator.size, lengths: lengths, microBatchTokens: microBatchTokens)[communicator.rank]
  }
}
