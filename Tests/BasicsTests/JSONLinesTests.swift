import Basics
import Foundation
import TestSupport
import Testing

struct JSONLinesTests {
  private struct Record: Codable, Equatable {
    struct Inner: Codable, Equatable { var numbers: [Int] }
    var name: String
    var inner: Inner?
  }

  @Test(
    arguments: [
      ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("a\r\nb\r\n", ["a", "b"]), ("\n", [""]),
      ("a\n\nb\n", ["a", "", "b"]), ("\u{FEFF}a\nb", ["a", "b"]), ("a\u{2028}b\rc\n", ["a\u{2028}b\rc"]),
    ])
  func linesEndAtLineFeedsAndAFinalOneOpensNoFurtherLine(content: String, expected: [String]) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("text", content)
    #expect(try TextFile.lines(of: path) == expected)
  }

  @Test func bytesThatAreNotUTF8AreBadDataWithTheLinesNumber() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("text", Array("good\n".utf8) + [0x61, 0xff, 0x0a])
    let error = #expect(throws: DataLineError.self) { try TextFile.lines(of: path) }
    #expect(error?.line == 2 && error?.path == path)
    #expect(error?.diagnosis.exitCode == .badData)
    #expect(error?.description.contains("\(path):2: the line is not valid UTF-8") == true)
  }

  @Test func aMissingFileOrAFolderIsAFailureToRead() throws {
    let folder = try TemporaryFolder()
    let missing = #expect(throws: FileFailure.self) { try TextFile.lines(of: folder.path("missing")) }
    #expect(missing == FileFailure(.read, path: folder.path("missing"), errorNumber: ENOENT))
    let directory = #expect(throws: FileFailure.self) { try TextFile.bytes(of: folder.path) }
    #expect(directory?.action == .read && directory?.path == folder.path)
  }

  @Test func recordsAreReadFromEveryLineThatIsNotBlank() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl", "{\"name\":\"ä\"}\n\n  \n{\"name\":\"b\",\"inner\":{\"numbers\":[1,2]}}\r\n")
    let records = try JSONLines.read(Record.self, from: path)
    #expect(records == [Record(name: "ä"), Record(name: "b", inner: .init(numbers: [1, 2]))])
  }

  @Test(
    arguments: [
      ("{\"name\": 1}", "\"name\" has the wrong type"), ("{}", "the key \"name\" is missing"),
      ("{\"name\": null}", "\"name\" is null"), ("{\"name\": ", "not valid JSON"),
      ("{\"name\":\"a\",\"inner\":{}}", "the key \"numbers\" is missing in inner"),
      ("{\"name\":\"a\",\"inner\":{\"numbers\":[1,\"x\"]}}", "\"inner.numbers[1]\" has the wrong type"),
    ])
  func aBadLineIsNamedWithItsKey(line: String, problem: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("a.jsonl", "{\"name\":\"first\"}\n\n\(line)\n")
    let error = #expect(throws: DataLineError.self) { try JSONLines.read(Record.self, from: path) }
    #expect(error?.line == 3)
    #expect(error?.problem.hasPrefix(problem) == true, "\(error?.problem ?? "")")
    #expect(error?.remedy.isEmpty == false)
  }

  @Test func aWholeFileErrorNamesNoLine() {
    #expect(DataLineError(path: "a", line: 0, problem: "is empty").description == "error: a: is empty")
  }

  @Test func aRecordIsOneLineWithSortedKeysAndReadsBack() throws {
    let record = Record(name: "a/b\n\"", inner: .init(numbers: [3]))
    let line = try JSONLines.line(record)
    #expect(line == "{\"inner\":{\"numbers\":[3]},\"name\":\"a/b\\n\\\"\"}")
    #expect(try JSONDecoder().decode(Record.self, from: Data(line.utf8)) == record)
  }
}
