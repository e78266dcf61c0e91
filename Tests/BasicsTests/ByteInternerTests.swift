import Testing

@testable import Basics

struct ByteInternerTests {
  @Test func equalStringsShareTheNumberOfTheFirst() {
    var interner = ByteInterner(capacity: 1)
    let words = (0..<2000).map { "word\($0 % 700)" }
    let numbers = words.map { interner.number(of: Array($0.utf8)[...]) }
    #expect(numbers == words.indices.map { Int32($0 % 700) })
    #expect(interner.count == 700)
    #expect(interner.strings.enumerated().allSatisfy { $1.elementsEqual("word\($0)".utf8) })
  }

  @Test func slicesCompareByContentNotByPlace() {
    var interner = ByteInterner()
    let text = Array("abab".utf8)
    #expect(interner.number(of: text[0..<2]) == interner.number(of: text[2..<4]))
    #expect(interner.number(of: text[0..<1]) != interner.number(of: text[1..<2]))
    #expect(interner.number(of: []) == interner.number(of: text[3..<3]))
  }
}
