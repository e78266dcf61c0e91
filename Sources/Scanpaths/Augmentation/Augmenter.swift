/// Augments F to F★ (docs/method.md, section 2): adjacency expansion, k-gram patterns, positional order.
///
/// ```swift
/// import Scanpaths
///
/// let code = try Labeller(.java).label("int twice(int n) { return 2 * n; }", id: "twice")
/// let visits = [Scanpath.Visit(token: 1, durationMilliseconds: 240), Scanpath.Visit(token: 4, durationMilliseconds: 180)]
/// let scanpath = Scanpath(participant: "P1", code: "twice", visits: visits)
/// let corpus = try ScanpathSet(codes: [code], scanpaths: [scanpath])
/// for path in Augmenter(corpus: corpus).augment(corpus) {
///   for (token, gaze) in zip(code.tokens, path.tokens) where gaze.isIncluded { print(token.text, gaze.weight) }
/// }
/// ```
public struct Augmenter: Sendable {
  /// The settings of the augmentation.
  public let settings: AugmentationSettings
  /// The kept label patterns.
  public let patterns: PatternTable

  /// Creates an augmenter with the patterns of another corpus, such as the training set.
  public init(patterns: PatternTable, settings: AugmentationSettings = AugmentationSettings()) {
    self.settings = settings
    self.patterns = patterns
  }

  /// Creates an augmenter with the patterns of the corpus itself.
  public init(corpus: ScanpathSet, settings: AugmentationSettings = AugmentationSettings()) {
    self.init(patterns: PatternTable(corpus: corpus, keeping: settings.keptPatterns), settings: settings)
  }

  /// F★ of every scanpath, in the corpus's order.
  ///
  /// - Complexity: O(visits + fixated tokens × tokens of the label).
  public func augment(_ corpus: ScanpathSet) -> [AugmentedScanpath] {
    let groups = corpus.labelIDs.map(Self.tokensOfLabel)
    return corpus.scanpaths.indices.map { augment($0, of: corpus, groups: groups[corpus.codeOfScanpath[$0]]) }
  }

  /// F★ of one scanpath.
  ///
  /// - Precondition: `index` is an index into `corpus.scanpaths`.
  /// - Complexity: O(visits + fixated tokens × tokens of the label).
  public func augment(_ index: Int, of corpus: ScanpathSet) -> AugmentedScanpath {
    augment(index, of: corpus, groups: Self.tokensOfLabel(corpus.labelIDs[corpus.codeOfScanpath[index]]))
  }

  private func augment(_ index: Int, of corpus: ScanpathSet, groups: [[Int]]) -> AugmentedScanpath {
    let events = corpus.events[index]
    let code = corpus.code(ofScanpath: index)
    let ids = corpus.labelIDs[corpus.codeOfScanpath[index]]
    var tokens = Self.fixated(events, tokenCount: code.tokens.count)
    for (event, pattern) in zip(events, patterns.ids(in: events.map { ids[$0.token] })) where pattern > 0 {
      let longest = patterns.entries[pattern - 1].labels.length
      for visit in event.visits where ids[visit.token] == ids[event.token] {
        let held = tokens[visit.token].pattern
        let heldLength = held == 0 ? 0 : patterns.entries[held - 1].labels.length
        if longest > heldLength || (longest == heldLength && pattern < held) { tokens[visit.token].pattern = pattern }
      }
    }
    // In reading order, so the earliest event within reach is the one that adds a token.
    for (place, event) in events.enumerated() {
      for visit in event.visits where tokens[visit.token].order == place + 1 {
        let line = code.tokens[visit.token].line
        for other in groups[Int(ids[visit.token])] where !tokens[other].isIncluded {
          guard lineDistance(code.tokens[other].line, line) <= settings.adjacencyLines else { continue }
          tokens[other].isIncluded = true
          tokens[other].order = place + 1
          tokens[other].weight = tokens[visit.token].weight
        }
      }
    }
    let path = corpus.scanpaths[index]
    return AugmentedScanpath(participant: path.participant, code: path.code, tokens: tokens)
  }

  /// F with order and weight.
  private static func fixated(_ events: [GazeEvent], tokenCount: Int) -> [AugmentedScanpath.Token] {
    var tokens = [AugmentedScanpath.Token](repeating: .init(), count: tokenCount)
    for (place, event) in events.enumerated() {
      for visit in event.visits {
        if !tokens[visit.token].isFixated {
          tokens[visit.token].isFixated = true
          tokens[visit.token].isIncluded = true
          tokens[visit.token].order = place + 1
        }
        tokens[visit.token].weight += visit.durationMilliseconds
      }
    }
    let longest = tokens.map(\.weight).max() ?? 0
    for token in tokens.indices where tokens[token].isFixated {
      // Durations near the largest number could sum to infinity; weight such a path like one without durations.
      tokens[token].weight = longest > 0 && longest.isFinite ? tokens[token].weight / longest : 1
    }
    return tokens
  }

  /// The tokens of each label id, in the order of the code.
  private static func tokensOfLabel(_ ids: [UInt8]) -> [[Int]] {
    ids.indices.reduce(into: [[Int]](repeating: [], count: 32)) { $0[Int(ids[$1])].append($1) }
  }
}
