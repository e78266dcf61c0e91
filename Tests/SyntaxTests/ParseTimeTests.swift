import CTreeSitter
import Foundation
import Testing

@testable import Syntax

/// The limit of a parse.
struct ParseTimeTests {
  @Test func aTextThatTakesTooLongIsRefusedAndTheNextIsParsed() throws {
    let parser = SyntaxParser(.java, microseconds: 1)
    let long = String(repeating: "f(1); ", count: 100_000)
    #expect(throws: SyntaxError.tookTooLong(bytes: 600_000)) { try parser.parse(long) }
    let tree = try parser.parse("int a;")
    #expect(tree.isSound && tree.source == Array("int a;".utf8))
  }

  /// What a text becomes must not depend on how busy the machine is, or whether it was suspended meanwhile.
  @Test func pausesOfTheProcessDoNotCount() throws {
    let parser = ts_parser_new()
    defer { ts_parser_delete(parser) }
    ts_parser_set_language(parser, Grammar.of(.java).language)
    ts_parser_set_timeout_micros(parser, 200_000)
    var text = Array(String(repeating: "f(1); ", count: 100).utf8CString)
    let tree = text.withUnsafeMutableBytes { bytes in
      var input = TSInput()
      input.payload = bytes.baseAddress
      input.encoding = TSInputEncodingUTF8
      // Ten bytes at a time, each after a pause: 600 ms in all.
      input.read = { payload, index, _, count in
        usleep(10_000)
        let rest = payload?.assumingMemoryBound(to: CChar.self).advanced(by: Int(index))
        count?.pointee = rest.map { UInt32(strnlen($0, 10)) } ?? 0
        return UnsafePointer(rest)
      }
      return ts_parser_parse(parser, nil, input)
    }
    #expect(tree != nil)
    ts_tree_delete(tree)
  }
}
