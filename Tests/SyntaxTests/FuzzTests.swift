import Basics
import Foundation
import Testing

@testable import Syntax

/// Random bytes and damaged code through everything that looks at code as a tree. FOVEA_FUZZ_ROUNDS sets how many texts;
/// docs/metrics.md tells of the long run.
struct FuzzTests {
  static let rounds = ProcessInfo.processInfo.environment["FOVEA_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 2000

  @Test(arguments: ProgrammingLanguage.allCases) func anyBytesGiveAConsistentTree(_ language: ProgrammingLanguage)
    throws
  {
    let parser = SyntaxParser(language)
    let samples = SyntaxTreeTests.samples.map(\.1) + FragmentTests.fragments.map(\.1)
    for round in 0..<Self.rounds / ProgrammingLanguage.allCases.count {
      var stream = RandomStream(
        seed: 11, purpose: .testData, round, ProgrammingLanguage.allCases.firstIndex(of: language) ?? 0)
      let text = round % 4 == 0 ? Self.bytes(&stream) : Self.damaged(samples, &stream)
      let tree = try parser.parseFragment(text)
      #expect(tree.source == text)
      #expect(Int(tree.nodes[0].end) == tree.nodes.count)
      #expect(tree.tokens.allSatisfy { $0.bytes.upperBound <= text.count })
      #expect(!SubtreeFingerprints(tree).values.isEmpty)
      for graph in [DataFlowGraph.published(tree), .corrected(tree)] {
        #expect(graph.fingerprints.count == graph.edges.count)
      }
      #expect(CommentPatterns.removed(from: text, in: language).count <= max(text.count * 9, 16))
      #expect(tree.sourceWithoutComments.count <= text.count)
      #expect(!tree.sExpression(of: 0).isEmpty)
    }
  }

  private static func bytes(_ stream: inout RandomStream) -> [UInt8] {
    let alphabet = Array("(){}[];'\"/*#\\\n abc=+.:<>0 \tif for".utf8)
    let isText = stream.next() & 1 == 0
    return (0..<Int(stream.next() % 200)).map { _ in
      isText ? alphabet[Int(stream.next() % UInt64(alphabet.count))] : UInt8(truncatingIfNeeded: stream.next())
    }
  }

  private static func damaged(_ samples: [String], _ stream: inout RandomStream) -> [UInt8] {
    func pick(_ count: Int) -> Int { Int(stream.next() % UInt64(max(1, count))) }
    var text = Array(samples[pick(samples.count)].utf8)
    for _ in 0...pick(6) {
      let place = pick(text.count)
      switch pick(4) {
      case 0: text.insert(UInt8(truncatingIfNeeded: stream.next()), at: place)
      case 1 where !text.isEmpty: text.removeSubrange(place..<min(text.count, place + 1 + pick(8)))
      case 2: text.insert(contentsOf: text[place..<min(text.count, place + pick(30))], at: pick(text.count))
      default: text.insert(contentsOf: Array(samples[pick(samples.count)].utf8).prefix(pick(40)), at: place)
      }
    }
    return text
  }
}
