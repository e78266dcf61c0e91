import Corpus
import Scanpaths
import Syntax
import Tokenization
import Training

/// Adds gaze to the targets of ordinary samples. Targets that are code get pseudo-scanpaths of their own. In targets
/// that are text, words that repeat names of the source take the names' attention, which is recorded if people read the
/// source.
///
/// With EyeMulator's behaviour `artifact`, all target tokens of a sample take one weight instead: the largest of its
/// source tokens' weights.
struct TargetAnnotator {
  private let configuration: TrainingConfiguration
  private let tokenizer: Tokenizer
  private let priors: RunPriors
  private let controls: SignalControls
  /// For each source text without white space, its first reading.
  private let recorded: [String: Recorded]

  private struct Recorded {
    var signal: AttentionSignal
    var code: LabelledCode
    /// The method as its readers saw it.
    var text: String
  }

  init(
    _ configuration: TrainingConfiguration, tokenizer: Tokenizer, priors: RunPriors, controls: SignalControls,
    recorded: [MethodReading], sources: [String: String], methods: [String: LabelledCode]
  ) {
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.priors = priors
    self.controls = controls
    var found: [String: Recorded] = [:]
    for reading in recorded {
      guard let source = sources[reading.signal.code], let code = methods[reading.signal.code] else { continue }
      let text = Self.ink(of: source)
      if found[text] == nil { found[text] = Recorded(signal: reading.signal, code: code, text: source) }
    }
    self.recorded = found
  }

  /// - Throws: `SyntaxError` for code that is too long to parse.
  func gaze(of data: TaskData) throws -> TargetGaze {
    let isPublished = configuration.gaze.behaviour == .artifact
    let isCode = !isPublished && !configuration.gaze.targetLanguage.isEmpty
    let language = try ProgrammingLanguage(
      named: isCode ? configuration.gaze.targetLanguage : configuration.gaze.sourceLanguage)
    let labeller = Labeller(language)
    let generator = priors.generator(configuration.gaze.behaviour)
    let ofPseudo = TokenWeights(
      configuration.objective.weighted, priors: priors.labels, patternCounts: priors.countsOfPseudoPatterns)
    let ofRecorded = TokenWeights(
      configuration.objective.weighted, priors: priors.labels, patternCounts: priors.countsOfRecordedPatterns)

    let texts = isCode ? data.references : data.sources
    var codes: [LabelledCode?] = []
    var signals: [AttentionSignal] = []
    var isRecorded: [Bool] = []
    for (place, text) in texts.enumerated() {
      if !isCode, let known = recorded[Self.ink(of: text)] {
        codes.append(known.code)
        signals.append(known.signal)
        isRecorded.append(true)
        continue
      }
      isRecorded.append(false)
      guard configuration.gaze.pseudoScanpaths else {
        codes.append(nil)
        signals.append(AttentionSignal(code: "", tokens: []))
        continue
      }
      let code = try labeller.label(text, id: "sample-\(data.corpus.samples[place].identifier)")
      codes.append(code)
      // Readings in the annotated set already have the control applied.
      signals.append(AttentionSignal(generator.pseudoScanpath(for: code, seed: configuration.seed), of: code))
    }
    let controlled = controls.applied(to: signals)

    var gaze = TargetGaze()
    for (place, target) in data.references.enumerated() {
      let signal = isRecorded[place] ? signals[place] : controlled[place]
      let weights = isRecorded[place] ? ofRecorded : ofPseudo
      if isPublished {
        appendPublished(weights, signal, codes[place], of: data.corpus.samples[place], data.sources[place], to: &gaze)
        continue
      }
      let kept = data.corpus.samples[place].target.count - 2
      let subwords = tokenizer.encodeWithOffsets(target).byteRanges.prefix(kept)
      let onTarget =
        isCode
        ? SubwordSignal(
          signal, tokenBytes: (codes[place]?.tokens ?? []).map(\.bytes), subwordBytes: subwords)
        : TargetSignals.onText(
          codes[place].map { TargetSignals.names(of: signal, $0) } ?? [:], target: target, subwordBytes: subwords)
      gaze.append(
        weights: weights.weights(of: onTarget),
        carriesGaze: onTarget.weights.map { $0 > 0 })
    }
    return gaze
  }

  /// Adds a sample's target tokens as EyeMulator's published program weights them: all take the largest weight of the
  /// source tokens that carry gaze. Those beyond the length limit do not count, because the model does not see them.
  private func appendPublished(
    _ weights: TokenWeights, _ signal: AttentionSignal, _ code: LabelledCode?, of sample: Sample, _ source: String,
    to gaze: inout TargetGaze
  ) {
    let text = recorded[Self.ink(of: source)]?.text ?? source
    let method = code.flatMap {
      EncodedMethod($0, text: text, source: source, tokenizer: tokenizer, limit: sample.source.count)
    }
    let onSource = method?.signal(signal)
    let largest = onSource.flatMap { onSource in
      zip(weights.weights(of: onSource), onSource.weights).filter { $0.1 > 0 }.map(\.0).max()
    }
    gaze.append(
      weights: Array(repeating: largest ?? 1, count: sample.target.count),
      carriesGaze: Array(repeating: largest != nil, count: sample.target.count))
  }

  private static func ink(of text: String) -> String {
    String(decoding: text.utf8.filter { $0 > 0x20 }, as: UTF8.self)
  }
}
