import Foundation
import TestSupport
import Testing

@testable import Basics

/// What files become that an output replaces.
struct OutputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func mode(_ path: String) -> mode_t {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : 0
  }

  @Test func aReplacedFileKeepsItsPermissions() throws {
    let path = try folder.file("secret", "old")
    chmod(path, 0o600)
    try AtomicFile.write("new", to: path)
    #expect(mode(path) == 0o600)
    #expect(try folder.read("secret") == "new")
  }

  @Test func aLinkStaysALinkAndItsFileIsReplaced() throws {
    let file = try folder.file("real/file", "old")
    symlink("real/file", folder.path("link"))
    symlink("link", folder.path("second"))
    try AtomicFile.write("new", to: folder.path("second"))
    #expect(try String(contentsOfFile: file, encoding: .utf8) == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("second")) == "link")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder.path("link")) == "real/file")
    symlink("nothing", folder.path("dangling"))
    try AtomicFile.write("new", to: folder.path("dangling"))
    #expect(try folder.read("nothing") == "new")
    symlink("circle", folder.path("circle"))
    #expect(throws: FileFailure.self) { try AtomicFile.write("new", to: folder.path("circle")) }
  }

  @Test(.enabled(if: OwnDevice.isAvailable, "no device files can be made here"))
  func devicesAreWrittenToAndStay() throws {
    let null = try #require(OwnDevice.null.path(in: folder))
    let full = try #require(OwnDevice.full.path(in: folder))
    try AtomicFile.write("nothing to see", to: null)
    #expect(throws: FileFailure.self) { try AtomicFile.write("x", to: full) }
    var status = stat()
    for device in [null, full] { #expect(stat(device, &status) == 0 && status.st_mode & S_IFMT == S_IFCHR) }
  }

  @Test func pipesAreWrittenToAndFoldersRefused() throws {
    var status = stat()
    let pipe = folder.path("pipe")
    mkfifo(pipe, 0o600)
    // Nobody reads from it: an error at once, not a wait.
    #expect(throws: FileFailure.self) { try AtomicFile.write("x", to: pipe) }
    let reader = open(pipe, O_RDONLY | O_NONBLOCK)
    defer { close(reader) }
    try AtomicFile.write("through", to: pipe)
    var bytes = [UInt8](repeating: 0, count: 16)
    #expect(read(reader, &bytes, bytes.count) == 7)
    #expect(stat(pipe, &status) == 0 && status.st_mode & S_IFMT == S_IFIFO)

    #expect(throws: FileFailure.self) { try AtomicFile.write("x", to: folder.url("").path) }
  }

  @Test func nothingTemporaryIsLeft() throws {
    try AtomicFile.write("a", to: folder.path("a"))
    struct Stop: Error {}
    #expect(throws: Stop.self) { try AtomicFile.write(to: folder.path("a")) { _ in throw Stop() } }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url("").path) == ["a"])
  }
}

/// What can be read.
struct InputFileTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func aPipeWithoutAWriterIsAnErrorAndNotAWait() throws {
    let pipe = folder.path("pipe")
    mkfifo(pipe, 0o600)
    #expect(throws: DataLineError.self) { try InputFile.open(pipe) }
  }

  @Test func aPipeWithAWriterIsRead() throws {
    let pipe = folder.path("pipe")
    mkfifo(pipe, 0o600)
    let reader = open(pipe, O_RDONLY | O_NONBLOCK)
    let writer = open(pipe, O_WRONLY)
    let text = Array("one\ntwo\n".utf8)
    // A pipe that nobody has open for reading would end the writer by a signal.
    #expect(write(writer, text, text.count) == text.count)
    let lines = try LineReader(pipe)
    close(reader)
    close(writer)
    #expect(try lines.next() == Array("one".utf8))
    #expect(try lines.next() == Array("two".utf8))
    #expect(try lines.next() == nil)
  }

  @Test func foldersAndMissingFilesAreErrors() throws {
    #expect(throws: FileFailure.self) { try InputFile.bytes(of: folder.url("").path) }
    #expect(throws: FileFailure.self) { try InputFile.bytes(of: folder.path("missing")) }
    #expect(throws: FileFailure.self) { try LineReader(folder.url("").path) }
    let empty = try folder.file("empty", "")
    #expect(try InputFile.bytes(of: empty).isEmpty)
    #expect(try InputFile.bytes(of: "/proc/self/status").count > 100)
  }

  @Test func controlCharactersAreWrittenOut() {
    #expect("\u{1B}]0;title\u{07}\tname\n\u{9B}1m\u{7F}é".escapingControls == "\\x1b]0;title\\x07\tname\n\\x9b1m\\x7fé")
    #expect("plain – text".escapingControls == "plain – text")
    #expect("a,b\r\n1,2\r\nlone\rreturn".escapingControls == "a,b\r\n1,2\r\nlone\\x0dreturn")
    let table = TextTable(header: ["name"], rows: [["\u{1B}[31mred"]])
    #expect(table.rendered(.table) == "name\n\\x1b[31mred")
  }
}
