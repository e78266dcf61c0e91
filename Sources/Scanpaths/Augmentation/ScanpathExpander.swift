import Basics

/// A variant of a recorded scanpath.
package struct ScanpathVariant: Sendable, Equatable {
  package var scanpath: Scanpath
  /// The index of the recorded scanpath in its corpus.
  package var origin: Int
  /// The variant's number, from 1.
  package var number: Int
  /// The changes to the recorded scanpath, counted in events.
  package var changes = ExpansionChanges()
}

/// Counts of the events changed between recorded scanpaths and their variants.
package struct ExpansionChanges: Sendable, Equatable, Codable {
  /// Dropped because the transition to them exceeds the data's percentile.
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

/// Expands a data set with variants of its scanpaths (method, section 2) **(ours)**.
///
/// A variant skips some of the shortest events, moves events to nearby tokens with the same label, inserts tokens that
/// complete a kept pattern, and redraws durations. No transition of a variant spans more lines than the given
/// percentile of the data's transitions: a recorded scanpath is first cut to its longest subsequence within that reach,
/// and a change is made only if it stays within it. Every variant is a function of the seed, the participant, the
/// method and its number.
package struct ScanpathExpander: Sendable {
  package let settings: ExpansionSettings
  /// The widest transition of any variant, in lines.
  package let reachLines: Int
  let corpus: ScanpathSet
  private let completions: [LabelNGram: [UInt8]]
  private let durations: DurationModel?
  /// The events within reach, for each scanpath.
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
      let lines = corpus.events[index].map { tokens[$0.token].line }
      return ReachablePath.longestSubsequence(ofLines: lines, within: reach)
    }
  }

  /// All variants, grouped by scanpath in the order of the corpus.
  package func variants(seed: UInt64) -> [ScanpathVariant] {
    corpus.scanpaths.indices.flatMap { index in
      (0..<max(0, settings.variants)).map { variant($0 + 1, ofScanpath: index, seed: seed) }
    }
  }

  /// One variant.
  ///
  /// - Precondition: `index` is an index into the corpus's scanpaths.
  package func variant(_ number: Int, ofScanpath index: Int, seed: UInt64) -> ScanpathVariant {
    let path = corpus.scanpaths[index]
    let code = corpus.codeOfScanpath[index]
    var draft = VariantDraft(
      events: reachable[index].map { corpus.events[index][$0] }, tokens: corpus.codes[code].tokens,
      ids: corpus.labelIDs[code], reach: reachLines,
      stream: RandomStream(
        seed: seed, purpose: .augmentation, domain: "expansion", path.participant, path.code, number))
    draft.changes.unreachable = corpus.events[index].count - draft.events.count
    draft.skipShortest(share: settings.skippableShare, probability: settings.skipProbability)
    draft.substitute(within: settings.adjacencyLines, probability: settings.substitutionProbability)
    draft.complete(
      completions, within: settings.adjacencyLines, probability: settings.completionProbability, durations: durations)
    if settings.resamplesDurations, let durations { draft.resample(durations) }
    let varied = Scanpath(participant: path.participant, code: path.code, visits: draft.events.flatMap(\.visits))
    return ScanpathVariant(scanpath: varied, origin: index, number: number, changes: draft.changes)
  }
}

/// A variant under construction; every change keeps all transitions within reach.
private struct VariantDraft {
  var events: [GazeEvent]
  let tokens: [LabelledCode.Token]
  let ids: [UInt8]
  let reach: Int
  var stream: RandomStream
  var changes = ExpansionChanges()

  private func isReachable(_ first: Int, _ second: Int) -> Bool {
    lineDistance(tokens[first].line, tokens[second].line) <= reach
  }

  /// Whether a token fits between two visits, either of which may be missing.
  private func fits(_ token: Int, after earlier: Int?, before later: Int?) -> Bool {
    (earlier.map { isReachable($0, token) } ?? true) && (later.map { isReachable(token, $0) } ?? true)
  }

  mutating func skipShortest(share: Double, probability: Double) {
    let candidates = events.indices
      .sorted { (events[$0].durationMilliseconds, $0) < (events[$1].durationMilliseconds, $1) }
      .prefix(share > 0 ? Int(min(share, 1) * Double(events.count)) : 0)
    var isSkipped = [Bool](repeating: false, count: events.count)
    for place in candidates where stream.uniform() < probability {
      let earlier = isSkipped[..<place].lastIndex(of: false)
      let later = isSkipped[(place + 1)...].firstIndex(of: false)
      guard earlier != nil || later != nil else { continue }
      if let earlier, let later, !isReachable(events[earlier].token, events[later].token) { continue }
      isSkipped[place] = true
      changes.skipped += 1
    }
    events = zip(events, isSkipped).filter { !$0.1 }.map { $0.0 }
  }

  mutating func substitute(within lines: Int, probability: Double) {
    for place in events.indices where stream.uniform() < probability {
      let token = events[place].token
      let earlier = place > 0 ? events[place - 1].token : nil
      let later = place + 1 < events.count ? events[place + 1].token : nil
      let candidates = ids.indices.filter { other in
        other != token && ids[other] == ids[token] && lineDistance(tokens[other].line, tokens[token].line) <= lines
          && fits(other, after: earlier, before: later)
      }
      guard let chosen = candidates.randomElement(using: &stream) else { continue }
      events[place] = GazeEvent(token: chosen, durationMilliseconds: events[place].durationMilliseconds)
      changes.substituted += 1
    }
  }

  mutating func complete(
    _ completions: [LabelNGram: [UInt8]], within lines: Int, probability: Double, durations: DurationModel?
  ) {
    var completed: [GazeEvent] = []
    for place in events.indices {
      completed.append(events[place])
      let next = place + 1 < events.count ? events[place + 1].token : nil
      for length in [2, 1] where place + 1 >= length {
        let beginning = LabelNGram(events[(place + 1 - length)...place].map { ids[$0.token] }, at: 0, length: length)
        guard let labels = completions[beginning] else { continue }
        // Where a kept pattern is already complete, nothing is missing.
        if let next, labels.contains(ids[next]) { break }
        guard stream.uniform() < probability else { continue }
        guard let token = nearest(labels, to: events[place].token, before: next, within: lines) else { continue }
        let duration = durations?.sample(for: tokens[token].label, from: &stream) ?? 0
        completed.append(GazeEvent(token: token, durationMilliseconds: duration))
        changes.inserted += 1
        break
      }
    }
    events = completed
  }

  /// The nearest token, within the line limit, of the first label that has one; ties in line distance go to the nearest
  /// token.
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
    for place in events.indices {
      let label = tokens[events[place].token].label
      events[place] = events[place].lasting(durations.sample(for: label, from: &stream))
    }
  }
}
