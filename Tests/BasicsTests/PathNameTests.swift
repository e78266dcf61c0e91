import Foundation
import TestSupport
import Testing

@testable import Basics

struct PathNameTests {
  /// One-letter relative paths, on which Foundation's functions trap, among others.
  @Test(arguments: [
    ("x", ".", "x", "", "x"), ("x.y", ".", "x.y", "y", "x"), ("a/b.txt", "a", "b.txt", "txt", "a/b"),
    ("a/b/", "a", "b", "", "a/b"), ("/", "/", "", "", ""), ("/x", "/", "x", "", "/x"), ("", ".", "", "", ""),
    ("a//b", "a", "b", "", "a//b"), (".profile", ".", ".profile", "", ".profile"), ("a.b/c", "a.b", "c", "", "a.b/c"),
    ("a/.b.c", "a", ".b.c", "c", "a/.b"), ("..", ".", "..", "", ".."),
  ])
  func partsOfPaths(_ path: String, _ folder: String, _ last: String, _ ending: String, _ bare: String) {
    #expect(PathName.folder(of: path) == folder)
    #expect(PathName.last(of: path) == last)
    if path != ".." { #expect(PathName.fileExtension(of: path) == ending) }
    if path != ".." { #expect(PathName.withoutExtension(path) == bare) }
  }

  @Test func absolutePathsHaveNoDots() {
    let here = FileManager.default.currentDirectoryPath
    #expect(PathName.absolute("x") == "\(here)/x")
    #expect(PathName.absolute("./x/../y//z/") == "\(here)/y/z")
    #expect(PathName.absolute("/a/../../b") == "/b")
    #expect(PathName.joined("", "b") == "b")
    #expect(PathName.joined("a", "b") == "a/b")
    #expect(PathName.joined("a/", "b") == "a/b")
  }

  @Test func resolvedPathsFollowLinks() throws {
    let folder = try TemporaryFolder()
    let file = try folder.file("file", "")
    symlink(file, folder.path("link"))
    #expect(PathName.resolved(folder.path("link")) == PathName.resolved(file))
    #expect(PathName.resolved("no such file") == "no such file")
  }
}
