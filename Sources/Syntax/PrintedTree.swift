/// tree-sitter's own S-expression of a damaged tree, kept for what the nodes do not show: tokens that the parser
/// inserted below the level of visible nodes, or the character where unexpected text began.
struct PrintedTree: Sendable {
  let text: [UInt8]

  enum Step {
    /// An opening parenthesis. `node` is nil for an inserted token without a node; `label` is the text up to the first
    /// child.
    case open(node: Int?, label: Range<Int>)
    /// The closing parenthesis of the innermost open one, with the end of its text.
    case close(end: Int)
  }

  /// Walks the parentheses in order and matches them with the nodes of the tree they were printed from.
  ///
  /// - Complexity: linear in the text's length.
  func walk(_ tree: SyntaxTree, _ visit: (Step) -> Void) {
    var node = -1
    var place = 0
    while place < text.count {
      switch text[place] {
      case UInt8(ascii: "("):
        let label = place..<endOfLabel(from: place + 1)
        if isHidden(label, in: tree.grammar) {
          visit(.open(node: nil, label: label))
        } else {
          repeat { node += 1 } while node > 0 && node < tree.nodes.count && !tree.isPrinted(node)
          visit(.open(node: node < tree.nodes.count ? node : nil, label: label))
        }
        place = label.upperBound
      case UInt8(ascii: ")"):
        place += 1
        visit(.close(end: place))
      default:
        place += 1
      }
    }
  }

  /// The end of the kind or, for `MISSING` and `UNEXPECTED`, of the next word, which may be a quoted parenthesis.
  private func endOfLabel(from start: Int) -> Int {
    let end = text[start...].firstIndex { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ")") } ?? text.count
    guard text[start..<end].elementsEqual("MISSING".utf8) || text[start..<end].elementsEqual("UNEXPECTED".utf8),
      end + 1 < text.count
    else { return end }
    let quote = text[end + 1]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return endOfLabel(from: end + 1) }
    // Only a quoted quotation mark directly follows the first one.
    var closing = end + 2
    if closing + 1 < text.count, text[closing] == quote, text[closing + 1] == quote { closing += 1 }
    while closing < text.count, text[closing] != quote { closing += 1 }
    return min(closing + 1, text.count)
  }

  /// Whether a label is that of an inserted token whose kind never appears as a node.
  private func isHidden(_ label: Range<Int>, in grammar: Grammar) -> Bool {
    let words = "(MISSING ".utf8
    guard text[label].starts(with: words) else { return false }
    var name = text[label].dropFirst(words.count)
    if name.first == UInt8(ascii: "\""), name.count > 1 { name = name.dropFirst().dropLast() }
    return !grammar.isVisible(String(decoding: name, as: UTF8.self))
  }
}
