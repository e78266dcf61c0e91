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
    // 6 bigram places; 4 of 9 visits are loops, 5 returns.
    #expect(abs(motifs[0].lift - 4 / (6 * (4.0 / 9) * (5.0 / 9))) < 1e-12)
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

  @Test func refixationsCanCountAsOneVisit() throws {
    let code = SyntheticCorpus.code("m", [.loop, .loop])
    let corpus = try ScanpathSet(codes: [code], scanpaths: [SyntheticCorpus.path([0, 0, 0, 1, 1, 0])])
    var settings = MotifSettings()
    (settings.minimumSupport, settings.maximumLength) = (1, 2)
    #expect(MotifMiner.motifs(in: corpus, settings: settings).map(\.count) == [5])
    settings.mergesRefixations = true
    #expect(MotifMiner.motifs(in: corpus, settings: settings).map(\.count) == [2])
  }

  @Test func minesAStudysScanpathsInUnderASecond() throws {
    // As many scanpaths, methods and visits as the EyeTrans study has.
    let corpus = try SyntheticCorpus.random(methods: 155, paths: 498, visits: 103, seed: 1)
    let duration = ProcessorTime.measure { #expect(MotifMiner.motifs(in: corpus).count > 100) }
    #expect(duration < .seconds(1))
    print("498 scanpaths, 51294 visits mined in \(duration)")
  }
}
