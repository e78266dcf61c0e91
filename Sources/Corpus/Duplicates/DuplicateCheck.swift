import Basics

/// Looks for near-duplicates within and across the splits of a corpus.
package struct DuplicateCheck: Sendable {
  /// A named part of the corpus, such as `train`.
  package struct Split: Sendable {
    package var name: String
    package var texts: CodeTexts

    package init(name: String, texts: CodeTexts) {
      self.name = name
      self.texts = texts
    }
  }

  package let splits: [Split]
  package let settings: DuplicateSettings
  /// All similar texts, by their numbers over all splits in order.
  package let similar: SimilarPairs
  /// The index of each text's split.
  let splitOfText: [Int]
  private let firstOfSplit: [Int]
  /// For each group of equal texts, its texts in each split.
  let membersBySplit: [[[Int]]]
  /// The number of texts without a token, which are similar to none.
  package let textsWithoutTokens: [Int]

  /// - Throws: `InvalidSetting`.
  /// - Complexity: near linear for ordinary code; quadratic in the number of different texts that are all similar.
  package init(_ splits: [Split], settings: DuplicateSettings) throws {
    try settings.validate()
    self.splits = splits
    self.settings = settings
    let shingles = CodeShingles(
      splits.flatMap { $0.texts.samples.map(\.text) }, comments: settings.comments)
    similar = SimilarPairs(shingles, threshold: settings.related)
    let splitOfText = splits.enumerated().flatMap { Array(repeating: $0, count: $1.texts.samples.count) }
    self.splitOfText = splitOfText
    membersBySplit = similar.groups.map { group in
      var members = [[Int]](repeating: [], count: splits.count)
      for text in group { members[splitOfText[text]].append(text) }
      return members
    }
    var first = 0
    firstOfSplit = splits.map { split in
      defer { first += split.texts.samples.count }
      return first
    }
    var without = [Int](repeating: 0, count: splits.count)
    for (text, set) in shingles.sets.enumerated() where set.isEmpty { without[splitOfText[text]] += 1 }
    textsWithoutTokens = without
  }

  /// A text's sample.
  func sample(_ text: Int) -> CodeTexts.Sample {
    splits[splitOfText[text]].texts.samples[text - firstOfSplit[splitOfText[text]]]
  }

  /// `file:line` of a text.
  func place(_ text: Int) -> String { "\(splits[splitOfText[text]].texts.path):\(sample(text).line)" }
}
