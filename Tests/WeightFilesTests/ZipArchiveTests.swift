import Testing

@testable import Archives
@testable import WeightFiles

struct ZipArchiveTests {
  private let content = Array("content".utf8)

  private func problem(_ members: [ZipBuilder.Member]) -> ZipArchiveError.Problem? {
    #expect(throws: ZipArchiveError.self) {
      try ZipArchive(of: FileBytes(copying: ZipBuilder(members: members).build(), path: "hostile.zip"))
    }?.problem
  }

  @Test(arguments: [false, true])
  func findsStoredMembers(isWide: Bool) throws {
    let builder = ZipBuilder(
      members: [.init(name: "a/b", content: content), .init(name: "a/c", content: [])], isWide: isWide)
    let file = FileBytes(copying: builder.build(), path: "good.zip")
    let archive = try ZipArchive(of: file)
    #expect(Set(archive.members.keys) == ["a/b", "a/c"])
    let range = try #require(archive.members["a/b"]?.range)
    #expect(file.withBytes(in: range) { [UInt8]($0) } == content)
  }

  @Test func readsSizesAndOffsetsOfTheWideExtraField() throws {
    let unrelated = little(UInt16(0x4246)) + little(UInt16(1)) + [0]
    let wide = little(UInt16(1)) + little(UInt16(24)) + little(UInt64(7)) + little(UInt64(7)) + little(UInt64(0))
    let member = ZipBuilder.Member(
      name: "a", content: content, directorySize: .max, directoryStoredSize: .max, directoryStart: .max,
      directoryExtra: unrelated + wide)
    let file = FileBytes(copying: ZipBuilder(members: [member]).build(), path: "wide.zip")
    #expect(try ZipArchive(of: file).members["a"]?.range == 31..<38)
    var incomplete = member
    incomplete.directoryExtra = little(UInt16(1)) + little(UInt16(8)) + little(UInt64(7))
    #expect(problem([incomplete]) == .damagedRecord(offset: 38))
    var huge = member
    huge.directoryExtra =
      little(UInt16(1)) + little(UInt16(24)) + little(UInt64.max) + little(UInt64.max) + little(UInt64(0))
    #expect(problem([huge]) == .damagedRecord(offset: 38))
  }

  @Test(arguments: ["../a", "a/../b", "/a", "a//b", "a/./b", "a\\b", "C:a", "a\u{1}b", "a\nb", "", "a/"])
  func refusesNamesThatCouldLeadOutside(name: String) {
    #expect(problem([.init(name: name, content: content)]) == .unsafeName)
  }

  @Test func refusesMembersThatShareBytes() {
    let nested = ZipBuilder(members: [.init(name: "b", content: content)]).build()
    let outer = ZipBuilder.Member(name: "a", content: nested)
    #expect(problem([outer, .init(name: "b", content: content, directoryStart: 31)]) == .overlap(with: "a"))
    let twice = [
      ZipBuilder.Member(name: "a", content: content),
      .init(name: "b", content: content, directoryStart: 0, localName: "b"),
    ]
    #expect(problem(twice) == .damagedRecord(offset: 0))
    #expect(problem([.init(name: "a", content: content), .init(name: "a", content: content)]) == .repeatedName)
  }

  @Test func refusesFieldsThatDisagree() {
    #expect(problem([.init(name: "a", content: content, flags: 1)]) == .encrypted)
    #expect(
      problem([.init(name: "a", content: content, directoryStoredSize: 6)]) == .wrongSize(expected: 7, actual: 6))
    let tooLong = ZipBuilder.Member(name: "a", content: content, directorySize: 8, directoryStoredSize: 8)
    #expect(problem([tooLong]) == .beyondFile(end: 39, limit: 38))
    #expect(problem([.init(name: "a", content: content, localName: "b")]) == .damagedRecord(offset: 0))
    #expect(problem([.init(name: "a", content: content, directoryStart: 5)]) == .damagedRecord(offset: 5))
  }

  @Test func refusesWrongCounts() {
    func problem(count: UInt16) -> ZipArchiveError.Problem? {
      let bytes = ZipBuilder(members: [.init(name: "a", content: content)], countInEndRecord: count).build()
      return #expect(throws: ZipArchiveError.self) {
        try ZipArchive(of: FileBytes(copying: bytes, path: "f"), mostMembers: 8)
      }?.problem
    }
    #expect(problem(count: 0) == .damagedRecord(offset: 38))
    #expect(problem(count: 2) == .damagedRecord(offset: 38 + 47))
    #expect(problem(count: .max) == .tooManyMembers(limit: 8))
  }
}
