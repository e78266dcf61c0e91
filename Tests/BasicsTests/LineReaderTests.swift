import Foundation
import TestSupport
import Testing

@testable import Basics

struct LineReaderTests {
  private struct Record: Decodable, Equatable { var name: String }

  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func linesOfAnyLengthAndEndAreRead() throws {
    let long = String(repeating: "x", count: 700_001)
    let path = try folder.file("lines", "\u{FEFF}one\r\r\n\n" + long + "\r\nlast")
    let lines = try LineReader(path)
    #expect(try lines.next() == Array("one".utf8))
    #expect(try lines.next() == [])
    #expect(try lines.next() == Array(long.utf8))
    #expect(try lines.next() == Array("last".utf8))
    #expect(lines.line == 4 && lines.place == "\(path):4")
    #expect(try lines.next() == nil)
    #expect(try LineReader(folder.file("empty", "")).next() == nil)
  }

  @Test func whatIsNoTextFileIsRefused() throws {
    for mark: [UInt8] in [[0xFF, 0xFE, 0x61, 0], [0xFE, 0xFF, 0, 0x61]] {
      let wide = try folder.file("utf16", mark)
      let error = #expect(throws: DataLineError.self) { try LineReader(wide) }
      #expect(error?.line == 1 && error?.diagnosis.remedy.contains("iconv") == true)
    }
    #expect(throws: FileFailure(.read, path: folder.path("none"), errorNumber: ENOENT)) {
      try LineReader(folder.path("none"))
    }
    #expect(throws: FileFailure(.read, path: folder.path, errorNumber: EISDIR)) { try LineReader(folder.path) }
    let binary = try folder.file("binary", [UInt8](repeating: 7, count: LineReader.maximumLength + (1 << 19)))
    let error = #expect(throws: DataLineError.self) { try LineReader(binary).next() }
    #expect(error?.line == 1 && error?.problem.contains("64 MiB") == true)
  }

  /// A pipe gives what is there, in pieces that end anywhere.
  @Test func linesThatComeInPiecesAreWhole() throws {
    let pipe = Pipe()
    let text = (0..<20_000).map { "line \($0) é" }
    let writer = Thread {
      let bytes = Array((text.joined(separator: "\n") + "\n").utf8)
      for start in stride(from: 0, to: bytes.count, by: 997) {
        pipe.fileHandleForWriting.write(Data(bytes[start..<min(start + 997, bytes.count)]))
      }
      try? pipe.fileHandleForWriting.close()
    }
    writer.start()
    let lines = try LineReader(descriptor: dup(pipe.fileHandleForReading.fileDescriptor), path: "a pipe")
    var read: [String] = []
    while let line = try lines.nextText() { read.append(line) }
    #expect(read == text)
  }

  @Test func aMinusMeansStandardInputAndAnythingElseAFile() throws {
    let path = try folder.file("-", "one\n")
    #expect(try LineReader.input(path).nextText() == "one")
    #expect(try LineReader.input("/dev/null").next() == nil)
    #expect(throws: FileFailure.self) { try LineReader.input(folder.path("none")) }
  }

  @Test func textThatIsNotUTF8IsNamedWithItsLine() throws {
    let path = try folder.file("text", Array("good\n".utf8) + [0x61, 0xFF, 0x0A])
    let lines = try LineReader(path)
    #expect(try lines.nextText() == "good")
    let error = #expect(throws: DataLineError.self) { try lines.nextText() }
    #expect(error?.diagnosis.place == "\(path):2")
  }

  @Test func recordsAreReadFromLinesThatAreNotBlank() throws {
    let path = try folder.file("records", "{\"name\": \"a\"}\n\n \t\n{\"name\": \"b\", \"more\": 1}\r\n[]\n")
    let lines = try LineReader(path)
    func next() throws -> Record? { try lines.nextRecord(Record.self, form: "{\"name\": …}") }
    #expect(try next() == Record(name: "a"))
    #expect(try next() == Record(name: "b"))
    #expect(lines.line == 4)
    let error = #expect(throws: DataLineError.self) { try next() }
    #expect(error?.diagnosis.place == "\(path):5" && error?.diagnosis.remedy.contains("{\"name\": …}") == true)
    #expect(try next() == nil)
  }
}
