import Basics
import Testing
import Tokenization

@testable import Corpus

struct RandomSpansTests {
  private func draw(_ words: Int, seed: Int = 0, most: Int = 99, share: Double = 0.15, mean: Double = 3) -> [Range<Int>]
  {
    var stream = RandomStream(seed: 1, purpose: .testData, seed)
    return RandomSpans(maskedShare: share, meanSpan: mean).ranges(words: words, most: most, using: &stream)
  }

  /// The numbers of masked words and spans follow from the length: round(0.15 n), and a third of that.
  @Test(arguments: [(0, 0, 0), (1, 1, 1), (2, 1, 1), (10, 2, 1), (40, 6, 2), (100, 15, 5), (1000, 150, 50)])
  func masksAShareInSpans(words: Int, masked: Int, spans: Int) {
    for seed in 0..<50 {
      let ranges = draw(words, seed: seed)
      #expect(ranges.count == spans)
      #expect(ranges.reduce(0) { $0 + $1.count } == masked)
      #expect(ranges.allSatisfy { !$0.isEmpty && 0 <= $0.lowerBound && $0.upperBound <= words })
      for (first, second) in zip(ranges, ranges.dropFirst()) { #expect(first.upperBound < second.lowerBound) }
    }
  }

  @Test(arguments: [0.01, 0.5, 0.99], [1.0, 4, 1000])
  func holdsForAnyShareAndMean(share: Double, mean: Double) {
    for words in 0..<60 {
      for most in [1, 2, 99] {
        let ranges = draw(words, seed: words, most: most, share: share, mean: mean)
        #expect(ranges.count <= most && ranges.isEmpty == (words == 0))
        for (first, second) in zip(ranges, ranges.dropFirst()) { #expect(first.upperBound < second.lowerBound) }
        #expect((ranges.last?.upperBound ?? 0) <= words)
      }
    }
  }

  /// All lengths of spans that add up are equally likely, and all places too: 12 words with 4 masked in 2 spans have
  /// 3 · 36 outcomes. With 21,600 draws each comes 200 times; chi-square has 107 degrees of freedom, so 180 is 5 σ.
  @Test func drawsUniformly() {
    var counts: [[Range<Int>]: Int] = [:]
    for seed in 0..<21_600 { counts[draw(12, seed: seed, share: 1.0 / 3, mean: 2), default: 0] += 1 }
    #expect(counts.count == 108)
    let deviation = counts.values.reduce(0.0) { $0 + Double(($1 - 200) * ($1 - 200)) / 200 }
    #expect(deviation < 180)
  }
}

struct DenoisingEncoderTests {
  private static let code =
    "public int addAll ( List items , int start ) { int total = start ; total += items . size ( ) ; return total ; }"
  private static let documentation = "Adds the size of all items to the start ."
  private let tokenizer: Tokenizer
  private let limits = LengthLimits()

  init() throws {
    tokenizer = try TokenizerTrainer(vocabularySize: 330, minimalFrequency: 1, sentinelCount: 20)
      .train(on: [Self.code, Self.documentation])
  }

  private func settings(identifiers: Double = 0, pairs: Double = 0) -> DenoisingSettings {
    var settings = DenoisingSettings()
    (settings.identifierShare, settings.pairShare) = (identifiers, pairs)
    settings.language = identifiers > 0 ? "java" : ""
    return settings
  }

  private func sample(_ identifier: Int = 1, documentation: String = Self.documentation) -> RawSample {
    RawSample(identifier: identifier, source: Self.code, target: documentation, place: "")
  }

  private var sentinels: [Int32] { (0..<20).compactMap { tokenizer.id(for: "<extra_id_\($0)>") } }

  /// Puts what the target says for each sentinel back into the source.
  private func restored(_ pair: EncodedPair) throws -> String {
    var texts: [Int32: [Int32]] = [:]
    var current: Int32?
    for id in pair.target.ids.dropFirst().dropLast() {
      if sentinels.contains(id) {
        #expect(texts[id] == nil)
        texts[id] = []
        current = id
      } else {
        texts[try #require(current), default: []].append(id)
      }
    }
    #expect(current.flatMap { texts[$0] }?.isEmpty == true, "the last sentinel ends the target")
    return tokenizer.decode(pair.source.ids.dropFirst().dropLast().flatMap { texts[$0] ?? [$0] })
  }

  @Test func spansAndTargetGiveTheTextBack() throws {
    let encoder = try DenoisingEncoder(settings(), tokenizer: tokenizer)
    var sources: Set<[Int32]> = []
    for identifier in 1...40 {
      let pair = encoder.encoded(sample(identifier), limits: limits)
      #expect(try restored(pair) == Self.documentation + "\n" + Self.code)
      sources.insert(pair.source.ids)
      #expect(pair.source.ids.count == pair.source.fullLength)
    }
    #expect(sources.count > 35)
    #expect(encoder.encoded(sample(7), limits: limits) == encoder.encoded(sample(7), limits: limits))
  }

  /// No word is masked in part: what stands before and behind a sentinel and what it stands for are words of the text.
  @Test func masksWholeWords() throws {
    let encoder = try DenoisingEncoder(settings(), tokenizer: tokenizer)
    let words = Set((Self.documentation + " " + Self.code).split(separator: " "))
    for identifier in 1...40 {
      let pair = encoder.encoded(sample(identifier), limits: limits)
      for part in pair.target.ids.split(whereSeparator: { sentinels.contains($0) || $0 == 1 || $0 == 2 }) {
        for word in tokenizer.decode(Array(part)).split(whereSeparator: \.isWhitespace) {
          #expect(words.contains(word))
        }
      }
    }
  }

  @Test func identifiersAreMaskedEverywhereWithOneSentinelEach() throws {
    let encoder = try DenoisingEncoder(settings(identifiers: 1), tokenizer: tokenizer)
    let pair = encoder.encoded(sample(), limits: limits)
    #expect(try restored(pair) == Self.documentation + "\n" + Self.code)
    let names = pair.target.ids.dropFirst().dropLast().split { sentinels.contains($0) }
      .map { tokenizer.decode(Array($0)).trimmingPrefix(" ") }
    #expect(names == ["addAll", "List", "items", "start", "total", "size"])
    let counts = sentinels.map { id in pair.source.ids.count { $0 == id } }
    #expect(Array(counts.prefix(7)) == [1, 1, 2, 2, 3, 1, 0])
  }

  @Test func pairsGoBothWays() throws {
    let encoder = try DenoisingEncoder(settings(pairs: 1), tokenizer: tokenizer)
    let texts = (1...40).map { identifier in
      let pair = encoder.encoded(sample(identifier), limits: limits)
      return [pair.source, pair.target].map { tokenizer.decode(Array($0.ids.dropFirst().dropLast())) }
    }
    #expect(Set(texts) == [[Self.code, Self.documentation], [Self.documentation, Self.code]])
    // Without documentation there is no pair.
    let alone = encoder.encoded(sample(documentation: ""), limits: limits)
    #expect(try restored(alone) == Self.code)
  }

  @Test func longSourcesAreCutBeforeTheyAreMasked() throws {
    let encoder = try DenoisingEncoder(settings(), tokenizer: tokenizer)
    var short = LengthLimits()
    (short.source, short.target) = (20, 128)
    let pair = encoder.encoded(sample(), limits: short)
    let whole = Self.documentation + "\n" + Self.code
    #expect(whole.hasPrefix(try restored(pair)))
    #expect(pair.source.ids.count <= 20)
    #expect(pair.source.fullLength == tokenizer.encode(whole).count + 2)
  }

  /// What a corpus counts is what it holds, also where a text is cut first and then loses words to sentinels.
  @Test func aCorpusOfCutTextsCountsItsOwnTokens() throws {
    var short = LengthLimits()
    (short.source, short.target) = (20, 16)
    let corpus = EncodedCorpus(
      try CorpusStorage(
        RawCorpus(samples: (1...9).map { sample($0) }), encoder: DenoisingEncoder(settings(), tokenizer: tokenizer),
        limits: short))
    let samples = Array(corpus.samples)
    #expect(corpus.statistics.sourceTokens == samples.reduce(0) { $0 + $1.source.count })
    #expect(corpus.statistics.targetTokens == samples.reduce(0) { $0 + $1.target.count })
    #expect(corpus.statistics.truncatedSources == 9 && corpus.statistics.sourceTokens < 9 * 20)
  }

  @Test(arguments: 3...12) func targetsKeepTheirLimit(limit: Int) throws {
    let encoder = try DenoisingEncoder(settings(identifiers: 1), tokenizer: tokenizer)
    var short = LengthLimits()
    short.target = limit
    let pair = encoder.encoded(sample(), limits: short)
    #expect(pair.target.ids.count <= limit)
    #expect(try restored(pair) == Self.documentation + "\n" + Self.code)
  }

  @Test func tokenizersWithoutSentinelsAreRefused() throws {
    let plain = try TokenizerTrainer(vocabularySize: 300, minimalFrequency: 1, sentinelCount: 1).train(on: [Self.code])
    #expect(throws: MissingSentinels(found: 1)) { try DenoisingEncoder(settings(), tokenizer: plain) }
  }

  @Test func repetitionsHaveIdentifiersOfTheirOwn() {
    var corpus = RawCorpus(samples: [sample(3), sample(9)])
    corpus.repeatSamples(3)
    #expect(corpus.samples.map(\.identifier) == [3, 9, 13, 19, 23, 29])
  }
}
