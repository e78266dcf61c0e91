import Foundation
import GazeSamples
import Importers
import ReadingTables
import TestSupport
import Testing

@testable import Recordings

struct MappedTrialsTests {
  private let code = "int twice(int n) {\n  return 2 * n; // doubles\n}"

  private func trial(_ fixations: [Fixation], code: String? = nil, language: String? = "java") -> ReadingTrial {
    ReadingTrial(
      participant: "p1", method: "m", language: language, code: code ?? self.code, fixations: fixations,
      provenance: Provenance(format: .eyeTrans, file: "f", line: 1))
  }

  @Test func boxesPlacesAndTokensLeadToTheSameTokens() throws {
    let box = Fixation(duration: 100, box: BoxReference(text: "n", occurrence: 1))
    let place = Fixation(duration: 50, source: SourcePlace(file: "f", line: 2, column: 14))
    let dataset = try MappedTrials([trial([box, place])])
    let method = try #require(dataset.methods["m"])
    let visits = try #require(dataset.scanpaths.first).visits
    #expect(visits.map { method.tokens[$0.token].text } == ["n", "n"])
    #expect(visits.map { method.tokens[$0.token].line } == [1, 1])
    #expect(visits.map(\.durationMilliseconds) == [100, 50])
    // Read back from its own tokens, the trial says the same.
    let again = try MappedTrials(dataset.trials)
    #expect(again.scanpaths == dataset.scanpaths)
    #expect(again.trials == dataset.trials)
  }

  /// An import finds the tokens of fixations. Whoever reads its file takes these, and finds the same scanpaths each time.
  @Test func aTrialFileOfAnImportGivesTheSameScanpathsWhenItIsReadAgain() throws {
    let folder = try TemporaryFolder()
    var settings = ImportSettings()
    settings.code = try folder.file("methods.jsonl", Samples.methods)
    let recording = try folder.file("recording.jsonl", Samples.eyeTrans)
    let imported = try GazeImporter(settings).readAll(recording).trials.compactMap { trial in
      if case .fixations(let trial) = trial, trial.code != nil { trial } else { nil }
    }
    let boxes = ["return x", "x = 0 +", "int", "+", "x.1", "nowhere", ";", "2 * n"].map {
      Fixation(duration: 60, box: BoxReference(text: $0, occurrence: 0))
    }
    let place = Fixation(duration: 70, source: SourcePlace(file: "f", line: 2, column: 14))
    let dataset = try MappedTrials(imported + [trial(boxes), trial([place])])
    #expect(imported.count == 1 && dataset.account.mappedFixations > 5 && !dataset.account.unmapped.isEmpty)

    try TrialFile.write(dataset.trials, to: folder.path("first.jsonl"))
    let first = try MappedTrials(TrialFile.read(folder.path("first.jsonl")))
    #expect(first.trials == dataset.trials && first.methods == dataset.methods)
    #expect(first.account.mappedFixations == dataset.account.mappedFixations)
    // The file names the tokens of a fixation without their shares, which follow from the tokens.
    #expect(first.scanpaths == dataset.scanpaths)
    #expect(first.scanpaths.contains { $0.visits.contains(where: \.continuesFixation) })
    for (trial, path) in zip(first.trials, first.scanpaths) {
      var times = [Double](repeating: 0, count: trial.tokens.count)
      for visit in path.visits { times[visit.token] += visit.durationMilliseconds }
      let measured = try ReadingSet([trial]).readings[0].measures(of: .token)?.map(\.measures.totalTime) ?? times
      #expect(zip(times, measured).allSatisfy { abs($0 - $1) < 1e-9 }, "the reading measures share alike")
    }
    try TrialFile.write(first.trials, to: folder.path("second.jsonl"))
    let second = try MappedTrials(TrialFile.read(folder.path("second.jsonl")))
    #expect(second.scanpaths == first.scanpaths && second.trials == first.trials)
    #expect(try folder.read("second.jsonl") == folder.read("first.jsonl"))
  }

  @Test func aFixationThatHasTokensIsNotLookedUpByItsBoxOrPlaceAgain() throws {
    let tokens = try #require(try MappedTrials([trial([])]).trials.first).tokens
    let texts = tokens.map(\.text)
    let (twice, number) = (try #require(texts.firstIndex(of: "twice")), try #require(texts.firstIndex(of: "2")))
    var given = trial([
      // The box is around another token, around nothing, around punctuation, and the place is another line's.
      Fixation(duration: 100, box: BoxReference(text: "n", occurrence: 1), tokens: [twice]),
      Fixation(duration: 100, box: BoxReference(text: "nowhere", occurrence: 7), tokens: [number]),
      Fixation(duration: 100, box: BoxReference(text: "{", occurrence: 0), tokens: [twice, number]),
      Fixation(duration: 100, tokens: [twice], source: SourcePlace(file: "f", line: 2, column: 14)),
      // This one has none, so it is looked up.
      Fixation(duration: 100, box: BoxReference(text: "return", occurrence: 0)),
    ])
    given.tokens = tokens
    let dataset = try MappedTrials([given])
    let visits = try #require(dataset.scanpaths.first).visits
    #expect(visits.map { texts[$0.token] } == ["twice", "2", "twice", "2", "twice", "return"])
    let sixth = 100.0 / 6
    for (visit, expected) in zip(visits, [100, 100, 5 * sixth, sixth, 100, 100]) {
      #expect(abs(visit.durationMilliseconds - expected) < 1e-9)
    }
    #expect(visits.map(\.continuesFixation) == [false, false, false, true, false, false])
    #expect(dataset.account.mappedFixations == 5 && dataset.account.unmapped.isEmpty)
    #expect(dataset.trials[0].fixations.map(\.tokens).dropLast() == given.fixations.map(\.tokens).dropLast())
  }

  /// A recorder may divide the text in a way of its own.
  @Test func tokensOfARecorderAreMetByTheirPlaceInTheText() throws {
    let start = try #require(code.utf8.firstRange(of: "2 * n".utf8)).lowerBound
    let place = code.utf8.distance(from: code.utf8.startIndex, to: start)
    var given = trial([Fixation(duration: 90, box: BoxReference(text: "twice", occurrence: 0), tokens: [0])])
    given.tokens = [StimulusToken(text: "2 * n", byteRange: place..<place + 5, line: 2, column: 9)]
    let dataset = try MappedTrials([given])
    let method = try #require(dataset.methods["m"])
    let visits = try #require(dataset.scanpaths.first).visits
    #expect(visits.map { method.tokens[$0.token].text } == ["2", "*", "n"])
    #expect(visits.allSatisfy { abs($0.durationMilliseconds - 30) < 1e-9 })
  }

  @Test func everythingIsAccountedFor() throws {
    let unknown = Fixation(duration: 100, box: BoxReference(text: "thrice", occurrence: 0))
    let punctuation = Fixation(duration: 100, box: BoxReference(text: "{", occurrence: 0))
    let nowhere = Fixation(duration: 100)
    var without = trial([nowhere])
    without.code = nil
    let trials = [trial([unknown, punctuation, nowhere]), without, trial([nowhere], language: "cobol"), trial([])]
    let account = try MappedTrials(trials).account
    #expect(account.trials == 4 && account.trialsWithoutCode == 1 && account.trialsOfUnknownLanguage == 1)
    #expect(account.fixations == 3 && account.mappedFixations == 0)
    #expect(account.unmapped.values.reduce(0, +) == 3 && account.unmapped.count == 3)
  }

  @Test func differentTextsOfOneNameAreDifferentMethods() throws {
    let dataset = try MappedTrials([trial([]), trial([], code: "int other() { return 1; }"), trial([])])
    #expect(dataset.methods.keys.sorted() == ["m", "m#2"])
    #expect(dataset.scanpaths.map(\.code) == ["m", "m#2", "m"])
  }
}
