import Scanpaths
import Tokenization

/// One reading of a method: who read it, and what of it.
package struct MethodReading: Sendable {
  package var participant: String
  package var signal: AttentionSignal

  package init(participant: String, signal: AttentionSignal) {
    self.participant = participant
    self.signal = signal
  }
}

/// Joins readings of methods with what a model is to make of these methods.
package struct AnnotatedSamplesBuilder {
  private let methods: [String: LabelledCode]
  private let sources: [String: String]
  private let targets: GazeTargets
  private let tokenizer: Tokenizer
  private let limits: LengthLimits
  private var prepared: [String: Prepared] = [:]

  /// - Parameters:
  ///   - methods: by identifier.
  ///   - sources: the text of each method as its readers saw it.
  package init(
    methods: [String: LabelledCode], sources: [String: String], targets: GazeTargets, tokenizer: Tokenizer,
    limits: LengthLimits
  ) {
    self.methods = methods
    self.sources = sources
    self.targets = targets
    self.tokenizer = tokenizer
    self.limits = limits
  }

  /// A method's encoded sides.
  private struct Prepared {
    var encoded: EncodedMethod
    var target: [Int32]
    var reference: String
  }

  private enum Obstacle: Error { case noTarget, differentText }

  /// The samples in the order of the readings; those that fit nothing are counted by the reason.
  package mutating func corpus(of readings: [MethodReading]) -> AnnotatedSamples {
    var corpus = AnnotatedSamples()
    for reading in readings {
      corpus.account.readings += 1
      guard reading.signal.includedCount > 0 else {
        corpus.account.withoutAttention += 1
        continue
      }
      switch prepare(reading.signal.code) {
      case .failure(.noTarget): corpus.account.withoutTarget += 1
      case .failure(.differentText): corpus.account.differentText += 1
      case .success(let method): add(reading, method, to: &corpus)
      }
    }
    return corpus
  }

  private func add(_ reading: Reading, _ method: Prepared, to corpus: inout AnnotatedSamples) {
    let signal = method.encoded.signal(reading.signal)
    guard !signal.isEmpty else {
      corpus.account.attentionCutOff += 1
      return
    }
    let included = reading.signal.includedCount
    let there = Set(zip(signal.tokens, signal.weights).filter { $0.1 > 0 }.map(\.0)).count
    corpus.account.samples += 1
    corpus.account.everythingAttended += included == reading.signal.tokens.count ? 1 : 0
    corpus.account.attendedTokens += included
    corpus.account.attendedTokensCutOff += included - there
    corpus.samples.append(
      AnnotatedSample(
        participant: reading.participant, method: reading.signal.code,
        sample: Sample(identifier: corpus.samples.count, source: method.encoded.source, target: method.target),
        signal: signal, words: words(of: reading.signal), reference: method.reference))
  }

  private func words(of signal: AttentionSignal) -> [String] {
    guard let code = methods[signal.code] else { return [] }
    var seen: Set<String> = []
    return zip(signal.tokens, code.tokens).filter { $0.0.isIncluded && $0.1.label != .comment }
      .flatMap { IdentifierWords.words(of: $0.1.text) }.filter { seen.insert($0).inserted }
  }

  private mutating func prepare(_ id: String) -> Result<Prepared, Obstacle> {
    if let known = prepared[id] { return .success(known) }
    guard let row = targets.rows[id], let code = methods[id], let text = sources[id] else {
      return .failure(.noTarget)
    }
    guard
      let encoded = EncodedMethod(
        code, text: text, source: row.source ?? text, tokenizer: tokenizer, limit: limits.source)
    else { return .failure(.differentText) }
    let method = Prepared(
      encoded: encoded, target: tokenizer.encodeSequence(row.target, maximalLength: limits.target).ids,
      reference: row.target)
    prepared[id] = method
    return .success(method)
  }
}
