import Basics

/// What a check for near-duplicates found.
package struct DuplicateReport: Encodable, Sendable, Equatable {
  /// One split.
  package struct Split: Encodable, Sendable, Equatable {
    package var name: String
    package var file: String
    package var samples: Int
    /// Samples without a token, which are similar to none.
    package var withoutTokens: Int

    enum CodingKeys: String, CodingKey {
      case name, file, samples
      case withoutTokens = "without_tokens"
    }
  }

  /// The similar pairs of two splits, or within one.
  package struct Counts: Encodable, Sendable, Equatable {
    package var first: String
    package var second: String
    /// Pairs from the threshold of near-duplicates on; copies count each.
    package var nearPairs = 0
    /// Pairs from the threshold of related texts on, near-duplicates included.
    package var relatedPairs = 0
    /// The samples of each split that have at least one such partner in the other.
    package var nearSamples = [0, 0]
    package var relatedSamples = [0, 0]
    /// Samples whose partner has exactly the same 4-grams.
    package var sameSamples = [0, 0]

    enum CodingKeys: String, CodingKey {
      case first, second
      case nearPairs = "near_pairs"
      case relatedPairs = "related_pairs"
      case nearSamples = "near_samples"
      case relatedSamples = "related_samples"
      case sameSamples = "same_samples"
    }
  }

  /// Two similar samples of different splits, or of the only one.
  package struct Pair: Encodable, Sendable, Equatable {
    package var first: String
    package var second: String
    package var similarity: Double
    /// The number of pairs of samples with the same 4-grams as these two.
    package var copies: Int
  }

  package var near: Double
  package var related: Double
  package var splits: [Split]
  /// Every pair of splits in their order, then every split with itself.
  package var counts: [Counts]
  /// The most similar pairs across splits; those within it if there is only one.
  package var pairs: [Pair]
  /// Statements about the input, such as two splits with the same texts.
  package var notes: [String]

  /// The near-duplicates across splits.
  package var nearPairsAcrossSplits: Int {
    counts.reduce(0) { $0 + ($1.first == $1.second ? 0 : $1.nearPairs) }
  }

  package init(_ check: DuplicateCheck) {
    near = check.settings.near
    related = check.settings.related
    splits = check.splits.enumerated().map { index, split in
      Split(
        name: split.name, file: split.texts.path, samples: split.texts.samples.count,
        withoutTokens: check.textsWithoutTokens[index])
    }
    counts = DuplicateCounting(check).counts
    pairs = Self.mostSimilar(check)
    notes = Self.notes(check)
  }

  /// The most similar pairs across splits, or within the only one; among equally similar ones, those of the longest
  /// texts and then the first.
  private static func mostSimilar(_ check: DuplicateCheck) -> [Pair] {
    struct Candidate {
      var first: Int
      var second: Int
      var similarity: Double
      var copies: Int
      var length: Int
    }
    var candidates: [Candidate] = []
    func add(_ one: Int?, _ other: Int?, _ similarity: Double, _ copies: Int) {
      guard let one, let other else { return }
      candidates.append(
        Candidate(
          first: min(one, other), second: max(one, other), similarity: similarity, copies: copies,
          length: check.sample(one).text.utf8.count))
    }
    func add(_ first: Int, _ second: Int, _ similarity: Double) {
      let (members, others) = (check.membersBySplit[first], check.membersBySplit[second])
      guard members.count > 1 else {
        let (here, there) = (members[0], others[0])
        return first == second
          ? add(here.first, here.dropFirst().first, similarity, here.count * (here.count - 1) / 2)
          : add(here.first, there.first, similarity, here.count * there.count)
      }
      for split in members.indices {
        for other in others.indices where other != split && !(first == second && other < split) {
          add(members[split].first, others[other].first, similarity, members[split].count * others[other].count)
        }
      }
    }
    for group in check.similar.groups.indices where check.similar.groups[group].count > 1 { add(group, group, 1) }
    for pair in check.similar.pairs { add(pair.first, pair.second, pair.similarity) }
    candidates.sort {
      ($1.similarity, $1.length, $0.first, $0.second) < ($0.similarity, $0.length, $1.first, $1.second)
    }
    return candidates.prefix(check.settings.listedPairs).map {
      Pair(
        first: check.place($0.first), second: check.place($0.second), similarity: $0.similarity, copies: $0.copies)
    }
  }

  private static func notes(_ check: DuplicateCheck) -> [String] {
    var notes: [String] = []
    for (index, split) in check.splits.enumerated() {
      if split.texts.rowsWithoutCode > 0 {
        notes.append("\(split.name): \(split.texts.rowsWithoutCode) rows without code were left out")
      }
      for other in check.splits[(index + 1)...] where other.texts.samples.map(\.text) == split.texts.samples.map(\.text)
      {
        notes.append("\(split.name) and \(other.name) hold the same texts in the same order: is this the file meant?")
      }
    }
    return notes
  }
}

/// Counts similar pairs, and the samples in them, for every pair of splits.
private struct DuplicateCounting {
  private(set) var counts: [DuplicateReport.Counts] = []

  /// Which kinds of partner a text has in a split.
  private struct Partners: OptionSet {
    let rawValue: UInt8
    static let related = Partners(rawValue: 1)
    static let near = Partners(rawValue: 2)
    static let same = Partners(rawValue: 4)
  }

  init(_ check: DuplicateCheck) {
    let number = check.splits.count
    var near = [[Int]](repeating: [Int](repeating: 0, count: number), count: number)
    var related = near
    var partners = [[Partners]](
      repeating: [Partners](repeating: [], count: number), count: check.splitOfText.count)

    func add(_ members: [[Int]], _ others: [[Int]], _ kind: Partners) {
      for split in 0..<number {
        for other in 0..<number {
          let pairs = members[split].count * others[other].count
          guard pairs > 0 else { continue }
          related[split][other] += pairs
          if kind.contains(.near) { near[split][other] += pairs }
          for text in members[split] { partners[text][other].formUnion(kind) }
          for text in others[other] { partners[text][split].formUnion(kind) }
        }
      }
    }
    for pair in check.similar.pairs {
      add(
        check.membersBySplit[pair.first], check.membersBySplit[pair.second],
        pair.similarity >= check.settings.near ? [.related, .near] : .related)
    }
    for group in check.similar.groups.indices where check.similar.groups[group].count > 1 {
      let members = check.membersBySplit[group]
      for split in 0..<number {
        for other in split..<number {
          let (here, there) = (members[split].count, members[other].count)
          let pairs = split == other ? here * (here - 1) / 2 : here * there
          guard pairs > 0 else { continue }
          related[split][other] += pairs
          near[split][other] += pairs
          for text in members[split] { partners[text][other].formUnion([.related, .near, .same]) }
          for text in members[other] { partners[text][split].formUnion([.related, .near, .same]) }
        }
      }
    }

    let across = (0..<number).flatMap { split in (split + 1..<max(number, split + 1)).map { (split, $0) } }
    counts = (across + (0..<number).map { ($0, $0) }).map { split, other in
      var count = DuplicateReport.Counts(first: check.splits[split].name, second: check.splits[other].name)
      count.nearPairs = near[split][other] + (split == other ? 0 : near[other][split])
      count.relatedPairs = related[split][other] + (split == other ? 0 : related[other][split])
      for (text, own) in check.splitOfText.enumerated() where own == split || own == other {
        let found = partners[text][own == split ? other : split]
        let side = own == split ? 0 : 1
        if found.contains(.near) { count.nearSamples[side] += 1 }
        if found.contains(.related) { count.relatedSamples[side] += 1 }
        if found.contains(.same) { count.sameSamples[side] += 1 }
      }
      if split == other {
        (count.nearSamples[1], count.relatedSamples[1], count.sameSamples[1]) =
          (count.nearSamples[0], count.relatedSamples[0], count.sameSamples[0])
      }
      return count
    }
  }
}
