/// Parsing of code fragments, such as a method without its class.
extension SyntaxParser {
  /// Parses text as a file or as a class member, whichever gives fewer damaged bytes.
  ///
  /// Most grammars accept statements and functions at the top level. Other code, such as a constructor or an indented
  /// method, is parsed inside an artificial class; offsets, lines and columns are those of `source`, and the tree's
  /// root is then the class's body.
  ///
  /// - Throws: `SyntaxError` when the text is too long or takes too long to parse.
  public func parseFragment(_ source: [UInt8]) throws(SyntaxError) -> SyntaxTree {
    let plain = try parse(source)
    guard !plain.isSound, let shell = Shell.of(language, around: source) else { return plain }
    let opening = Array(shell.opening.utf8)
    let wrapped = try parse(opening + source + Array(shell.closing.utf8))
    guard let inner = wrapped.body(behind: opening.count, of: source), inner.damage < plain.damage else { return plain }
    return inner
  }

  /// Parses text as a file or as a class member, whichever gives fewer damaged bytes.
  ///
  /// - Throws: `SyntaxError` when the text is too long or takes too long to parse.
  public func parseFragment(_ source: String) throws(SyntaxError) -> SyntaxTree {
    try parseFragment(Array(source.utf8))
  }

  /// Text that wraps its content in a class. The opening ends with a line feed to preserve columns.
  private struct Shell {
    var opening: String
    var closing: String

    static func of(_ language: ProgrammingLanguage, around source: [UInt8]) -> Shell? {
      switch language {
      case .java, .cSharp, .javaScript: Shell(opening: "class _ {\n", closing: "\n}")
      case .cpp: Shell(opening: "class _ {\n", closing: "\n};")
      case .rust: Shell(opening: "impl _ {\n", closing: "\n}")
      case .python where source.first == UInt8(ascii: " ") || source.first == UInt8(ascii: "\t"):
        Shell(opening: "class _:\n", closing: "\n")
      case .c, .go, .python, .ruby: nil
      }
    }
  }
}

extension SyntaxTree {
  /// The bytes in errors, plus one for each inserted token.
  var damage: Int {
    var bytes = 0
    var node = 0
    while node < nodes.count {
      if nodes[node].traits.contains(.error) {
        bytes += Int(nodes[node].endByte - nodes[node].startByte)
        node = Int(nodes[node].end)
      } else {
        bytes += nodes[node].traits.contains(.missing) ? 1 : 0
        node += 1
      }
    }
    return bytes
  }

  /// The tree of the body of this tree's only class, if there is nothing else.
  ///
  /// - Parameters:
  ///   - offset: the start of the body's text in this tree's text, on its own line.
  ///   - inner: that text.
  fileprivate func body(behind offset: Int, of inner: [UInt8]) -> SyntaxTree? {
    let closing = offset + inner.count
    // The innermost node around all of the text is the class's body, unless the text closed the class too early.
    guard let field = grammar.field(named: "body"),
      let body = nodes.indices.first(where: { node in
        nodes[node].field == field && Int(nodes[node].startByte) <= offset && Int(nodes[node].endByte) >= closing
          && Int(nodes[node].startByte) > 0
      })
    else { return nil }
    return cut(body, to: offset..<closing, text: inner)
  }

  /// The subtree at a node, restricted to children inside a range of bytes, as a tree over that range's text.
  ///
  /// - Returns: nil when a node crosses the range's ends.
  private func cut(_ top: Int, to range: Range<Int>, text: [UInt8]) -> SyntaxTree? {
    var root = nodes[top]
    root.field = 0
    root.parent = -1
    root.traits.remove(.damaged)
    (root.startByte, root.endByte) = (0, UInt32(text.count))
    (root.start, root.finish) = (Point(line: 0, column: 0), Self.end(of: text))
    var result = [root]
    for child in children(of: top) {
      guard Int(nodes[child].startByte) >= range.lowerBound, Int(nodes[child].endByte) <= range.upperBound else {
        // The braces of the body; anything else here means that the text and its shell were mixed up.
        guard !nodes[child].traits.contains(.named) else { return nil }
        continue
      }
      let shift = Int32(result.count - child)
      for var node in nodes[child..<Int(nodes[child].end)] {
        node.parent = node.parent == Int32(top) ? 0 : node.parent + shift
        node.end += shift
        node.startByte -= UInt32(range.lowerBound)
        node.endByte -= UInt32(range.lowerBound)
        node.start.line -= 1
        node.finish.line -= 1
        if node.traits.contains(.damaged) { result[0].traits.insert(.damaged) }
        result.append(node)
      }
    }
    result[0].end = Int32(result.count)
    return SyntaxTree(language: language, source: text, nodes: result)
  }

  private static func end(of text: [UInt8]) -> Point {
    let lines = text.count { $0 == UInt8(ascii: "\n") }
    let last = text.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    return Point(line: UInt32(lines), column: UInt32(text.count - last))
  }
}
