import Basics
import GazeSamples
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

  @Test func tokensStandInTheirCells() throws {
    var metrics = FontMetrics()
    (metrics.originX, metrics.originY, metrics.tabWidth) = (100, 50, 4)
    let code = "int é;\n\tx = \"日本\" + y\r\n}"
    let bytes = Array(code.utf8)
    func token(_ text: String) throws -> StimulusToken {
      let range = try #require(code.range(of: text))
      let begin = code.utf8.distance(from: code.startIndex, to: range.lowerBound)
      return StimulusToken(text: text, byteRange: begin..<begin + text.utf8.count, line: 0, column: 0)
    }
    let tokens = try ["é", "x", "\"日本\"", "y", "}"].map(token)
    let found = try BoxSynthesis(metrics).boxes(of: tokens, in: code)
    #expect(
      found.map(\.rectangle) == [
        ScreenRectangle(x: 140, y: 50, width: 10, height: 20), ScreenRectangle(x: 140, y: 70, width: 10, height: 20),
        ScreenRectangle(x: 180, y: 70, width: 60, height: 20), ScreenRectangle(x: 270, y: 70, width: 10, height: 20),
        ScreenRectangle(x: 100, y: 90, width: 10, height: 20),
      ])
    #expect(found.map(\.tokens) == [[0], [1], [2], [3], [4]])
    let beyond = StimulusToken(text: "?", byteRange: bytes.count + 5..<bytes.count + 9, line: 9, column: 0)
    #expect(try BoxSynthesis(metrics).boxes(of: [beyond], in: code).isEmpty)
  }

  @Test func aTokenOverLinesHasABoxOnEach() throws {
    let code = "/* a\n\n   bc */ x"
    let token = StimulusToken(text: "/* a\n\n   bc */", byteRange: 0..<14, line: 1, column: 0)
    let found = try BoxSynthesis(FontMetrics()).boxes(of: [token], in: code)
    #expect(found.map(\.reference.text) == ["/* a", "bc */"])
    #expect(found[1].rectangle == ScreenRectangle(x: 30, y: 40, width: 50, height: 20))
  }

  @Test func wordsAndLinesHaveBoxes() throws {
    let synthesis = try BoxSynthesis(FontMetrics())
    let code = "if (a)\n\n  b = b"
    #expect(synthesis.wordBoxes(of: code).map(\.reference.text) == ["if", "(a)", "b", "=", "b"])
    #expect(synthesis.wordBoxes(of: code).last?.reference.occurrence == 1)
    #expect(
      synthesis.lineBoxes(of: code).map(\.rectangle) == [
        ScreenRectangle(x: 0, y: 0, width: 60, height: 20), ScreenRectangle(x: 20, y: 40, width: 50, height: 20),
      ])
    #expect(synthesis.lineBoxes(of: "").isEmpty && synthesis.wordBoxes(of: "\n \t").isEmpty)
  }

  /// What stands in a box is hit there: synthesis and hit test are inverse.
  @Test func theMiddleOfABoxHitsIt() throws {
    var metrics = FontMetrics()
    (metrics.cellWidth, metrics.lineHeight, metrics.originX) = (8.4, 19, 33)
    let found = try BoxSynthesis(metrics).wordBoxes(of: "public void f() {\n\tint x = f(1);\n\treturn x;\n}\n")
    let test = BoxHitTest(boxes: found)
    for (index, box) in found.enumerated() { #expect(test.box(at: box.rectangle.center) == index) }
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
