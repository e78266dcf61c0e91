import Basics

/// The tokens of a tree as the data-flow rules count them: every leaf but comments, strings as a whole.
struct DataFlowTokens {
  /// For each node, the number of tokens that begin before it; one more entry at the end.
  private(set) var before: [Int32] = []
  /// The number by which a token goes. Inserted tokens at one place all go by the last one's.
  private(set) var numbers: [Int32] = []
  /// Each token's text as a number in `names`.
  private(set) var texts: [Int32] = []
  /// Whether a token's text is other than its kind: names and literals, not keywords or operators.
  private(set) var isVariable: [Bool] = []
  private(set) var names: [ArraySlice<UInt8>] = []
  /// For each node, whether it is a part of a token.
  private(set) var isPartOfToken: [Bool] = []

  /// - Parameter characterColumns: whether to cut the text at the bytes' columns as if they counted characters, as the
  ///   published programs do.
  init(_ tree: SyntaxTree, _ roles: DataFlowRoles, characterColumns: Bool) {
    let cutter = characterColumns && tree.source.contains { $0 >= 0x80 } ? CharacterCutter(tree.source) : nil
    var places: [Int] = []
    before.reserveCapacity(tree.nodes.count + 1)
    var skipped = 0
    for node in tree.nodes.indices {
      before.append(Int32(places.count))
      isPartOfToken.append(node < skipped)
      guard node >= skipped else { continue }
      let kind = Int(tree.nodes[node].kind)
      guard roles.wholeTexts[kind] || !tree.hasChildren(node), !roles.comments[kind] else { continue }
      places.append(node)
      skipped = Int(tree.nodes[node].end)
    }
    before.append(Int32(places.count))
    var interner = ByteInterner()
    let kindNames = tree.grammar.kindNameBytes
    texts.reserveCapacity(places.count)
    isVariable.reserveCapacity(places.count)
    for place in places {
      let bytes = cutter?.text(of: tree.nodes[place]) ?? text(of: place, in: tree)
      texts.append(interner.number(of: bytes))
      isVariable.append(!kindNames[Int(tree.nodes[place].kind)].elementsEqual(bytes))
    }
    names = interner.strings
    numbers = places.indices.map { Int32($0) }
    for token in places.indices.dropLast().reversed() {
      let (node, next) = (tree.nodes[places[token]], tree.nodes[places[token + 1]])
      guard node.start == next.start, node.finish == next.finish else { continue }
      numbers[token] = numbers[token + 1]
    }
  }

  /// The tokens at and below a node.
  func tokens(of node: Int, in tree: SyntaxTree) -> Range<Int> {
    Int(before[node])..<Int(before[Int(tree.nodes[node].end)])
  }

  /// The text of a token without its line feeds.
  private func text(of node: Int, in tree: SyntaxTree) -> ArraySlice<UInt8> {
    let bytes = tree.bytes(of: node)
    guard tree.nodes[node].start.line != tree.nodes[node].finish.line else { return bytes }
    return bytes.filter { $0 != UInt8(ascii: "\n") }[...]
  }
}

/// Cuts text at columns that were counted in bytes but are taken for characters.
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
