/// A comparison of an expanded data set with the recorded one.
package struct ExpansionReport: Sendable, Equatable, Codable {
  package var recordedScanpaths: Int
  package var variants: Int
  /// Variants whose tokens differ from those of the recorded scanpath and of its other variants.
  package var distinctVariants: Int
  /// Events of the recorded scanpaths and of the variants.
  package var recordedVisits: Int
  package var variantVisits: Int
  package var changes: ExpansionChanges
  /// The widest transition of any variant, in lines.
  package var reachLines: Int
  /// Jensen–Shannon distance of label bigrams between the recorded set and the recorded set plus all variants.
  package var distanceOfExpandedSet: Double
  /// The same distance between the recorded set and the variants alone; nil without variants.
  package var distanceOfVariants: Double?

  private enum CodingKeys: String, CodingKey {
    case variants, changes
    case recordedScanpaths = "recorded_scanpaths"
    case distinctVariants = "distinct_variants"
    case recordedVisits = "recorded_visits"
    case variantVisits = "variant_visits"
    case reachLines = "reach_lines"
    case distanceOfExpandedSet = "distance_of_expanded_set"
    case distanceOfVariants = "distance_of_variants"
  }

  package init(_ variants: [ScanpathVariant], of expander: ScanpathExpander) {
    let corpus = expander.corpus
    var seen = Set(corpus.scanpaths.enumerated().map { TokenPath(origin: $0, tokens: $1.visits.map(\.token)) })
    recordedScanpaths = corpus.scanpaths.count
    self.variants = variants.count
    distinctVariants = variants.reduce(0) { count, variant in
      let path = TokenPath(origin: variant.origin, tokens: variant.scanpath.visits.map(\.token))
      return count + (seen.insert(path).inserted ? 1 : 0)
    }
    recordedVisits = corpus.events.reduce(0) { $0 + $1.count }
    variantVisits = variants.reduce(0) { $0 + $1.scanpath.events(corpus.unit).count }
    changes = variants.reduce(into: ExpansionChanges()) { $0 += $1.changes }
    reachLines = expander.reachLines
    let recorded = corpus.labelSequences()
    let varied = variants.map { variant in
      let ids = corpus.labelIDs[corpus.codeOfScanpath[variant.origin]]
      return variant.scanpath.events(corpus.unit).map { ids[$0.token] }
    }
    let original = BigramDistribution(NGramCounts(ofIDs: recorded, lengths: 2...2))
    let all = BigramDistribution(NGramCounts(ofIDs: recorded + varied, lengths: 2...2))
    distanceOfExpandedSet = original.distance(to: all)
    distanceOfVariants =
      variants.isEmpty
      ? nil : original.distance(to: BigramDistribution(NGramCounts(ofIDs: varied, lengths: 2...2)))
  }

  private struct TokenPath: Hashable {
    var origin: Int
    var tokens: [Int]
  }
}
