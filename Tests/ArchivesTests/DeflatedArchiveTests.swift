import Basics
import Foundation
import TestSupport
import Testing

@testable import Archives

struct DeflatedArchiveTests {
  private static let golden = #filePath.replacing("DeflatedArchiveTests.swift", with: "Golden/deflated.zip")

  private func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: Self.golden))) }

  private func archive(_ bytes: [UInt8], accepting form: ZipArchive.Form = .deflated) throws -> ZipArchive {
    try ZipArchive(of: FileBytes(copying: bytes, path: "a.zip"), accepting: form)
  }

  @Test func readsWhatPythonWrote() throws {
    let archive = try ZipArchive(of: FileBytes(mapping: Self.golden), accepting: .deflated)
    #expect(archive.members.keys.sorted() == ["Empty.java", "Stored.java", "folder/Long.java"])
    let long = try archive.content(of: "folder/Long.java", upTo: 1 << 20)
    #expect(String(decoding: long, as: UTF8.self) == String(repeating: "class Long {}\n", count: 500))
    #expect(try archive.content(of: "Stored.java", upTo: 100) == Array("class Stored {}\n".utf8))
    #expect(try archive.content(of: "Empty.java", upTo: 0) == [])
  }

  @Test func refusesWhatOnlyTheOtherFormMayHave() throws {
    let content = try bytes()
    let stored = #expect(throws: ZipArchiveError.self) { try archive(content, accepting: .stored) }
    #expect(stored?.problem == .noEndRecord(fileBytes: content.count))
  }

  @Test func refusesMembersThatAreTooLargeOrAbsent() throws {
    let archive = try archive(bytes())
    let large = #expect(throws: ZipArchiveError.self) { try archive.content(of: "folder/Long.java", upTo: 6_999) }
    #expect(large?.problem == .tooLarge(bytes: 7_000, limit: 6_999))
    let absent = #expect(throws: ZipArchiveError.self) { try archive.content(of: "Other.java", upTo: 1) }
    #expect(absent?.problem == .missing)
  }

  /// Every single bit that is flipped is either noticed, or changes no content.
  @Test func noticesEveryFlippedBit() throws {
    let content = try bytes()
    let sound = try archive(content)
    let texts = try sound.members.keys.sorted().map { try sound.content(of: $0, upTo: 1 << 20) }
    var noticed = 0
    for place in content.indices {
      for bit in 0..<8 {
        var damaged = content
        damaged[place] ^= 1 << UInt8(bit)
        do {
          let archive = try archive(damaged)
          // A name may change: then a member is missing, or is another one with the same content.
          let found = try archive.members.keys.sorted().map { try archive.content(of: $0, upTo: 1 << 20) }
          for text in found { #expect(texts.contains(text), "byte \(place), bit \(bit)") }
        } catch is ZipArchiveError {
          noticed += 1
        }
      }
    }
    #expect(noticed > 8 * content.count / 2)
  }

  @Test(arguments: [0, 1, 21, 22, 100, 400])
  func refusesCutArchives(count: Int) throws {
    let content = try bytes()
    #expect(throws: ZipArchiveError.self) { try archive(Array(content.prefix(count))) }
  }
}
