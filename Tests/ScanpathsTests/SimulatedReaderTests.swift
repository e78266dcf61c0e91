import Testing

@testable import Scanpaths

struct SimulatedReaderTests {
  private func priors() throws -> LabelPriors {
    LabelPriors(corpus: try SyntheticCorpus.random(methods: 5, paths: 30, seed: 4))
  }

  @Test func pathsAreMarkedSeededAndWithinReach() throws {
    let reader = SimulatedReader(priors: try priors())
    let codes = try SyntheticCorpus.random(methods: 30, paths: 0, seed: 8).codes
    var regressions = 0
    var transitions = 0
    for code in codes {
      let path = reader.read(code, reader: 3, seed: 1)
      #expect(path.isSimulated && path.participant == "simulated-3")
      #expect(path == reader.read(code, reader: 3, seed: 1))
      #expect(path.visits != reader.read(code, reader: 4, seed: 1).visits)
      #expect(path.visits != reader.read(code, reader: 3, seed: 2).visits)
      #expect(path.visits.first?.token == 0)
      #expect(path.visits.allSatisfy { (60...3000).contains($0.durationMilliseconds) })
      for (first, second) in zip(path.visits, path.visits.dropFirst()) {
        #expect(abs(code.tokens[first.token].line - code.tokens[second.token].line) <= reader.settings.reachLines)
        transitions += 1
        if second.token < first.token { regressions += 1 }
      }
    }
    let share = Double(regressions) / Double(transitions)
    #expect((0.2...0.45).contains(share), "\(share)")
    #expect(throws: Never.self) {
      try ScanpathSet(codes: codes, scanpaths: codes.map { reader.read($0, reader: 1, seed: 1) })
    }
    #expect(!SyntheticCorpus.path([0]).isSimulated)
  }

  @Test func salientLabelsAndKnownTransitionsAreSought() throws {
    let salience = [
      LabelSalience(label: .loop, hits: 90, tokens: 100), LabelSalience(label: .literal, hits: 5, tokens: 100),
      LabelSalience(label: .comment, hits: 50, tokens: 100),
    ]
    let counts = NGramCounts([LabelNGram([.loop, .literal]): 1, LabelNGram([.literal, .loop]): 99])
    let labels = (0..<300).map { [SemanticLabel.loop, .literal, .comment][$0 % 3] }
    let code = SyntheticCorpus.code("m", labels)
    func shares(_ counts: NGramCounts) -> [SemanticLabel: Int] {
      let path = SimulatedReader(priors: LabelPriors(salience: salience, counts: counts)).read(code, reader: 1, seed: 1)
      return path.visits.reduce(into: [:]) { $0[labels[$1.token], default: 0] += 1 }
    }
    let free = shares(NGramCounts())
    #expect((free[.loop] ?? 0) > 4 * (free[.literal] ?? 0))
    let bound = shares(counts)
    #expect((bound[.literal] ?? 0) > (free[.literal] ?? 0) * 2)
  }

  @Test func methodsWithoutTokensOrNeighboursAreRead() throws {
    let reader = SimulatedReader(priors: try priors())
    #expect(reader.read(SyntheticCorpus.code("m", []), reader: 1, seed: 1).visits.isEmpty)
    #expect(!reader.read(SyntheticCorpus.code("m", [.loop]), reader: 1, seed: 1).visits.isEmpty)
    let far = SyntheticCorpus.code("m", [.loop, .loop], lines: [0, 100])
    #expect(Set(reader.read(far, reader: 1, seed: 1).visits.map(\.token)) == [0])
  }

  @Test func withoutSkipsOrRegressionsTheReaderGoesOnTokenByToken() throws {
    var settings = SimulatedReaderSettings()
    (settings.skipProbability, settings.regressionProbability, settings.visitsPerAttendedToken) = (0, 0, 1)
    let reader = SimulatedReader(priors: try priors(), settings: settings)
    let code = try SyntheticCorpus.random(methods: 1, paths: 0, seed: 8).codes[0]
    let tokens = reader.read(code, reader: 1, seed: 1).visits.map(\.token)
    #expect(tokens == Array(0..<tokens.count) && tokens.count > 10)
  }
}
