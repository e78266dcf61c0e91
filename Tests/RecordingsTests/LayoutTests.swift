import Basics
import GazeSamples
import Importers
import TestSupport
import Testing

@testable import Recordings

struct LayoutTests {
  private func boxes(_ rectangles: [(Double, Double, Double, Double)]) -> [TokenBox] {
    TokenBox.numbered(rectangles.map { ("b", ScreenRectangle(x: $0.0, y: $0.1, width: $0.2, height: $0.3), "") })
  }

  @Test func pointsInsideBelongToTheSmallestBox() {
    let test = BoxHitTest(boxes: boxes([(0, 0, 100, 20), (0, 0, 40, 20), (60, 0, 40, 20), (60, 0, 40, 20)]))
    #expect(test.box(at: ScreenPoint(x: 10, y: 10)) == 1)
    #expect(test.box(at: ScreenPoint(x: 50, y: 10)) == 0)
    #expect(test.box(at: ScreenPoint(x: 70, y: 10)) == 2)
    #expect(test.box(at: ScreenPoint(x: 0, y: 0)) == 1)
    #expect(test.box(at: ScreenPoint(x: 40, y: 0)) == 0)
    #expect(test.box(at: ScreenPoint(x: 100, y: 0)) == nil)
    #expect(test.box(at: ScreenPoint(x: .nan, y: 0)) == nil)
  }

  @Test func pointsOutsideBelongToTheNearestWithinTheRadius() {
    let all = boxes([(0, 0, 10, 10), (30, 0, 10, 10), (30, 20, 5, 5)])
    let test = BoxHitTest(boxes: all, radius: 10)
    #expect(test.box(at: ScreenPoint(x: 12, y: 5)) == 0)
    #expect(test.box(at: ScreenPoint(x: 20, y: 5)) == 0)
    #expect(test.box(at: ScreenPoint(x: 32, y: 15)) == 2)
    #expect(test.box(at: ScreenPoint(x: 50.1, y: 5)) == nil)
    #expect(test.box(at: ScreenPoint(x: 10, y: 5)) == 0)
    #expect(BoxHitTest(boxes: all).box(at: ScreenPoint(x: 10, y: 5)) == nil)
  }

  @Test func tokensTakeTheCellsOfTheirCharacters() throws {
    let code = "int é;\n\tx = \"日本\" + y\r\n}"
    let cells = CodeCells(code, tabWidth: 4)
    func part(_ text: String) throws -> CodeCells.Part {
      let range = try #require(code.range(of: text))
      let begin = code.utf8.distance(from: code.startIndex, to: range.lowerBound)
      let parts = cells.parts(of: begin..<begin + text.utf8.count)
      #expect(parts.count == 1 && parts.first?.text == text)
      return try #require(parts.first)
    }
    let parts = try ["é", "x", "\"日本\"", "y", "}"].map(part)
    #expect(parts.map(\.line) == [0, 1, 1, 1, 2])
    #expect(parts.map(\.cells) == [4..<5, 4..<5, 8..<14, 17..<18, 0..<1])
    #expect(cells.parts(of: code.utf8.count + 5..<code.utf8.count + 9).isEmpty)
  }

  @Test func aTokenOverLinesHasAPartOnEach() {
    let parts = CodeCells("/* a\n\n   bc */ x", tabWidth: 4).parts(of: 0..<14)
    #expect(parts.map(\.text) == ["/* a", "bc */"])
    #expect(parts.map(\.line) == [0, 2] && parts.map(\.cells) == [0..<4, 3..<8])
  }

  @Test func wordsAreSplitAtWhiteSpace() {
    let code = "if (a)\n\n  b = b"
    let words = CodeCells(code, tabWidth: 4).words(of: 0..<code.utf8.count)
    #expect(words.map(\.text) == ["if", "(a)", "b", "=", "b"] && words.map(\.line) == [0, 0, 2, 2, 2])
    #expect(CodeCells("\n \t", tabWidth: 4).words(of: 0..<3).isEmpty)
  }

  @Test func boxesOutsideTheScreenAreCounted() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.ias", Samples.interestAreas)
    let layout = try BoxFile.eyeLink(path, screen: ScreenSize(width: 250, height: 200))
    #expect(layout.boxes.count == 2)
    #expect(layout.exclusions[.boxOutsideScreen] == 1 && layout.exclusions[.emptyBox] == 1)
    let wrong = try folder.file("b.ias", "RECTANGLE\t1\t2\t3\tx\t5\tlabel\n")
    #expect(throws: DataLineError.self) { try BoxFile.eyeLink(wrong) }
    let shapes = try folder.file("c.ias", "ELLIPSE\t1\t2\t3\t8\t9\te\nFREEHAND\t2\t1,1\t5,2\t3,9\tf\n")
    #expect(
      try BoxFile.eyeLink(shapes).boxes.map(\.rectangle) == [
        ScreenRectangle(x: 2, y: 3, width: 6, height: 6), ScreenRectangle(x: 1, y: 1, width: 4, height: 8),
      ])
  }
}
