import Basics

/// The tokens of a tree by the data-flow rules: every leaf except comments, and each string as a whole.
///
/// A *variable* is a token whose text differs from its kind: a name or a literal, not a keyword or an operator.
struct DataFlowTokens {
  /// For each node, the number of variables before it; one more entry at the end.
  private var before: [Int32] = []
  /// For each node, whether it is part of a token.
  private(set) var isPartOfToken: [Bool] = []
  /// The number of tokens.
  private(set) var count = 0
  /// For each variable, its number: its index among all tokens. Tokens that the parser inserted at one position all
  /// have the number of the last one.
  private(set) var numbers: [Int32] = []
  /// For each variable, its text as an index in `names`.
  private(set) var texts: [Int32] = []
  private(set) var names: [ArraySlice<UInt8>] = []

  /// - Parameter characterColumns: whether to cut the text at byte columns as if they counted characters, like the
  ///   published programs.
  init(_ tree: SyntaxTree, _ roles: DataFlowRoles, characterColumns: Bool) {
    let cutter = characterColumns && tree.source.contains { $0 >= 0x80 } ? CharacterCutter(tree.source) : nil
    let places = findTokens(tree, roles)
    let last = lastTokens(places, tree)
    count = places.count
    before.reserveCapacity(tree.nodes.count + 1)
    texts.reserveCapacity(places.count)
    numbers.reserveCapacity(places.count)
    var interner = ByteInterner()
    let kindNames = tree.grammar.kindNameBytes
    tree.source.withUnsafeBufferPointer { source in
      for (token, place) in places.enumerated() {
        appendCounts(upTo: place)
        let node = tree.nodes[place]
        let kindName = kindNames[Int(node.kind)]
        if cutter == nil, node.start.line == node.finish.line {
          let range = Int(node.startByte)..<Int(node.endByte)
          let bytes = UnsafeBufferPointer(rebasing: source[range])
          if kindName.count == bytes.count, kindName.elementsEqual(bytes) { continue }
          texts.append(interner.number(of: bytes, tree.source[range]))
        } else {
          let text = cutter?.text(of: node) ?? Self.joinedLines(tree.bytes(of: place))
          if kindName.elementsEqual(text) { continue }
          texts.append(interner.number(of: text))
        }
        numbers.append(last[token])
      }
    }
    appendCounts(upTo: tree.nodes.count)
    names = interner.strings
  }

  /// Records, for the nodes up to an index, how many variables begin before them.
  private mutating func appendCounts(upTo place: Int) {
    while before.count <= place { before.append(Int32(texts.count)) }
  }

  /// The variables at and below a node.
  func variables(of node: Int, in tree: SyntaxTree) -> Range<Int> {
    Int(before[node])..<Int(before[Int(tree.nodes[node].end)])
  }

  /// The nodes that are tokens.
  private mutating func findTokens(_ tree: SyntaxTree, _ roles: DataFlowRoles) -> [Int] {
    var places: [Int] = []
    places.reserveCapacity(tree.nodes.count)
    isPartOfToken = [Bool](repeating: false, count: tree.nodes.count)
    var node = 0
    while node < tree.nodes.count {
      let traits = roles.traits[Int(tree.nodes[node].kind)]
      let end = Int(tree.nodes[node].end)
      guard traits.contains(.wholeText) || end == node + 1, !traits.contains(.comment) else {
        node += 1
        continue
      }
      places.append(node)
      for part in (node + 1)..<max(node + 1, end) { isPartOfToken[part] = true }
      node = end
    }
    return places
  }

  /// For each token, the last of those at exactly the same position.
  private func lastTokens(_ places: [Int], _ tree: SyntaxTree) -> [Int32] {
    var last = places.indices.map { Int32($0) }
    for token in places.indices.dropLast().reversed() {
      let (node, next) = (tree.nodes[places[token]], tree.nodes[places[token + 1]])
      if node.start == next.start, node.finish == next.finish { last[token] = last[token + 1] }
    }
    return last
  }

  /// The text without its line feeds.
  private static func joinedLines(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    text.filter { $0 != UInt8(ascii: "\n") }[...]
  }
}

/// Cuts text at byte columns as if they counted characters.
private struct CharacterCutter {
  private let lines: [[Unicode.Scalar]]

  init(_ source: [UInt8]) {
    lines = String(decoding: source, as: UTF8.self).unicodeScalars.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(Array.init)
  }

  func text(of node: SyntaxTree.Node) -> ArraySlice<UInt8> {
    let (first, last) = (Int(node.start.line), Int(node.finish.line))
    guard last < lines.count else { return [] }
    let start = min(Int(node.start.column), lines[first].count)
    let end = min(Int(node.finish.column), lines[last].count)
    var scalars: [Unicode.Scalar] = []
    if first == last {
      if start < end { scalars = Array(lines[first][start..<end]) }
    } else {
      scalars = Array(lines[first][start...]) + lines[(first + 1)..<last].joined() + lines[last][..<end]
    }
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return Array(String(text).utf8)[...]
  }
}
