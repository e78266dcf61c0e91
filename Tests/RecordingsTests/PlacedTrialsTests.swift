import Scanpaths
import TestSupport
import Testing

@testable import Recordings

/// Layouts in trials: what boxes, fixations, notes and files get.
struct PlacedTrialsTests {
  private static let code = "int f(int a, int b) {\n  a = a + b;\n  b = a + b;\n  return a + b;\n}\n"

  /// Boxes around words of the code, ten pixels a column and forty a line.
  private func boxes(_ words: [(text: String, line: Int, column: Int)]) -> [TokenBox] {
    TokenBox.numbered(
      words.map { word in
        let rectangle = ScreenRectangle(
          x: 10 * Double(word.column), y: 40 * Double(word.line), width: 10 * Double(max(word.text.count, 1)),
          height: 30)
        return (word.text, rectangle, "")
      })
  }

  private func trial(_ boxes: [TokenBox], on numbers: [Int], participant: String = "p") -> ReadingTrial {
    ReadingTrial(
      participant: participant, method: "m", language: "java", code: Self.code, boxes: boxes,
      fixations: numbers.map { Fixation(duration: 100, box: boxes[$0].reference) },
      provenance: Provenance(format: .eyeLinkReport, file: "f", line: 1))
  }

  private let words: [(text: String, line: Int, column: Int)] = [
    ("int", 0, 0), ("f(int", 0, 4), ("a,", 0, 10), ("int", 0, 13), ("b)", 0, 17), ("a", 1, 2), ("=", 1, 4), ("a", 1, 6),
    ("b;", 1, 10), ("b", 2, 2), ("a", 2, 6), ("b;", 2, 10), ("return", 3, 2), ("a", 3, 9), ("b;", 3, 13),
  ]

  private func places(_ trial: ReadingTrial, _ box: Int) -> [String] {
    trial.boxes[box].tokens.map { "\(trial.tokens[$0].text) \(trial.tokens[$0].line):\(trial.tokens[$0].column)" }
  }

  @Test func repeatedWordsAreToldApartByPlace() throws {
    let layout = boxes(words)
    let result = try #require(try MappedTrials([trial(layout, on: [14, 10])]).trials.first)
    #expect(places(result, 14) == ["b 4:13"] && places(result, 10) == ["a 3:6"])
    #expect(result.fixations.map(\.tokens) == [result.boxes[14].tokens, result.boxes[10].tokens])
    #expect(places(result, 1) == ["f 1:4", "int 1:6"])
    // Every box has its tokens, looked at or not.
    #expect(result.boxes.allSatisfy { !$0.tokens.isEmpty })
    #expect(result.notes.isEmpty)
  }

  @Test func theOrderOfTheFileAndOtherTrialsDoNotMatter() throws {
    let layout = boxes(words)
    let reversed = TokenBox.numbered(layout.reversed().map { ($0.reference.text, $0.rectangle, "") })
    let alone = try MappedTrials([trial(layout, on: [7])]).trials[0]
    let byText = ReadingTrial(
      participant: "q", method: "m", language: "java", code: Self.code,
      fixations: [Fixation(duration: 1, box: BoxReference(text: "a + b", occurrence: 0))],
      provenance: Provenance(format: .eyeTrans, file: "g", line: 1))
    let together = try MappedTrials([byText, trial(reversed, on: [7]), trial(layout, on: [7])]).trials
    #expect(together[2] == alone)
    #expect(places(together[1], 7) == places(alone, layout.count - 1 - 7))
  }

  @Test func aBoxWithoutACertainPlaceGetsNoToken() throws {
    // An advertisement far from the code; and a single box around one of several words, with nothing to place it by.
    let layout = boxes(words + [("Next", 30, 80)])
    let dataset = try MappedTrials([trial(layout, on: [15, 15, 0]), trial(boxes([("b", 3, 13)]), on: [0])])
    #expect(dataset.account.unmapped == [UnmappedReason.boxNotPlaced.rawValue: 3])
    #expect(dataset.trials[0].boxes[15].tokens.isEmpty && dataset.trials[1].boxes[0].tokens.isEmpty)
    #expect(dataset.trials[0].notes.count == 1 && dataset.trials[0].notes[0].contains("1 of 16 boxes"))
  }

  @Test func bracketsHaveAPlaceButNoToken() throws {
    let dataset = try MappedTrials([trial(boxes(words + [("{", 0, 20), ("}", 4, 0)]), on: [15, 16])])
    #expect(dataset.account.unmapped == [UnmappedReason.punctuationOnly.rawValue: 2])
    #expect(dataset.trials[0].notes.isEmpty)
  }

  @Test func aLabelThatDiffersFromTheCodeIsNotedAndThePlaceDecides() throws {
    var wrong = words
    wrong[7].text = "x"
    let result = try MappedTrials([trial(boxes(wrong), on: [7])]).trials[0]
    #expect(places(result, 7) == ["a 2:6"] && result.fixations[0].tokens == result.boxes[7].tokens)
    #expect(result.notes.count == 1 && result.notes[0].contains("1 of 15 boxes have a label that differs"))
    // Read again, nothing is said twice.
    #expect(try MappedTrials([result]).trials == [result])
  }

  @Test func blocksOfLinesCoverTheirTokens() throws {
    let body = TokenBox(
      reference: BoxReference(text: "", occurrence: 0),
      rectangle: ScreenRectangle(x: 15, y: 38, width: 120, height: 75),
      identifier: "body")
    let result = try MappedTrials([trial(boxes(words) + [body], on: [])]).trials[0]
    #expect(
      places(result, 15) == [
        "a 2:2", "= 2:4", "a 2:6", "+ 2:8", "b 2:10", "b 3:2", "= 3:4", "a 3:6", "+ 3:8", "b 3:10",
      ])
  }

  @Test func aLabelOfSeveralLinesIsFoundIfTheCodeHasItOnce() throws {
    let texts = ["int f(int a, int b) {", "a = a + b; b = a + b;", "return a + b; }"]
    let edges = [(0.0, 30.0), (40, 70), (120, 70)]
    let layout = TokenBox.numbered(
      zip(texts, edges).map { text, edge in
        (text, ScreenRectangle(x: 0, y: edge.0, width: 210, height: edge.1), "")
      })
    let result = try MappedTrials([trial(layout, on: [1])]).trials[0]
    #expect(result.boxes.map { $0.tokens.count } == [6, 10, 4])
  }

  @Test func boxesThatRepeatOthersHaveTheSameTokens() throws {
    let layout = boxes(words + words)
    let result = try MappedTrials([trial(layout, on: [15 + 14])]).trials[0]
    #expect((0..<15).allSatisfy { result.boxes[$0].tokens == result.boxes[15 + $0].tokens })
  }

  /// Files of earlier versions have no tokens at boxes.
  @Test func earlierTrialFilesAreMapped() throws {
    let folder = try TemporaryFolder()
    let result = try MappedTrials([trial(boxes(words), on: [14, 13])]).trials
    try TrialFile.write(result, to: folder.path("new.jsonl"))
    let text = try folder.read("new.jsonl")
    // Keys are sorted, so a box's tokens stand between its text and its width.
    let older = text.replacing(/,"tokens":\[[0-9,]*\],"width"/, with: ",\"width\"")
      .replacing(/"tokens":\[[0-9,]*\]\}/, with: "\"tokens\":[]}")
    #expect(older != text)
    let read = try TrialFile.read(folder.file("old.jsonl", older))
    #expect(read[0].boxes.allSatisfy { $0.tokens.isEmpty } && read[0].fixations.allSatisfy { $0.tokens.isEmpty })
    #expect(try MappedTrials(read).trials == result)
  }

  @Test func boxesKeepTokensThatTheyHave() throws {
    var given = trial(boxes(words), on: [0])
    given.tokens = [StimulusToken(text: "a + b", byteRange: 57..<62, line: 4, column: 9)]
    given.boxes[0].tokens = [0]
    let result = try MappedTrials([given]).trials[0]
    #expect(places(result, 0) == ["a 4:9", "+ 4:11", "b 4:13"])
    #expect(result.fixations[0].tokens == result.boxes[0].tokens)
  }

  @Test func hostileLayoutsAreNoProblem() {
    for width in [0, 1e-9, 1e4, .nan, .infinity] {
      let box = TokenBox(
        reference: BoxReference(text: "a", occurrence: 0),
        rectangle: ScreenRectangle(x: 0, y: 0, width: width, height: width))
      #expect(BoxPlacement([box, box, box], in: Self.code).ranges.count == 3)
      #expect(BoxPlacement([box], in: "").unplaced == [0])
      #expect(BoxPlacement([box], in: "\n \n").unplaced == [0])
    }
    #expect(BoxPlacement([], in: Self.code).ranges.isEmpty)
  }
}
