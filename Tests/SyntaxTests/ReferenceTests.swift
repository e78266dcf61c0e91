import TestSupport
import Testing

@testable import Syntax

/// Agreement with CodeBLEU's reference implementation and with CPython, by values that `Golden/make_reference.py` wrote.
struct ReferenceTests {
  private static func golden<Value: Decodable>(_ name: String) throws -> Value {
    try GoldenFolder().decoded(Value.self, name)
  }

  @Test func commentsGoAsInTheReference() throws {
    struct Removal: Decodable {
      var language: ProgrammingLanguage
      var text: String
      var removed: String
    }
    for removal in try Self.golden("comments.json") as [Removal] {
      let removed = CommentPatterns.removed(from: Array(removal.text.utf8), in: removal.language)
      #expect(removed.elementsEqual(removal.removed.utf8), "\(removal.language): \(removal.text.debugDescription)")
    }
  }

  @Test func setsIterateAsInPython() throws {
    struct Order: Decodable {
      var names: [String]
      var order: [String]
    }
    for order in try Self.golden("sets.json") as [Order] {
      let names = order.names.map { Array($0.utf8)[...] }
      let first = names.map { name in Int32(names.firstIndex(of: name) ?? 0) }
      var hashes: [Int32: UInt64] = [:]
      let ordered = NameOrder.pythonSet.distinct(first, names: names, hashes: &hashes)
      #expect(ordered.map { order.names[Int($0)] } == order.order)
      var seen: Set<Int32> = []
      #expect(
        NameOrder.firstAppearance.distinct(first, names: names, hashes: &hashes)
          == first.filter { seen.insert($0).inserted })
    }
  }
}
