import Basics

/// Settings for generating pseudo-scanpaths.
package struct PseudoScanpathSettings: ValidatedConfiguration, Equatable {
  package var behaviour = EyeMulatorBehaviour.corrected
  /// The maximum number of lines between the first and the last token of a pattern. EyeMulator's corpora fit 4 best:
  /// with it, the patterns follow from the masks in 98 % of the methods.
  package var lineSpan = 4

  package init() {}

  package func validate() throws {
    try require(lineSpan >= 0, "lineSpan", "must be 0 or more, not \(lineSpan)")
  }
}

/// Generates pseudo-scanpaths from priors (EyeMulator; method, section 4).
///
/// `corrected`: the density ρ of a method of n tokens is drawn from the aggregate Beta distribution; m = ⌊ρ n⌋ tokens
/// are divided among labels in proportion to each label's number of tokens and posterior mean; trigrams that were seen
/// are placed first, then bigrams, then single tokens, each drawn in proportion to its count. A pattern covers
/// neighbouring tokens, so the reading order is the order of the code.
///
/// `artifact`: the behaviour of EyeMulator's published corpora. Of each label, ⌊θ n⌋ tokens are masked, with θ drawn
/// from that label's own Beta distribution; two or three consecutive masked tokens become a pattern if the index has
/// their labels; a pattern's number and order are written to as many neighbouring tokens from its first one on, masked
/// or not; all trigrams come before all bigrams, and these before single tokens.
package struct PseudoScanpathGenerator: Sendable {
  package let settings: PseudoScanpathSettings
  package let vocabulary: PatternVocabulary
  private let aggregate: (alpha: Int, beta: Int)
  private let means: [Double]
  private let salienceOfID: [LabelSalience?]
  /// The occurrences of each pattern of the vocabulary in its own order of labels.
  private let occurrences: [LabelNGram: Double]

  package init(
    priors: LabelPriors, vocabulary: PatternVocabulary, settings: PseudoScanpathSettings = PseudoScanpathSettings()
  ) {
    self.settings = settings
    self.vocabulary = vocabulary
    aggregate = priors.aggregate
    means = priors.meanOfID
    salienceOfID = priors.salience.reduce(into: [LabelSalience?](repeating: nil, count: 32)) { $0[$1.label.id] = $1 }
    occurrences = Dictionary(
      uniqueKeysWithValues: vocabulary.idOfPattern.keys.map { ($0, priors.counts.occurrences(of: $0)) })
  }

  /// The pseudo-scanpath of a method: a function of the seed and the method's id and tokens.
  ///
  /// - Complexity: O(*n* log *n*) for *n* tokens.
  package func pseudoScanpath(for code: LabelledCode, seed: UInt64) -> PseudoScanpath {
    var stream = RandomStream(
      seed: seed, purpose: .sampling, domain: "pseudo-scanpath", settings.behaviour.rawValue, code.id)
    let ids = code.tokens.map { UInt8($0.label.id) }
    let lines = code.tokens.map(\.line)
    switch settings.behaviour {
    case .artifact:
      let mask = artifactMask(ids, from: &stream)
      return PseudoScanpath(code: code.id, tokens: artifactPatterns(ids: ids, lines: lines, mask: mask))
    case .corrected:
      return PseudoScanpath(code: code.id, tokens: corrected(ids: ids, lines: lines, from: &stream))
    }
  }

  // MARK: - As described

  private func corrected(ids: [UInt8], lines: [Int], from stream: inout RandomStream) -> [PseudoScanpath.Token] {
    let density = stream.beta(Double(aggregate.alpha), Double(aggregate.beta))
    var quota = Self.share(Int(density * Double(ids.count)), over: ids, means: means)
    var isTaken = [Bool](repeating: false, count: ids.count)
    var patterns: [(start: Int, length: Int)] = []
    for length in [3, 2] {
      for start in windows(of: length, ids: ids, lines: lines, from: &stream) {
        let range = start..<start + length
        guard !isTaken[range].contains(true) else { continue }
        var rest = quota
        for place in range { rest[Int(ids[place])] -= 1 }
        guard range.allSatisfy({ rest[Int(ids[$0])] >= 0 }) else { continue }
        quota = rest
        for place in range { isTaken[place] = true }
        patterns.append((start, length))
      }
    }
    for place in ids.indices.shuffled(using: &stream) where !isTaken[place] && quota[Int(ids[place])] > 0 {
      quota[Int(ids[place])] -= 1
      patterns.append((place, 1))
    }
    var tokens = [PseudoScanpath.Token](repeating: .init(), count: ids.count)
    for (order, pattern) in patterns.sorted(by: { $0.start < $1.start }).enumerated() {
      let id = vocabulary.idOfPattern[LabelNGram(ids, at: pattern.start, length: pattern.length)] ?? 0
      for place in pattern.start..<pattern.start + pattern.length {
        tokens[place] = PseudoScanpath.Token(isMasked: true, order: order + 1, pattern: id)
      }
    }
    return tokens
  }

  /// The positions where a known pattern of this length fits, in a random order that favours frequent patterns.
  ///
  /// The order is equivalent to drawing without replacement in proportion to the counts (Efraimidis and Spirakis,
  /// "Weighted random sampling with a reservoir", 2006).
  private func windows(
    of length: Int, ids: [UInt8], lines: [Int], from stream: inout RandomStream
  ) -> [Int] {
    guard length <= ids.count else { return [] }
    var keyed: [(key: Double, start: Int)] = []
    for start in 0...ids.count - length {
      guard let weight = occurrences[LabelNGram(ids, at: start, length: length)], weight > 0 else { continue }
      guard Self.span(lines, start..<start + length) <= settings.lineSpan else { continue }
      keyed.append((stream.exponential() / weight, start))
    }
    return keyed.sorted { $0 < $1 }.map(\.start)
  }

  /// Divides `total` tokens among the labels in proportion to their number of tokens and posterior means, by largest
  /// remainders, but never more of a label than the method has.
  static func share(_ total: Int, over ids: [UInt8], means: [Double]) -> [Int] {
    var available = [Int](repeating: 0, count: 32)
    for id in ids { available[Int(id)] += 1 }
    var exact = [Double](repeating: 0, count: 32)
    var open = (0..<32).filter { available[$0] > 0 && means[$0] > 0 }
    var rest = Double(min(total, ids.count))
    // A label whose share exceeds its tokens takes all of them, and the others divide the rest.
    while !open.isEmpty {
      let scale = rest / open.reduce(0) { $0 + means[$1] * Double(available[$1]) }
      let full = open.filter { scale * means[$0] >= 1 }
      for id in open { exact[id] = min(scale * means[id], 1) * Double(available[id]) }
      guard !full.isEmpty else { break }
      rest -= full.reduce(0) { $0 + Double(available[$1]) }
      open.removeAll { full.contains($0) }
    }
    var shares = exact.map { Int($0) }
    let left = min(total, ids.count) - shares.reduce(0, +)
    let byRemainder = exact.indices.filter { shares[$0] < available[$0] && means[$0] > 0 }.sorted { first, second in
      (exact[second] - Double(shares[second]), first) < (exact[first] - Double(shares[first]), second)
    }
    for id in byRemainder.prefix(max(0, left)) { shares[id] += 1 }
    return shares
  }

  // MARK: - As the artefact does

  private func artifactMask(_ ids: [UInt8], from stream: inout RandomStream) -> [Bool] {
    var mask = [Bool](repeating: false, count: ids.count)
    var tokensOfLabel = [[Int]](repeating: [], count: 32)
    for place in ids.indices { tokensOfLabel[Int(ids[place])].append(place) }
    for (id, tokens) in tokensOfLabel.enumerated() where !tokens.isEmpty {
      guard let salience = salienceOfID[id] else { continue }
      let share = stream.beta(Double(salience.alpha), Double(salience.beta))
      for place in tokens.shuffled(using: &stream).prefix(Int(share * Double(tokens.count))) { mask[place] = true }
    }
    return mask
  }

  /// The artefact's patterns for a mask.
  func artifactPatterns(ids: [UInt8], lines: [Int], mask: [Bool]) -> [PseudoScanpath.Token] {
    let masked = mask.indices.filter { mask[$0] }
    var isUsed = [Bool](repeating: false, count: masked.count)
    var tokens = mask.map { PseudoScanpath.Token(isMasked: $0) }
    var order = 0
    for length in [3, 2] where length <= masked.count {
      var first = 0
      while first + length <= masked.count {
        let window = masked[first..<first + length]
        let pattern = LabelNGram(window.map { ids[$0] }, at: 0, length: length)
        guard !isUsed[first..<first + length].contains(true), let id = vocabulary.idOfPattern[pattern],
          lineDistance(lines[masked[first + length - 1]], lines[masked[first]]) <= settings.lineSpan
        else {
          first += 1
          continue
        }
        order += 1
        for place in first..<first + length { isUsed[place] = true }
        let start = masked[first]
        for place in start..<min(start + length, tokens.count) where tokens[place].order == 0 {
          (tokens[place].order, tokens[place].pattern) = (order, id)
        }
        first += length
      }
    }
    for place in masked where tokens[place].order == 0 {
      order += 1
      (tokens[place].order, tokens[place].pattern) = (order, Int(ids[place]))
    }
    return tokens
  }

  private static func span(_ lines: [Int], _ range: Range<Int>) -> Int {
    let part = lines[range]
    return lineDistance(part.max() ?? 0, part.min() ?? 0)
  }
}

/// A prediction of which tokens of a method a reader might look at, for methods without recordings.
package struct PseudoScanpath: Sendable, Equatable {
  package struct Token: Sendable, Equatable {
    /// Whether the reader looks at it.
    package var isMasked = false
    /// The position of its pattern in the reading order, from 1; 0 for tokens in none.
    package var order = 0
    /// The number of its pattern in the vocabulary; 0 for tokens in none.
    package var pattern = 0
  }

  /// The `id` of the method.
  package var code: String
  /// One entry for each token of the method.
  package var tokens: [Token]

  package var maskedCount: Int { tokens.reduce(0) { $0 + ($1.isMasked ? 1 : 0) } }
}
