import Syntax

/// The fingerprints of a text's parts, for the syntax and the data-flow match.
struct CodeParts: Sendable {
  var subtrees: [UInt64]
  var flows: [UInt64]
  var isSound: Bool

  /// The parts of a text; an unparseable text has none.
  init(_ text: [UInt8], _ mode: CodeBLEUMode, _ parser: SyntaxParser) {
    do {
      let tree = try mode.tree(text, parser)
      subtrees = SubtreeFingerprints(tree).values
      flows = mode.dataFlow(tree).fingerprints
      isSound = tree.isSound
    } catch {
      // Too long, or too slow to parse.
      (subtrees, flows, isSound) = ([0], [], false)
    }
  }
}

extension CodeBLEUStatistics {
  /// Adds a sample's matches of subtrees and of data flow.
  mutating func add(references: [CodeParts], prediction: CodeParts, mode: CodeBLEUMode) {
    switch mode {
    case .k4black, .microsoft:
      let candidates = FingerprintCounts(prediction.subtrees)
      for reference in references {
        matchedSubtrees += Double(reference.subtrees.count { candidates.contains($0) })
        subtrees += Double(reference.subtrees.count)
        matchedFlows += Double(Self.clippedMatches(reference.flows, prediction.flows))
        flows += Double(reference.flows.count)
      }
    case .fixed:
      // With several references, the best-matching one counts, separately for subtrees and for data flow.
      let trees = Self.best(
        references.map { (Self.clippedMatches($0.subtrees, prediction.subtrees), $0.subtrees.count) })
      let edges = Self.best(references.map { (Self.clippedMatches($0.flows, prediction.flows), $0.flows.count) })
      matchedSubtrees += Double(trees.matched)
      subtrees += Double(trees.total)
      matchedFlows += Double(edges.matched)
      flows += Double(edges.total)
    }
  }

  /// The number of elements with a partner; each partner is used once.
  private static func clippedMatches(_ expected: [UInt64], _ candidates: [UInt64]) -> Int {
    var left = FingerprintCounts(candidates)
    return expected.count { left.take($0) }
  }

  private static func best(_ counts: [(matched: Int, total: Int)]) -> (matched: Int, total: Int) {
    counts.max { $0.matched * max(1, $1.total) < $1.matched * max(1, $0.total) } ?? (0, 0)
  }
}
