import Foundation
import TestSupport
import Testing

@testable import Scanpaths

struct MotifTests {
  @Test func patternsPackAndUnpack() throws {
    for length in 1...6 {
      let labels = Array(SemanticLabel.allCases.suffix(length))
      let pattern = LabelNGram(labels)
      #expect(pattern.labels == labels)
      #expect(pattern.length == length)
      let bytes = try JSONEncoder().encode(pattern)
      #expect(try JSONDecoder().decode(LabelNGram.self, from: bytes) == pattern)
      guard length > 1 else { continue }
      #expect(pattern.prefix.labels == labels.dropLast())
      #expect(pattern.suffix.labels == Array(labels.dropFirst()))
    }
    #expect(LabelNGram([.variableDeclaration]) < LabelNGram([.argument, .argument]))
    #expect(LabelNGram([.argument, .loop]) < LabelNGram([.loop, .argument]))
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(LabelNGram.self, from: Data("[]".utf8)) }
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(LabelNGram.self, from: Data(#"["lop"]"#.utf8)) }
  }

  @Test func countsParticipantsMethodsAndLift() throws {
    let first = SyntheticCorpus.code("a", [.loop, .return])
    let second = SyntheticCorpus.code("b", [.loop, .return])
    let corpus = try ScanpathSet(
      codes: [first, second],
      scanpaths: [
        SyntheticCorpus.path([0, 1, 0, 1], participant: "x", code: "a"),
        SyntheticCorpus.path([0, 1], participant: "x", code: "b"),
        SyntheticCorpus.path([0, 1, 1], participant: "y", code: "b"),
      ])
    var settings = MotifSettings()
    settings.minimumSupport = 4
    let motifs = MotifMiner.motifs(in: corpus, settings: settings)
    #expect(motifs.map(\.labels.labels) == [[.loop, .return]])
    #expect(motifs[0].count == 4 && motifs[0].participants == 2 && motifs[0].methods == 2)
    // In the first method 3 places, in the second 2, where y's return is one event; half of the events are loops, and
    // half of the sequences that do not stay on a token begin with one.
    #expect(abs(motifs[0].lift - 4 / (3 * 0.5 + 2 * 0.5)) < 1e-12)
    #expect(motifs[0].countPerToken == 4)
    settings.minimumSupport = 5
    #expect(MotifMiner.motifs(in: corpus, settings: settings).isEmpty)
  }

  @Test func patternsInsideLongerOnesOfTheSameSupportAreDropped() throws {
    let code = SyntheticCorpus.code("m", [.loop, .return, .literal, .comment])
    // "loop return literal" 5 times, "loop return" once more on its own.
    let paths = (0..<5).map { SyntheticCorpus.path([0, 1, 2], participant: "\($0)") }
    let corpus = try ScanpathSet(codes: [code], scanpaths: paths + [SyntheticCorpus.path([0, 1, 3])])
    var settings = MotifSettings()
    #expect(
      MotifMiner.motifs(in: corpus, settings: settings).map(\.labels.labels) == [
        [.loop, .return], [.loop, .return, .literal],
      ])
    settings.closedOnly = false
    #expect(MotifMiner.motifs(in: corpus, settings: settings).map(\.count) == [6, 5, 5])
  }

  /// Methods of different labels, in each of which labels follow each other by chance: no lift, although loops follow
  /// loops far more often than over all methods together.
  @Test func aMixOfMethodsMakesNoLift() throws {
    let loops = SyntheticCorpus.code("loops", Array(repeating: .loop, count: 8))
    let returns = SyntheticCorpus.code("returns", Array(repeating: .return, count: 8))
    let paths = ["loops", "returns"].map { SyntheticCorpus.path(Array(0..<8), code: $0) }
    let corpus = try ScanpathSet(codes: [loops, returns], scanpaths: paths)
    for motif in MotifMiner.motifs(in: corpus) { #expect(abs(motif.lift - 1) < 1e-12) }
  }

  @Test func aFixationIsOneEventAndARefixationPartOfIt() throws {
    // `sb` and `append` in one box, looked at three times in a row, then another token, then the box's longer part.
    let code = SyntheticCorpus.code("m", [.variable, .functionCall, .loop])
    func box(_ milliseconds: Double) -> [Scanpath.Visit] {
      [
        .init(token: 0, durationMilliseconds: milliseconds / 4),
        .init(token: 1, durationMilliseconds: milliseconds * 3 / 4, continuesFixation: true),
      ]
    }
    let visits =
      box(100) + box(200) + box(100) + [.init(token: 2, durationMilliseconds: 50)]
      + [.init(token: 1, durationMilliseconds: 80)]
    let path = Scanpath(participant: "p", code: "m", visits: visits)
    #expect(path.events().map(\.token) == [1, 2, 1])
    #expect(path.events(.fixations).map(\.token) == [1, 1, 1, 2, 1])
    #expect(path.events(.tokens).map(\.token) == [0, 1, 0, 1, 0, 1, 2, 1])
    #expect(path.events().map(\.durationMilliseconds) == [400, 50, 80])
    #expect(path.events()[0].visits.map(\.token) == [0, 1])
    #expect(path.events()[0].visits.map(\.durationMilliseconds) == [100, 300])
    let corpus = try ScanpathSet(codes: [code], scanpaths: [path])
    var settings = MotifSettings()
    (settings.minimumSupport, settings.closedOnly) = (1, false)
    let motifs = MotifMiner.motifs(in: corpus, settings: settings)
    #expect(
      motifs.map(\.labels.labels) == [
        [.functionCall, .loop], [.loop, .functionCall], [.functionCall, .loop, .functionCall],
      ])
    // Counted token by token, the three fixations are five moves that nobody made.
    #expect(MotifMiner.motifs(in: corpus.counting(.tokens), settings: settings).first?.count == 3)
    #expect(motifs.map(\.countPerToken) == [1, 1, 1])
    // F★ has both tokens of the box, at one place in the order.
    let tokens = Augmenter(corpus: corpus).augment(0, of: corpus).tokens
    #expect(tokens.map(\.order) == [1, 1, 2])
    let table = PatternTable(corpus: corpus, keeping: 20)
    #expect(table.entries.map(\.count) == [1, 1, 1])
    #expect(tokens[0].pattern == 0 && tokens[1].pattern > 0)
  }

  /// A variable that is looked at six times in a row, then one beside it: one step, not six.
  @Test(arguments: EventUnit.allCases) func stayingOnATokenIsNoMotifUnlessRepeatsAreKept(_ unit: EventUnit) throws {
    let code = SyntheticCorpus.code("m", [.variable, .variable])
    let corpus = try ScanpathSet(
      codes: [code], scanpaths: [SyntheticCorpus.path([0, 0, 0, 0, 0, 0, 1])], unit: unit)
    var settings = MotifSettings()
    (settings.minimumSupport, settings.maximumLength) = (1, 2)
    let motifs = MotifMiner.motifs(in: corpus, settings: settings)
    #expect(motifs.map(\.labels.labels) == [[.variable, .variable]] && motifs.map(\.count) == [1])
    #expect(motifs.map(\.lift) == [1], "both are variables, by chance too")
    settings.keepsRepeats = true
    #expect(MotifMiner.motifs(in: corpus, settings: settings).map(\.count) == [6])
  }

  @Test func theTimeGrowsAsTheScanpathsDo() throws {
    // As many scanpaths, methods and visits as the EyeTrans study has, and an eighth of the scanpaths.
    let few = try SyntheticCorpus.random(methods: 155, paths: 62, visits: 103, seed: 1)
    let many = try SyntheticCorpus.random(methods: 155, paths: 498, visits: 103, seed: 1)
    let growth = ProcessorTime.growth(
      below: 24, from: { _ = MotifMiner.motifs(in: few) }, to: { #expect(MotifMiner.motifs(in: many).count > 100) })
    #expect(growth < 24)
  }
}
