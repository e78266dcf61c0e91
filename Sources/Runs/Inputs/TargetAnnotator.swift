import Corpus
import Scanpaths
import Syntax
import Tokenization
import Training

/// Puts gaze on the targets of ordinary samples. Targets that are code take pseudo-scanpaths of their own; the words of
/// targets that are text take the attention of the source's names that they repeat, recorded where the source was read by
/// people.
struct TargetAnnotator {
  private let configuration: TrainingConfiguration
  private let tokenizer: Tokenizer
  private let priors: RunPriors
  private let controls: SignalControls
  /// For each source text without its white space the first reading of it.
  private let recorded: [String: (signal: AttentionSignal, code: LabelledCode)]

  init(
    _ configuration: TrainingConfiguration, tokenizer: Tokenizer, priors: RunPriors, controls: SignalControls,
    recorded: [MethodReading], sources: [String: String], methods: [String: LabelledCode]
  ) {
    self.configuration = configuration
    self.tokenizer = tokenizer
    self.priors = priors
    self.controls = controls
    var found: [String: (AttentionSignal, LabelledCode)] = [:]
    for reading in recorded {
      guard let source = sources[reading.signal.code], let code = methods[reading.signal.code] else { continue }
      let text = Self.ink(of: source)
      if found[text] == nil { found[text] = (reading.signal, code) }
    }
    self.recorded = found
  }

  /// - Throws: `SyntaxError` for code that is too long to parse.
  func gaze(of data: TaskData) throws -> TargetGaze {
    let isCode = !configuration.gaze.targetLanguage.isEmpty
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
      // Readings in the annotated set have been through the control already.
      signals.append(AttentionSignal(generator.pseudoScanpath(for: code, seed: configuration.seed), of: code))
    }
    let controlled = controls.applied(to: signals)

    var gaze = TargetGaze()
    for (place, target) in data.references.enumerated() {
      let signal = isRecorded[place] ? signals[place] : controlled[place]
      let kept = data.corpus.samples[place].target.count - 2
      let subwords = tokenizer.encodeWithOffsets(target).byteRanges.prefix(kept)
      let onTarget =
        isCode
        ? SubwordSignal(
          signal, tokenBytes: (codes[place]?.tokens ?? []).map(\.bytes), subwordBytes: subwords)
        : TargetSignals.onText(
          codes[place].map { TargetSignals.names(of: signal, $0) } ?? [:], target: target, subwordBytes: subwords)
      gaze.append(
        weights: (isRecorded[place] ? ofRecorded : ofPseudo).weights(of: onTarget),
        carriesGaze: onTarget.weights.map { $0 > 0 })
    }
    return gaze
  }

  private static func ink(of text: String) -> String {
    String(decoding: text.utf8.filter { $0 > 0x20 }, as: UTF8.self)
  }
}
