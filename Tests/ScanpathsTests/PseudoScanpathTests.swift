import Basics
import TestSupport
import Testing

@testable import Scanpaths

struct PseudoScanpathTests {
  private static func priors(_ seed: UInt64 = 4) throws -> LabelPriors {
    LabelPriors(corpus: try SyntheticCorpus.random(methods: 5, paths: 30, visits: 60, seed: seed))
  }

  private static func generator(_ priors: LabelPriors, _ behaviour: EyeMulatorBehaviour) -> PseudoScanpathGenerator {
    var settings = PseudoScanpathSettings()
    settings.behaviour = behaviour
    return PseudoScanpathGenerator(
      priors: priors, vocabulary: PatternVocabulary(counts: priors.counts), settings: settings)
  }

  @Test func sharesAreProportionalAndNeverAboveWhatIsThere() {
    // Label 1 has 8 tokens of mean 0.5, label 2 has 2 tokens of mean 1, label 3 none.
    let ids = [UInt8](repeating: 1, count: 8) + [2, 2]
    var means = [Double](repeating: 0, count: 32)
    (means[1], means[2], means[3]) = (0.5, 1, 0.9)
    // Weights 4 and 2.
    #expect(Array(PseudoScanpathGenerator.share(3, over: ids, means: means)[1...3]) == [2, 1, 0])
    #expect(Array(PseudoScanpathGenerator.share(6, over: ids, means: means)[1...3]) == [4, 2, 0])
    #expect(Array(PseudoScanpathGenerator.share(9, over: ids, means: means)[1...3]) == [7, 2, 0])
    #expect(Array(PseudoScanpathGenerator.share(99, over: ids, means: means)[1...3]) == [8, 2, 0])
    // 2 ∕ 3 and 1 ∕ 3: the larger remainder takes the only token.
    #expect(Array(PseudoScanpathGenerator.share(1, over: ids, means: means)[1...3]) == [1, 0, 0])
    #expect(PseudoScanpathGenerator.share(5, over: [], means: means).allSatisfy { $0 == 0 })
    var stream = RandomStream(seed: 5, purpose: .testData)
    for _ in 0..<300 {
      let ids = (0..<Int.random(in: 0...60, using: &stream)).map { _ in UInt8.random(in: 1...20, using: &stream) }
      let means = (0..<32).map { _ in Double.random(in: 0.01...0.99, using: &stream) }
      let total = Int.random(in: 0...60, using: &stream)
      let shares = PseudoScanpathGenerator.share(total, over: ids, means: means)
      #expect(shares.reduce(0, +) == min(total, ids.count))
      #expect((0..<32).allSatisfy { id in shares[id] <= ids.filter { Int($0) == id }.count })
    }
  }

  @Test func correctedPathsKeepTheOrderOfTheCodeAndTheirPatterns() throws {
    let priors = try Self.priors()
    let generator = Self.generator(priors, .corrected)
    let codes = try SyntheticCorpus.random(methods: 200, paths: 0, seed: 8).codes
    var lengths: Set<Int> = []
    for code in codes {
      let path = generator.pseudoScanpath(for: code, seed: 1)
      #expect(path.tokens.count == code.tokens.count)
      let segments = Segment.all(inOrder: path.tokens.map(\.order))
      // Numbered without gaps, in the order of the code.
      #expect(Set(path.tokens.map(\.order)).subtracting([0]) == Set(1...segments.count))
      #expect(segments.map(\.start) == segments.map(\.start).sorted())
      for segment in segments {
        let part = path.tokens[segment.start..<segment.start + segment.length]
        let tokens = code.tokens[segment.start..<segment.start + segment.length]
        #expect(part.allSatisfy { $0.isMasked && $0 == part.first })
        let pattern = generator.vocabulary.patternOfID[part.first?.pattern ?? 0]
        #expect(pattern?.labels == tokens.map(\.label))
        #expect((tokens.last?.line ?? 0) - (tokens.first?.line ?? 0) <= generator.settings.lineSpan)
        if segment.length > 1 { #expect(priors.counts.occurrences(of: LabelNGram(tokens.map(\.label))) > 0) }
        lengths.insert(segment.length)
      }
      #expect(path.tokens.allSatisfy { $0.isMasked == ($0.order > 0) })
    }
    #expect(lengths == [1, 2, 3])
    let masked = codes.reduce(0) { $0 + generator.pseudoScanpath(for: $1, seed: 1).maskedCount }
    let (alpha, beta) = priors.aggregate
    // ⌊ρ n⌋ loses half a token of each method on average.
    let expected = Double(alpha) / Double(alpha + beta) * 60 - 0.5
    #expect(abs(Double(masked) / 200 - expected) < 0.5)
  }

  @Test func theSpanOfLinesHolds() throws {
    let priors = try Self.priors()
    let labels = try SyntheticCorpus.random(methods: 1, paths: 0, seed: 8).codes[0].tokens.map(\.label)
    let spread = SyntheticCorpus.code("m", labels, lines: labels.indices.map { $0 * 10 })
    for behaviour in EyeMulatorBehaviour.allCases {
      let path = Self.generator(priors, behaviour).pseudoScanpath(for: spread, seed: 3)
      #expect(path.maskedCount > 5)
      #expect(Segment.all(inOrder: path.tokens.map(\.order)).allSatisfy { $0.length == 1 })
    }
  }

  @Test func impossibleLinesAreFarApart() throws {
    #expect(lineDistance(.min, .max) == .max)
    #expect(lineDistance(3, 5) == 2 && lineDistance(5, 3) == 2 && lineDistance(-1, .max) == .max)
    let labels = try SyntheticCorpus.random(methods: 1, paths: 0, seed: 8).codes[0].tokens.map(\.label)
    let torn = SyntheticCorpus.code("m", labels, lines: labels.indices.map { $0 % 2 == 0 ? .min : .max })
    let priors = try Self.priors()
    for behaviour in EyeMulatorBehaviour.allCases {
      let path = Self.generator(priors, behaviour).pseudoScanpath(for: torn, seed: 1)
      let masked = path.tokens.indices.filter { path.tokens[$0].isMasked && path.tokens[$0].pattern > 20 }
      #expect(path.maskedCount > 5)
      if behaviour == .corrected { #expect(masked.isEmpty) }
    }
    var farthest = SimulatedReaderSettings()
    farthest.reachLines = .max
    let reader = SimulatedReader(priors: priors, settings: farthest)
    #expect(Set(reader.read(torn, reader: 1, seed: 1).visits.map { $0.token % 2 }) == [0, 1])
    let corpus = try ScanpathSet(codes: [torn], scanpaths: [SyntheticCorpus.path([0, 1, 2, 3])])
    #expect(Augmenter(corpus: corpus).augment(corpus).count == 1)
    let expander = ScanpathExpander(corpus: corpus, patterns: PatternTable(corpus: corpus, keeping: 3))
    #expect(expander.variants(seed: 1).count == 4)
  }

  @Test(arguments: EyeMulatorBehaviour.allCases)
  func pathsAreAFunctionOfSeedAndMethod(_ behaviour: EyeMulatorBehaviour) throws {
    let generator = Self.generator(try Self.priors(), behaviour)
    let codes = try SyntheticCorpus.random(methods: 20, paths: 0, seed: 8).codes
    let first = codes.map { generator.pseudoScanpath(for: $0, seed: 1) }
    #expect(first == codes.map { generator.pseudoScanpath(for: $0, seed: 1) })
    #expect(first != codes.map { generator.pseudoScanpath(for: $0, seed: 2) })
    var renamed = codes[0]
    renamed.id = "another"
    #expect(generator.pseudoScanpath(for: renamed, seed: 1).tokens != first[0].tokens)
    #expect(generator.pseudoScanpath(for: SyntheticCorpus.code("m", []), seed: 1).tokens.isEmpty)
  }

  @Test func theArtefactsPatternsAreWrittenToNeighbours() throws {
    // Masked tokens 0, 2 and 3 form a trigram; its number goes to tokens 0, 1 and 2, and 3 stands alone.
    let counts = NGramCounts([LabelNGram([.loop, .return, .literal]): 1])
    let priors = LabelPriors(salience: [], counts: counts)
    let generator = Self.generator(priors, .artifact)
    let labels: [SemanticLabel] = [.loop, .comment, .return, .literal, .loop]
    let tokens = generator.artifactPatterns(
      ids: labels.map { UInt8($0.id) }, lines: [0, 0, 0, 0, 0], mask: [true, false, true, true, true])
    #expect(tokens.map(\.order) == [1, 1, 1, 2, 3])
    #expect(tokens.map(\.pattern) == [21, 21, 21, SemanticLabel.literal.id, SemanticLabel.loop.id])
    #expect(tokens.map(\.isMasked) == [true, false, true, true, true])
  }

  @Test func theTimeGrowsAsTheMethodsDo() throws {
    let priors = try Self.priors()
    let codes = try SyntheticCorpus.random(methods: 4000, paths: 0, seed: 2).codes
    for behaviour in EyeMulatorBehaviour.allCases {
      let generator = Self.generator(priors, behaviour)
      func masked(_ count: Int) -> Int {
        codes.prefix(count).reduce(0) { $0 + generator.pseudoScanpath(for: $1, seed: 1).maskedCount }
      }
      // Eight times as many: with the square of the number it would be 64 times the time.
      let growth = ProcessorTime.growth(below: 24, from: { _ = masked(500) }, to: { #expect(masked(4000) > 20_000) })
      #expect(growth < 24, "\(behaviour.rawValue)")
    }
  }
}

/// Against the rows that the artefact's authors published.
@Suite(.enabled(if: SharedData.holds("eyemulator/corpus"), "needs the shared data (FOVEA_DATA)"))
struct PseudoScanpathCorpusTests {
  private let files: EyeMulatorPriorFiles
  private let generator: PseudoScanpathGenerator

  init() throws {
    files = try EyeMulatorPriorFiles(folder: SharedData.path("eyemulator/priors/combined"))
    var settings = PseudoScanpathSettings()
    settings.behaviour = .artifact
    generator = PseudoScanpathGenerator(
      priors: files.labelPriors(), vocabulary: PatternVocabulary(index: files.index ?? [:]), settings: settings)
  }

  @Test(arguments: [("summarization_valid", 0.97), ("translation_valid", 0.97), ("completion_valid_sample", 0.5)])
  func patternsFollowFromTheRowsMask(_ name: String, _ atLeast: Double) throws {
    let rows = try AnnotatedRow.read(name)
    var same = 0
    for row in rows {
      let tokens = generator.artifactPatterns(
        ids: row.labels.map(UInt8.init), lines: row.lines, mask: row.mask.map { $0 == 1 })
      let ours = Segment.all(inOrder: tokens.map(\.order)).filter { $0.length > 1 }
      if ours == row.segments.filter({ $0.length > 1 }) { same += 1 }
    }
    print("\(name): patterns of \(same) of \(rows.count) rows follow from their masks")
    #expect(Double(same) >= atLeast * Double(rows.count))
  }

  @Test func masksAndLengthsComeNearTheRows() throws {
    let rows = try AnnotatedRow.read("summarization_valid")
    var counts: [SemanticLabel: (tokens: Int, rows: Int, ours: Int)] = [:]
    var lengths: [Int: (rows: Int, ours: Int)] = [:]
    for row in rows {
      guard let code = row.code else { continue }
      let path = generator.pseudoScanpath(for: code, seed: 1)
      for (place, token) in code.tokens.enumerated() {
        counts[token.label, default: (0, 0, 0)].tokens += 1
        counts[token.label, default: (0, 0, 0)].rows += row.mask[place]
        counts[token.label, default: (0, 0, 0)].ours += path.tokens[place].isMasked ? 1 : 0
      }
      for segment in row.segments { lengths[segment.length, default: (0, 0)].rows += 1 }
      for segment in Segment.all(inOrder: path.tokens.map(\.order)) {
        lengths[segment.length, default: (0, 0)].ours += 1
      }
    }
    for (label, count) in counts.sorted(by: { $0.key < $1.key }) {
      let shares = (Double(count.rows) / Double(count.tokens), Double(count.ours) / Double(count.tokens))
      print(label.rawValue, count.tokens, shares.0, shares.1)
      #expect(abs(shares.0 - shares.1) < 0.02, "\(label)")
    }
    for (length, count) in lengths.sorted(by: { $0.key < $1.key }) {
      print("patterns of \(length):", count.rows, count.ours)
      #expect(abs(Double(count.ours) / Double(count.rows) - 1) < 0.15)
    }
  }
}
