import Basics
import CodeMetrics
import CodeT5
import Collectives
import Corpus
import Foundation
import Syntax
import Tensors
import Tokenization
import Training

/// Evaluates a model on a test set: loss, generated outputs and their metrics. Every rank calls this.
package struct Evaluation {
  package var model: String
  package var tokenizer: String
  package var task: LearningTask
  package var files: DataFiles
  package var data = DataConfiguration()
  package var generation = GenerationSettings()
  /// Number of samples to generate outputs for; 0 for all.
  package var samples = 0
  package var threads = 1
  /// One that the processor supports.
  package var precision = Precision.fp32
  /// The programming language of the targets, for CodeBLEU.
  package var language: ProgrammingLanguage?

  package init(model: String, tokenizer: String, task: LearningTask, files: DataFiles) {
    self.model = model
    self.tokenizer = tokenizer
    self.task = task
    self.files = files
  }

  package struct Outcome: Codable, Sendable {
    package var samples: Int
    package var loss: Double
    package var scores: [String: Double]
    /// The task's BLEU with the source as the output: the baseline that a model must beat.
    package var copyBleu: Double
    /// The scores of outputs that know nothing of the code; nil unless CodeBLEU is computed and most references are
    /// text.
    package var floors: MetricFloors?
    package var seconds: Double
    package var predictions: [String]
    package var references: [String]
    /// What was cut, and which targets are empty.
    package var statistics: CorpusStatistics

    package enum CodingKeys: String, CodingKey {
      case samples, loss, scores, floors, seconds, predictions, references, statistics
      case copyBleu = "copy_bleu"
    }
  }

  /// The outcome on rank 0; nil on other ranks.
  package func run(_ communicator: any Communicator) throws -> Outcome? {
    let clock = ContinuousClock()
    let begin = clock.now
    let (evaluator, model) = try communicator.together { try load() }
    let loss = try evaluator.loss(model, communicator)
    let count = samples > 0 ? samples : evaluator.data.corpus.samples.count
    let progress = ProgressWriter()
    let predictions = try evaluator.predictions(model, count: count, generation, communicator) { done in
      guard communicator.rank == 0 else { return }
      progress.update { elapsed in
        ProgressLine(
          label: "generating", completed: done, total: (count + communicator.size - 1) / communicator.size,
          elapsed: elapsed, unit: "outputs")
      }
    }
    progress.finish()
    guard communicator.rank == 0 else { return nil }
    let references = Array(evaluator.data.references.prefix(predictions.count))
    let sources = Array(evaluator.data.sources.prefix(predictions.count))
    let copies = ScoringRequest(task: task, references: references, predictions: sources)
    let request = evaluator.request(predictions)
    return Outcome(
      samples: predictions.count, loss: loss, scores: try DirectScorer().scores(of: request).scores,
      copyBleu: try copies.bleu(), floors: try floors(request),
      seconds: (clock.now - begin).seconds, predictions: predictions, references: references,
      statistics: evaluator.data.corpus.statistics)
  }

  /// For CodeBLEU on text, the scores of outputs that know nothing of the code.
  private func floors(_ request: ScoringRequest) throws -> MetricFloors? {
    guard request.mayBeText, let language = request.language, !request.references.isEmpty,
      task == .summarization || ReferenceParsing(request.references, as: language).isMostlyText
    else { return nil }
    return try request.floors(threads: threads)
  }

  private func load() throws -> (Evaluator, CodeT5Model) {
    for path in [model, self.tokenizer] { try ModelFolder.require(path) }
    let tokenizer = try Tokenizer(directory: self.tokenizer)
    let directory = try PretrainedDirectory(loading: model)
    try TrainingError.requireFit(tokenizer, directory.configuration, path: self.tokenizer)
    let taskData = try TaskData(
      files.taskFiles(task), tokenizer: tokenizer, limits: data.limits, maximumBadLines: data.maximumBadLines)
    let model = CodeT5Model(
      directory.architecture, weights: directory.weights,
      context: ComputeContext(threads: threads, precision: precision))
    return (Evaluator(taskData, task: task, tokenizer: tokenizer, microBatchTokens: 4096, language: language), model)
  }
}
