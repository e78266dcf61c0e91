import Basics
import Corpus

/// Filters and splits methods. Every method is kept, or counted under a reason.
struct CorpusBuilder {
  private let settings: JavaCorpusSettings
  private var methods: [JavaMethod]
  private(set) var excluded: [MethodExclusion: Int] = [:]

  /// - Parameter methods: in the order of files and lines.
  init(_ methods: [JavaMethod], settings: JavaCorpusSettings) {
    (self.methods, self.settings) = (methods, settings)
  }

  /// A method with its part and cluster.
  struct Assigned: Sendable {
    var method: JavaMethod
    var part: CorpusPart
  }

  /// The corpus, in the order of the methods.
  ///
  /// - Parameter apart: code that no method may resemble, such as that of a gaze study.
  mutating func build(apartFrom apart: [CodeTexts]) -> [Assigned] {
    dropSameCode()
    let clusters = dropLikeApart(apart)
    let capped = capSummaries(clusters)
    return split(clusters: capped)
  }

  private mutating func exclude(_ reason: MethodExclusion, where isExcluded: [Bool]) {
    let count = isExcluded.count { $0 }
    guard count > 0 else { return }
    excluded[reason, default: 0] += count
    methods = zip(methods, isExcluded).filter { !$1 }.map(\.0)
  }

  private mutating func dropSameCode() {
    var known: Set<[String]> = []
    exclude(.sameCode, where: methods.map { !known.insert($0.tokens).inserted })
  }

  /// Leaves out what resembles code held apart, and returns the cluster of near-duplicates of each method that stays.
  private mutating func dropLikeApart(_ apart: [CodeTexts]) -> [Int] {
    let texts = methods.map(\.code) + apart.flatMap { $0.samples.map(\.text) }
    let similar = SimilarPairs(CodeShingles(texts, comments: .slashes), threshold: settings.related)
    let count = methods.count
    var isLike = [Bool](repeating: false, count: count)
    var forest = DisjointSets(count: count)
    // A group is in ascending order, so code held apart is at its end.
    func mark(_ group: [Int], ifApart other: [Int]) {
      guard let last = other.last, last >= count else { return }
      for text in group where text < count { isLike[text] = true }
    }
    for group in similar.groups {
      mark(group, ifApart: group)
      for text in group.dropFirst() where text < count { forest.join(group[0], text) }
    }
    for pair in similar.pairs {
      let (first, second) = (similar.groups[pair.first], similar.groups[pair.second])
      mark(first, ifApart: second)
      mark(second, ifApart: first)
      if pair.similarity >= settings.near, first[0] < count, second[0] < count { forest.join(first[0], second[0]) }
    }
    let clusters = methods.indices.filter { !isLike[$0] }.map { forest.root(of: $0) }
    exclude(.likeHeldApart, where: isLike)
    return clusters
  }

  /// Keeps at most `mostRepeats` methods of each summary, drawn at random, and returns the clusters of the rest.
  private mutating func capSummaries(_ clusters: [Int]) -> [Int] {
    let bySummary = Dictionary(grouping: methods.indices) { methods[$0].summary }
    var isExcluded = [Bool](repeating: false, count: methods.count)
    for members in bySummary.values where members.count > settings.mostRepeats {
      // By the first member, so that the choice does not depend on the order of a dictionary.
      var random = RandomStream(seed: settings.seed, purpose: .corpusSummaries, members[0])
      for member in members.shuffled(using: &random).dropFirst(settings.mostRepeats) { isExcluded[member] = true }
    }
    exclude(.repeatedSummary, where: isExcluded)
    return zip(clusters, isExcluded).filter { !$1 }.map(\.0)
  }

  private func aim(_ count: Int, _ most: Double) -> Int { min(count, Int(most * Double(methods.count))) }

  /// Splits by package, then leaves out the members of a cluster that are not in the part with most of them.
  private mutating func split(clusters: [Int]) -> [Assigned] {
    let sizes = Dictionary(methods.map { ($0.package, 1) }, uniquingKeysWith: +)
    let parts = PackageSplit(
      sizes, valid: aim(settings.valid, settings.mostValid), test: aim(settings.test, settings.mostTest),
      seed: settings.seed
    ).parts
    let partOf = methods.map { parts[$0.package] ?? .train }
    var members: [Int: [CorpusPart: Int]] = [:]
    for (cluster, part) in zip(clusters, partOf) { members[cluster, default: [:]][part, default: 0] += 1 }
    let home = members.mapValues { counts in
      CorpusPart.allCases.reduce(CorpusPart.test) { counts[$1, default: 0] > counts[$0, default: 0] ? $1 : $0 }
    }
    let isExcluded = zip(clusters, partOf).map { home[$0] != $1 }
    exclude(.likeOtherSplit, where: isExcluded)
    let kept = zip(partOf, isExcluded).filter { !$1 }.map(\.0)
    return zip(methods, kept).map { Assigned(method: $0, part: $1) }
  }
}
