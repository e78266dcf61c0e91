/// Learns merges from counted words, updating pair counts after each merge instead of recounting.
///
/// The queue contains a pair once for every round in which it newly arose, with the words where it did. Counts in the
/// queue may be out of date: a count is compared with the current one only when its pair reaches the top. One subtlety
/// affects ids and follows Hugging Face's `BpeTrainer`: the count of a merged pair is not cleared, so the pair adds to
/// it if it arises again (which is possible when two merges spell the same token).
struct MergeLearner {
  private struct Candidate: Comparable {
    var pair: TokenPair
    var count: Int
    /// The indices of the words where the pair arose.
    var words: [Int32]

    /// More frequent pairs come first, then those with smaller ids.
    static func < (first: Candidate, second: Candidate) -> Bool {
      first.count != second.count ? first.count > second.count : first.pair < second.pair
    }

    static func == (first: Candidate, second: Candidate) -> Bool {
      first.count == second.count && first.pair == second.pair
    }
  }

  /// All tokens by id: the given ones, then the learned ones.
  private(set) var tokens: [String]
  /// The learned merges in rank order; each pair once.
  private(set) var merges: [TokenPair] = []

  private var idOfToken: [String: Int32]
  private var words: [WordCounter.Word]
  private var counts: [TokenPair: Int] = [:]

  /// - Parameters:
  ///   - tokens: the initial tokens by id; they must be distinct.
  ///   - words: the words, whose symbols are ids of `tokens`.
  init(tokens: [String], words: [WordCounter.Word]) {
    self.tokens = tokens
    self.words = words
    idOfToken = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($0.element, Int32($0.offset)) })
  }

  /// Merges until there are `vocabularySize` tokens or no pair occurs at least `minimalFrequency` times.
  mutating func learn(vocabularySize: Int, minimalFrequency: Int) {
    var queue = PriorityQueue(initialCandidates())
    var ranked: [TokenPair] = []
    while tokens.count < vocabularySize, var top = queue.popMinimum() {
      let current = counts[top.pair] ?? 0
      guard top.count == current else {
        top.count = current
        queue.insert(top)
        continue
      }
      guard top.count >= max(1, minimalFrequency) else { break }
      ranked.append(top.pair)
      for candidate in merge(top, into: idOfMergedToken(top.pair)) { queue.insert(candidate) }
    }
    merges = Self.keepingLastOccurrences(ranked)
  }

  private mutating func initialCandidates() -> [Candidate] {
    var places: [TokenPair: [Int32]] = [:]
    for (index, word) in words.enumerated() {
      for (left, right) in zip(word.symbols, word.symbols.dropFirst()) {
        let pair = TokenPair(left, right)
        counts[pair, default: 0] += word.count
        Self.note(Int32(index), in: &places[pair, default: []])
      }
    }
    return candidates(places)
  }

  private func candidates(_ places: [TokenPair: [Int32]]) -> [Candidate] {
    places.compactMap { pair, words in
      let count = counts[pair] ?? 0
      return count > 0 ? Candidate(pair: pair, count: count, words: words) : nil
    }
  }

  /// The id for a merged pair. Two different merges may spell the same token, which then keeps its id.
  private mutating func idOfMergedToken(_ pair: TokenPair) -> Int32 {
    let token = tokens[Int(pair.left)] + tokens[Int(pair.right)]
    if let known = idOfToken[token] { return known }
    let id = Int32(tokens.count)
    tokens.append(token)
    idOfToken[token] = id
    return id
  }

  /// Merges the pair in its words and returns the new pairs.
  private mutating func merge(_ merged: Candidate, into id: Int32) -> [Candidate] {
    var places: [TokenPair: [Int32]] = [:]
    for index in merged.words {
      let count = words[Int(index)].count
      func arises(_ pair: TokenPair) {
        counts[pair, default: 0] += count
        Self.note(index, in: &places[pair, default: []])
      }
      let old = words[Int(index)].symbols
      var new: [Int32] = []
      new.reserveCapacity(old.count)
      var position = 0
      while position < old.count {
        guard position + 1 < old.count, old[position] == merged.pair.left, old[position + 1] == merged.pair.right else {
          new.append(old[position])
          position += 1
          continue
        }
        if let before = new.last {
          counts[TokenPair(before, merged.pair.left), default: 0] -= count
          arises(TokenPair(before, id))
        }
        new.append(id)
        position += 2
        if position < old.count {
          counts[TokenPair(merged.pair.right, old[position]), default: 0] -= count
          arises(TokenPair(id, old[position]))
        }
      }
      words[Int(index)].symbols = new
    }
    return candidates(places)
  }

  /// Words come in order, so a repeated one is the last.
  private static func note(_ word: Int32, in places: inout [Int32]) {
    if places.last != word { places.append(word) }
  }

  /// The pairs, each at its last position: a pair merged twice has its later rank, as when the list is read from a
  /// file.
  private static func keepingLastOccurrences(_ pairs: [TokenPair]) -> [TokenPair] {
    var seen: Set<TokenPair> = []
    return pairs.reversed().filter { seen.insert($0).inserted }.reversed()
  }
}
