import Recordings
import Scanpaths
import Testing

struct PositionMappingTests {
  static let source = "int é = \"🙂é\" + y;\r\n\r\n  /* a\n b */ f(x);\n"

  private let code: LabelledCode
  private let mapping: PositionMapping

  init() throws {
    code = try Labeller(.java).label(Self.source, id: "")
    mapping = PositionMapping(code: code, source: Self.source)
  }

  private func text(_ line: Int, _ column: Int, _ unit: PositionMapping.ColumnUnit = .utf16) throws -> String {
    let hit = try mapping.nearest(line: line, column: column, unit: unit).get()
    return "\(code.tokens[hit.token].text) \(hit.distance)"
  }

  @Test func columnsCountAsTheEditorDoes() throws {
    #expect(try text(0, 4) == "é 0")
    #expect(try text(0, 6) == "= 0")
    #expect(try text(0, 7, .bytes) == "= 0")
    #expect(try text(0, 16) == "y 0")
    #expect(try text(0, 19, .bytes) == "+ 1")
  }

  @Test func theNearestTokenOfTheLineIsTaken() throws {
    #expect(try text(0, 3) == "int 1")
    #expect(try text(0, 99) == "y 2")
    #expect(try text(0, -5) == "int 0")
    #expect(try text(3, 5) == "/* a\n b */ 1")
    #expect(try text(3, 6) == "f 0")
  }

  @Test func aCommentOfSeveralLinesIsOnAllOfThem() throws {
    #expect(try text(2, 0) == "/* a\n b */ 2")
    #expect(try text(3, 0) == "/* a\n b */ 0")
  }

  @Test func placesWithoutTokensTellWhy() {
    #expect(mapping.nearest(line: 1, column: 0) == .failure(.emptyLine))
    #expect(mapping.nearest(line: 4, column: 0) == .failure(.emptyLine))
    #expect(mapping.nearest(line: 5, column: 0) == .failure(.outsideText))
    #expect(mapping.nearest(line: -1, column: 0) == .failure(.outsideText))
    #expect(mapping.nearest(byte: Self.source.utf8.count) == .failure(.outsideText))
    #expect(mapping.nearest(byte: -1) == .failure(.outsideText))
  }

  @Test func everyByteOfATokenIsOnIt() throws {
    for (place, token) in code.tokens.enumerated() {
      for byte in token.bytes {
        let hit = try mapping.nearest(byte: byte).get()
        #expect(hit == PositionMapping.Hit(token: place, distance: 0))
      }
    }
  }
}
