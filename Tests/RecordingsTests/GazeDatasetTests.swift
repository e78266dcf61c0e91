import Foundation
import Testing

@testable import Recordings

struct GazeDatasetTests {
  private let code = "int twice(int n) {\n  return 2 * n; // doubles\n}"

  private func trial(_ fixations: [Fixation], code: String? = nil, language: String? = "java") -> ReadingTrial {
    ReadingTrial(
      participant: "p1", method: "m", language: language, code: code ?? self.code, fixations: fixations,
      provenance: Provenance(format: .eyeTrans, file: "f", line: 1))
  }

  @Test func boxesPlacesAndTokensLeadToTheSameTokens() throws {
    let box = Fixation(duration: 100, box: BoxReference(text: "n", occurrence: 1))
    let place = Fixation(duration: 50, source: SourcePlace(file: "f", line: 2, column: 14))
    let dataset = try GazeDataset([trial([box, place])])
    let method = try #require(dataset.methods["m"])
    let visits = try #require(dataset.scanpaths.first).visits
    #expect(visits.map { method.tokens[$0.token].text } == ["n", "n"])
    #expect(visits.map { method.tokens[$0.token].line } == [1, 1])
    #expect(visits.map(\.durationMilliseconds) == [100, 50])
    // Read back from its own tokens, the trial says the same.
    let again = try GazeDataset(dataset.trials)
    #expect(again.scanpaths == dataset.scanpaths)
    #expect(again.trials == dataset.trials)
  }

  @Test func everythingIsAccountedFor() throws {
    let unknown = Fixation(duration: 100, box: BoxReference(text: "thrice", occurrence: 0))
    let punctuation = Fixation(duration: 100, box: BoxReference(text: "{", occurrence: 0))
    let nowhere = Fixation(duration: 100)
    var without = trial([nowhere])
    without.code = nil
    let trials = [trial([unknown, punctuation, nowhere]), without, trial([nowhere], language: "cobol"), trial([])]
    let account = try GazeDataset(trials).account
    #expect(account.trials == 4 && account.trialsWithoutCode == 1 && account.trialsOfUnknownLanguage == 1)
    #expect(account.fixations == 3 && account.mappedFixations == 0)
    #expect(account.unmapped.values.reduce(0, +) == 3 && account.unmapped.count == 3)
  }

  @Test func differentTextsOfOneNameAreDifferentMethods() throws {
    let dataset = try GazeDataset([trial([]), trial([], code: "int other() { return 1; }"), trial([])])
    #expect(dataset.methods.keys.sorted() == ["m", "m#2"])
    #expect(dataset.scanpaths.map(\.code) == ["m", "m#2", "m"])
  }
}
