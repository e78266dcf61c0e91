import Testing

@testable import Basics

struct ContentHashTests {
  @Test func valuesAreThePublishedOnes() {
    func hash(_ text: String) -> String {
      var hash = ContentHash()
      for byte in text.utf8 { hash.combine(byte: byte) }
      return hash.hexadecimal
    }
    #expect(hash("") == "6c62272e07bb014262b821756295c58d")
    #expect(hash("a") == "d228cb696f1a8caf78912b704e4a8964")
    #expect(hash("foobar") == "343e1662793c64bf6f0d3597ba446f18")
  }

  @Test func textsOfOtherLengthsDoNotRunTogether() {
    var joined = ContentHash()
    joined.combine("ab")
    joined.combine("")
    var split = ContentHash()
    split.combine("a")
    split.combine("b")
    #expect(joined.value != split.value)
  }
}
