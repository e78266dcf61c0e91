import Testing

@testable import Scanpaths

struct AugmentationTests {
  private func augmented(
    _ code: LabelledCode, _ path: Scanpath, lines: Int = 3, patterns: Int = 20
  ) throws -> [AugmentedScanpath.Token] {
    var settings = AugmentationSettings()
    settings.adjacencyLines = lines
    settings.keptPatterns = patterns
    let corpus = try ScanpathSet(codes: [code], scanpaths: [path])
    return Augmenter(corpus: corpus, settings: settings).augment(0, of: corpus).tokens
  }

  @Test func addsTokensOfTheLabelWithinTheLinesAndKeepsTheOrder() throws {
    // Loops on lines 0, 1, 3 and 4; one literal on line 1 that nobody looks at.
    let code = SyntheticCorpus.code("m", [.loop, .literal, .loop, .return, .loop, .loop], lines: [0, 1, 1, 2, 3, 4])
    let path = SyntheticCorpus.path([3, 0, 5], milliseconds: [100, 400, 200])
    let near = try augmented(code, path, lines: 1)
    #expect(near.map(\.isFixated) == [true, false, false, true, false, true])
    #expect(near.map(\.isIncluded) == [true, false, true, true, true, true])
    #expect(near.map(\.order) == [2, 0, 2, 1, 3, 3])
    #expect(near.map(\.weight) == [1, 0, 1, 0.25, 0.5, 0.5])
    let far = try augmented(code, path, lines: 3)
    // The loop on line 3 is within reach of the one on line 0, which was looked at first.
    #expect(far.map(\.order) == [2, 0, 2, 1, 2, 3])
    let same = try augmented(code, path, lines: 0)
    #expect(same.map(\.order) == [2, 0, 0, 1, 0, 3])
  }

  @Test func aTokenVisitedTwiceKeepsItsFirstPlaceAndSumsItsTime() throws {
    let code = SyntheticCorpus.code("m", [.loop, .return])
    let tokens = try augmented(code, SyntheticCorpus.path([0, 1, 0], milliseconds: [100, 150, 200]))
    #expect(tokens.map(\.order) == [1, 2])
    #expect(tokens.map(\.weight) == [1, 0.5])
  }

  @Test func withoutDurationsAllFixatedTokensWeighTheSame() throws {
    let code = SyntheticCorpus.code("m", [.loop, .return, .literal])
    let tokens = try augmented(code, SyntheticCorpus.path([0, 1], milliseconds: [0, 0]))
    #expect(tokens.map(\.weight) == [1, 1, 0])
  }

  @Test func theLongestKeptPatternNamesAToken() throws {
    let code = SyntheticCorpus.code("m", [.loop, .return, .literal, .comment])
    let path = SyntheticCorpus.path([0, 1, 2, 0, 1, 2, 3])
    // Bigrams: loop return 2, return literal 2, literal loop 1, literal comment 1; trigram loop return literal 2.
    let corpus = try ScanpathSet(codes: [code], scanpaths: [path])
    let table = PatternTable(corpus: corpus, keeping: 3)
    let labels: [[SemanticLabel]] = [[.loop, .return], [.return, .literal], [.loop, .return, .literal]]
    #expect(table.entries.map(\.labels.labels) == labels)
    #expect(try augmented(code, path, patterns: 3).map(\.pattern) == [3, 3, 3, 0])
    #expect(try augmented(code, path, patterns: 2).map(\.pattern) == [1, 1, 2, 0])
    #expect(try augmented(code, path, patterns: 0).map(\.pattern) == [0, 0, 0, 0])
  }

  @Test func everyPropertyOfTheDefinitionHoldsOnRandomPaths() throws {
    let corpus = try SyntheticCorpus.random(methods: 8, paths: 40, seed: 3)
    var smaller: [Int] = []
    for radius in 0...3 {
      var settings = AugmentationSettings()
      settings.adjacencyLines = radius
      let all = Augmenter(corpus: corpus, settings: settings).augment(corpus)
      let sizes = all.map { $0.tokens.reduce(0) { $0 + ($1.isIncluded ? 1 : 0) } }
      if !smaller.isEmpty { #expect(zip(smaller, sizes).allSatisfy { $0 <= $1 }) }
      smaller = sizes
      for (index, augmented) in all.enumerated() {
        let path = corpus.scanpaths[index]
        let code = corpus.code(ofScanpath: index)
        for (place, token) in augmented.tokens.enumerated() {
          #expect(token.isIncluded == (token.order > 0))
          #expect(token.isFixated == path.visits.contains { $0.token == place })
          #expect((0...1).contains(token.weight))
          guard token.isIncluded else { continue }
          #expect(
            corpus.events[index][token.order - 1].visits.contains { visit in
              let bringer = code.tokens[visit.token]
              return bringer.label == code.tokens[place].label && abs(bringer.line - code.tokens[place].line) <= radius
            })
        }
      }
    }
  }

  @Test func misfitsAreRefusedWithTheirPlace() {
    let code = SyntheticCorpus.code("m", [.loop])
    func problem(_ paths: [Scanpath], codes: [LabelledCode]? = nil) -> ScanpathSetError? {
      #expect(throws: ScanpathSetError.self) { try ScanpathSet(codes: codes ?? [code], scanpaths: paths) }
    }
    #expect(problem([], codes: [code, code]) == .repeatedMethod("m"))
    #expect(problem([SyntheticCorpus.path([0], code: "x")]) == .unknownMethod("x", participant: "p"))
    #expect(
      problem([SyntheticCorpus.path([0, 1])]) == .tokenOutside(1, of: 1, visit: 2, participant: "p", method: "m"))
    #expect(
      problem([SyntheticCorpus.path([-1])]) == .tokenOutside(-1, of: 1, visit: 1, participant: "p", method: "m"))
    #expect(
      problem([SyntheticCorpus.path([0], milliseconds: [.infinity])])
        == .impossibleDuration(.infinity, visit: 1, participant: "p", method: "m"))
    #expect(problem([SyntheticCorpus.path([0], milliseconds: [-1])])?.diagnosis.exitCode == .badData)
  }

  @Test func settingsAreChecked() {
    var settings = AugmentationSettings()
    settings.adjacencyLines = -1
    #expect(throws: (any Error).self) { try settings.validate() }
    var expansion = ExpansionSettings()
    #expect(throws: Never.self) { try expansion.validate() }
    expansion.skipProbability = .nan
    #expect(throws: (any Error).self) { try expansion.validate() }
    var motifs = MotifSettings()
    motifs.maximumLength = 7
    #expect(throws: (any Error).self) { try motifs.validate() }
    motifs.maximumLength = 1
    #expect(throws: (any Error).self) { try motifs.validate() }
  }
}
