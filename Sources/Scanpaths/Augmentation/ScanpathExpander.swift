import Basics

/// A scanpath made from a recorded one.
package struct ScanpathVariant: Sendable, Equatable {
  package var scanpath: Scanpath
  /// The place of the recorded scanpath in its corpus.
  package var origin: Int
  /// From 1.
  package var number: Int
  /// What was done to the recorded one, in visits.
  package var changes = ExpansionChanges()
}

/// Visits changed on the way from recorded scanpaths to their variants.
package struct ExpansionChanges: Sendable, Equatable, Codable {
  /// Left out because the transition to them is wider than the data's percentile allows.
  package var unreachable = 0
  package var skipped = 0
  package var substituted = 0
  package var inserted = 0

  static func += (sum: inout ExpansionChanges, other: ExpansionChanges) {
    sum.unreachable += other.unreachable
    sum.skipped += other.skipped
    sum.substituted += other.substituted
    sum.inserted += other.inserted
  }
}

/// Expands a data set by variants of its scanpaths (method, section 2) **(ours)**.
///
/// A variant skips some of the shortest visits, moves visits to other tokens of the same label nearby, inserts tokens
/// that complete a kept pattern and draws durations anew. No transition of a variant spans more lines than the given
/// percentile of the data's transitions: a recorded scanpath is first cut to its longest subsequence within that reach,
/// and each change is made only where it stays within. Every variant is a function of the seed, the participant, the
/// method and its number.
package struct ScanpathExpander: Sendable {
  package let settings: ExpansionSettings
  /// The widest transition of any variant, in lines.
  package let reachLines: Int
  let corpus: ScanpathSet
  private let completions: [LabelNGram: [UInt8]]
  private let durations: DurationModel?
  /// For each scanpath the visits within reach.
  private let reachable: [[Int]]

  package init(
    corpus: ScanpathSet, patterns: PatternTable, settings: ExpansionSettings = ExpansionSettings()
  ) {
    self.corpus = corpus
    self.settings = settings
    let reach = ReachablePath.span(covering: settings.reachPercentile, of: corpus.transitionLineSpans())
    reachLines = reach
    completions = patterns.completions
    durations = DurationModel(corpus: corpus)
    reachable = corpus.scanpaths.indices.map { index in
      let tokens = corpus.code(ofScanpath: index).tokens
      let lines = corpus.scanpaths[index].visits.map { tokens[$0.token].line }
      return ReachablePath.longestSubsequence(ofLines: lines, within: reach)
    }
  }

  /// All variants: those of the first scanpath, of the second, and so on.
  package func variants(seed: UInt64) -> [ScanpathVariant] {
    corpus.scanpaths.indices.flatMap { index in
      (0..<max(0, settings.variants)).map { variant($0 + 1, ofScanpath: index, seed: seed) }
    }
  }

  /// One variant.
  ///
  /// - Precondition: `index` is a place in the corpus's scanpaths.
  package func variant(_ number: Int, ofScanpath index: Int, seed: UInt64) -> ScanpathVariant {
    let path = corpus.scanpaths[index]
    let code = corpus.codeOfScanpath[index]
    var draft = VariantDraft(
      visits: reachable[index].map { path.visits[$0] }, tokens: corpus.codes[code].tokens,
      ids: corpus.labelIDs[code], reach: reachLines,
      stream: RandomStream(
        seed: seed, purpose: .augmentation, domain: "expansion", path.participant, path.code, number))
    draft.changes.unreachable = path.visits.count - draft.visits.count
    draft.skipShortest(share: settings.skippableShare, probability: settings.skipProbability)
    draft.substitute(within: settings.adjacencyLines, probability: settings.substitutionProbability)
    draft.complete(
      completions, within: settings.adjacencyLines, probability: settings.completionProbability, durations: durations)
    if settings.resamplesDurations, let durations { draft.resample(durations) }
    let varied = Scanpath(participant: path.participant, code: path.code, visits: draft.visits)
    return ScanpathVariant(scanpath: varied, origin: index, number: number, changes: draft.changes)
  }
}

/// A variant in the making; every change keeps all transitions within reach.
private struct VariantDraft {
  var visits: [Scanpath.Visit]
  let tokens: [LabelledCode.Token]
  let ids: [UInt8]
  let reach: Int
  var stream: RandomStream
  var changes = ExpansionChanges()

  private func isReachable(_ first: Int, _ second: Int) -> Bool {
    lineDistance(tokens[first].line, tokens[second].line) <= reach
  }

  /// Whether a token can stand between two visits, either of which may be missing.
  private func fits(_ token: Int, after earlier: Int?, before later: Int?) -> Bool {
    (earlier.map { isReachable($0, token) } ?? true) && (later.map { isReachable(token, $0) } ?? true)
  }

  mutating func skipShortest(share: Double, probability: Double) {
    let candidates = visits.indices
      .sorted { (visits[$0].durationMilliseconds, $0) < (visits[$1].durationMilliseconds, $1) }
      .prefix(share > 0 ? Int(min(share, 1) * Double(visits.count)) : 0)
    var isSkipped = [Bool](repeating: false, count: visits.count)
    for place in candidates where stream.uniform() < probability {
      let earlier = isSkipped[..<place].lastIndex(of: false)
      let later = isSkipped[(place + 1)...].firstIndex(of: false)
      guard earlier != nil || later != nil else { continue }
      if let earlier, let later, !isReachable(visits[earlier].token, visits[later].token) { continue }
      isSkipped[place] = true
      changes.skipped += 1
    }
    visits = zip(visits, isSkipped).filter { !$0.1 }.map { $0.0 }
  }

  mutating func substitute(within lines: Int, probability: Double) {
    for place in visits.indices where stream.uniform() < probability {
      let token = visits[place].token
      let earlier = place > 0 ? visits[place - 1].token : nil
      let later = place + 1 < visits.count ? visits[place + 1].token : nil
      let candidates = ids.indices.filter { other in
        other != token && ids[other] == ids[token] && lineDistance(tokens[other].line, tokens[token].line) <= lines
          && fits(other, after: earlier, before: later)
      }
      guard let chosen = candidates.randomElement(using: &stream) else { continue }
      visits[place].token = chosen
      changes.substituted += 1
    }
  }

  mutating func complete(
    _ completions: [LabelNGram: [UInt8]], within lines: Int, probability: Double, durations: DurationModel?
  ) {
    var completed: [Scanpath.Visit] = []
    for place in visits.indices {
      completed.append(visits[place])
      let next = place + 1 < visits.count ? visits[place + 1].token : nil
      for length in [2, 1] where place + 1 >= length {
        let beginning = LabelNGram(visits[(place + 1 - length)...place].map { ids[$0.token] }, at: 0, length: length)
        guard let labels = completions[beginning] else { continue }
        // Where any kept pattern is complete already, nothing is missing.
        if let next, labels.contains(ids[next]) { break }
        guard stream.uniform() < probability else { continue }
        guard let token = nearest(labels, to: visits[place].token, before: next, within: lines) else { continue }
        let duration = durations?.sample(for: tokens[token].label, from: &stream) ?? 0
        completed.append(Scanpath.Visit(token: token, durationMilliseconds: duration))
        changes.inserted += 1
        break
      }
    }
    visits = completed
  }

  /// The nearest token with the first label that has one within the lines; of equally near lines the nearest token.
  private func nearest(_ labels: [UInt8], to token: Int, before next: Int?, within lines: Int) -> Int? {
    for label in labels {
      let candidates = ids.indices.filter { other in
        other != token && ids[other] == label && lineDistance(tokens[other].line, tokens[token].line) <= lines
          && fits(other, after: token, before: next)
      }
      let nearest = candidates.min { first, second in
        (lineDistance(tokens[first].line, tokens[token].line), abs(first - token), first)
          < (lineDistance(tokens[second].line, tokens[token].line), abs(second - token), second)
      }
      if let nearest { return nearest }
    }
    return nil
  }

  mutating func resample(_ durations: DurationModel) {
    for place in visits.indices {
      let label = tokens[visits[place].token].label
      visits[place].durationMilliseconds = durations.sample(for: label, from: &stream)
    }
  }
}
