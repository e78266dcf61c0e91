import Basics
import Foundation
import Planning
import Runs
import Training

/// The report of a dry run, as text or as one JSON object.
struct DryRunReport {
  private let configuration: TrainingConfiguration
  private let forecast: RunForecast
  private let surroundings: Surroundings
  private let annotated: Int
  private let heldOut: Int

  init(_ rehearsal: RunRehearsal, _ forecast: RunForecast, _ surroundings: Surroundings) {
    configuration = rehearsal.configuration
    (self.forecast, self.surroundings) = (forecast, surroundings)
    (annotated, heldOut) = (rehearsal.annotated.count, rehearsal.heldOut)
  }

  /// What is likely to go wrong, or not to do what was meant.
  var warnings: [String] {
    let memory = forecast.memory
    let data = forecast.data[0]
    let candidates: [(isTrue: Bool, text: String)] = [
      (
        surroundings.isTaken,
        "\(configuration.output) already holds a run's checkpoints: train with --resume auto, or set another output"
      ),
      (
        memory.firstRank > surroundings.availableMemory,
        "rank 0 needs about \(MemoryLimit.text(memory.firstRank)) of memory, and this process may use "
          + "\(MemoryLimit.text(surroundings.availableMemory)): see docs/performance.md, \"Memory\""
      ),
      (
        forecast.disk.total > surroundings.freeDisk,
        "the checkpoints need up to \(MemoryLimit.text(forecast.disk.total)), and \(configuration.output) is on a disk "
          + "with \(MemoryLimit.text(surroundings.freeDisk)) free"
      ),
      (
        !forecast.time.measured.loss.isFinite,
        "the loss of the first samples is not a finite number: the weights hold NaN or overflow"
      ),
      (
        configuration.schedule.warmupSteps >= forecast.length.steps,
        "schedule.warmup_steps is \(configuration.schedule.warmupSteps), and the run has \(forecast.length.steps) steps: "
          + "the learning rate never reaches its peak"
      ),
      (
        forecast.model.origin == .checkpoint && configuration.optimizer.learningRate >= Self.highRate,
        "optimizer.learning_rate is \(configuration.optimizer.learningRate), a rate for training from scratch; "
          + "CodeT5 was fine-tuned with 5e-5"
      ),
      (
        annotated > 0 && configuration.gaze.interval > 0 && forecast.length.gazeSteps == 0,
        "gaze.interval is \(configuration.gaze.interval), and the run has \(forecast.length.steps) steps: "
          + "no gaze-annotated batch is reached"
      ),
      (
        Double(max(data.truncatedSources, data.truncatedTargets)) > Self.muchCut * Double(data.samples),
        "\(data.truncatedSources) sources and \(data.truncatedTargets) targets of \(data.samples) training samples are "
          + "cut: see data.limits"
      ),
    ]
    return candidates.filter(\.isTrue).map(\.text)
  }

  /// Learning rates from here on are usual only for random initial weights.
  private static let highRate: Float = 5e-4
  /// The share of cut samples that is worth a warning.
  private static let muchCut = 0.2
}

// MARK: Text

extension DryRunReport {
  var lines: [String] {
    [
      ("run", runText), ("output", configuration.output + (surroundings.isTaken ? ", which has checkpoints" : "")),
      ("", ""),
    ].map(Self.line) + [dataTable, ""]
      + ([
        ("model", modelText), ("shape", shapeText), ("", ""), ("steps", stepsText), ("tokens", tokensText),
      ] + gazeTexts + [
        ("validations", "\(forecast.length.validations), \(outputsText)"), ("memory", memoryText), ("disk", diskText),
        ("time", timeText), ("", measuredText),
      ]).map(Self.line)
  }

  private static func line(_ label: String, _ text: String) -> String {
    text.isEmpty ? "" : label.padding(toLength: 13, withPad: " ", startingAt: 0) + text
  }

  private var runText: String {
    "\(configuration.name), task \(configuration.task.rawValue), objective \(configuration.objective.kind.rawValue), "
      + "seed \(configuration.seed)"
  }

  private var dataTable: String {
    let limits = configuration.data.limits
    var table = TextTable(
      header: [
        "data", "samples", "source tokens", "longest", "cut to \(limits.source)", "target tokens", "longest",
        "cut to \(limits.target)", "empty targets", "skipped lines",
      ], numeric: Set(1..<10))
    table.rows = forecast.data.map { set in
      [
        set.name, "\(set.samples)", "\(set.sourceTokens)", "\(set.longestSource)", "\(set.truncatedSources)",
        "\(set.targetTokens)", "\(set.longestTarget)", "\(set.truncatedTargets)", "\(set.emptyTargets)",
        "\(set.skippedLines)",
      ]
    }
    return table.rendered(.table)
  }

  private var modelText: String {
    let model = forecast.model
    let origin =
      model.origin == .checkpoint ? "from the checkpoint \(model.checkpoint)" : "from scratch, as model.shape says"
    return "\(model.parameters) parameters, \(origin)"
  }

  private var shapeText: String {
    let shape = forecast.model.shape
    return "width \(shape.modelWidth), \(shape.heads) heads of \(shape.headWidth), feed-forward "
      + "\(shape.feedForwardWidth) (\(shape.feedForward.rawValue)), \(shape.encoderLayers) encoder and "
      + "\(shape.decoderLayers) decoder layers, vocabulary \(forecast.model.vocabulary), dropout \(shape.dropout)"
      + (shape.tiesWordEmbeddings ? "" : ", separate output layer")
  }

  private var stepsText: String {
    let length = forecast.length
    let epochs = length.epochs == length.epochs.rounded() ? "\(Int(length.epochs))" : length.epochs.decimals()
    let patience = configuration.validation.patience
    return "\(length.steps): \(epochs) epochs of about \(length.stepsInFirstEpoch) steps"
      + (patience > 0 ? "; fewer if \(patience) validations in a row bring no improvement" : "")
  }

  private var tokensText: String {
    "\(forecast.tokensPerStep.decimals(0)) in a step on average, \(forecast.length.tokens) in all"
  }

  private var gazeTexts: [(String, String)] {
    guard annotated + heldOut > 0 else { return [] }
    let batches =
      forecast.length.gazeSteps > 0
      ? "\(forecast.length.gazeSteps) gaze-annotated batches of \(configuration.gaze.batchSamples), one after every "
        + "\(configuration.gaze.interval) steps" : "no gaze-annotated batch"
    return [("gaze", "\(annotated) annotated samples, \(heldOut) held out; \(batches)")]
  }

  private var outputsText: String {
    let settings = configuration.validation
    let count = min(settings.generatedSamples, forecast.data[1].samples)
    let beams = settings.generation.beams
    return count == 0
      ? "of the loss alone"
      : "each with \(count) generated outputs (\(beams == 1 ? "greedy" : "\(beams) beams"))"
  }

  private var memoryText: String {
    let memory = forecast.memory
    let others = forecast.ranks > 1 ? ", \(MemoryLimit.text(memory.otherRank)) for each of the others" : ""
    return
      "about \(MemoryLimit.text(memory.firstRank)) for \(forecast.ranks > 1 ? "rank 0" : "the only rank")\(others); "
      + "\(MemoryLimit.text(surroundings.availableMemory)) available here"
  }

  private var diskText: String {
    let disk = forecast.disk
    return "up to \(disk.checkpoints) checkpoints of \(MemoryLimit.text(disk.checkpoint)), "
      + "\(MemoryLimit.text(disk.total)); \(MemoryLimit.text(surroundings.freeDisk)) free"
  }

  private var timeText: String {
    let time = forecast.time
    let test = time.test > 0 ? ", the test \(DurationText.of(time.test))" : ""
    return
      "about \(DurationText.of(time.total)): steps of \(DurationText.of(time.step)), \(DurationText.of(time.training)) "
      + "of training, each validation \(DurationText.of(time.validation))\(test)"
  }

  private var measuredText: String {
    let (measured, ranks) = (forecast.time.measured, forecast.ranks)
    let steps = "\(measured.steps) step\(measured.steps == 1 ? "" : "s")"
    return
      "measured now: \(steps) of \(measured.tokens) tokens (\(measured.samples) sample\(measured.samples == 1 ? "" : "s")) "
      + "with \(ranks) "
      + "rank\(ranks == 1 ? "" : "s") of \(forecast.threads) thread\(forecast.threads == 1 ? "" : "s"), "
      + "\(DurationText.of(measured.seconds)) each, loss \(measured.loss.decimals(3)); the rest is computed from the "
      + "tokens"
  }
}

/// A duration for people: `0.4 s`, `12 s`, `5 min`, `2 h 5 min`, `3 d 4 h`.
enum DurationText {
  static func of(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e12 else { return "–" }
    switch seconds {
    case ..<0.01: return "\((1000 * seconds).decimals(1)) ms"
    case ..<10: return "\(seconds.decimals(seconds < 1 ? 2 : 1)) s"
    case ..<99.5: return "\(seconds.decimals(0)) s"
    case ..<(3570): return "\((seconds / 60).decimals(0)) min"
    case ..<172_800:
      let minutes = Int((seconds / 60).rounded())
      return "\(minutes / 60) h \(minutes % 60) min"
    default:
      let hours = Int((seconds / 3600).rounded())
      return "\(hours / 24) d \(hours % 24) h"
    }
  }
}

// MARK: JSON

extension DryRunReport: Encodable {
  private enum CodingKeys: String, CodingKey {
    case name, task, objective, seed, output, limits, warnings
    case outputIsTaken = "output_is_taken"
    case gazeSamples = "gaze_samples"
    case heldOutSamples = "held_out_gaze_samples"
    case availableMemory = "available_memory_bytes"
    case freeDisk = "free_disk_bytes"
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(configuration.name, forKey: .name)
    try values.encode(configuration.task, forKey: .task)
    try values.encode(configuration.objective.kind, forKey: .objective)
    try values.encode(configuration.seed, forKey: .seed)
    try values.encode(configuration.output, forKey: .output)
    try values.encode(surroundings.isTaken, forKey: .outputIsTaken)
    try values.encode(
      ["source": configuration.data.limits.source, "target": configuration.data.limits.target], forKey: .limits)
    try values.encode(annotated, forKey: .gazeSamples)
    try values.encode(heldOut, forKey: .heldOutSamples)
    try values.encode(surroundings.availableMemory, forKey: .availableMemory)
    try values.encode(surroundings.freeDisk, forKey: .freeDisk)
    try values.encode(warnings, forKey: .warnings)
    try forecast.encode(to: encoder)
  }
}
