/// Edges under construction, and the number lists that they and the states refer to.
///
/// The store begins with the number and then the text of every variable, so most lists exist from the start.
struct DataFlowEdges {
  typealias NumberList = DataFlowGraph.NumberList
  typealias Abandoned = DataFlowAnalysis.Abandoned

  private static let mostEdges = 1 << 20
  private static let mostNumbers = 1 << 22

  private(set) var edges: [DataFlowGraph.Edge] = []
  private var store: [Int32]
  private let tokens: DataFlowTokens
  private let order: NameOrder
  /// Hashes of names, if the order needs them.
  private var hashes: [Int32: UInt64] = [:]

  init(_ tokens: DataFlowTokens, order: NameOrder) {
    self.tokens = tokens
    self.order = order
    store = tokens.numbers + tokens.texts
    edges.reserveCapacity(tokens.numbers.count)
  }

  /// The tokens of consecutive variables.
  func places(of variables: Range<Int>) -> NumberList {
    NumberList(start: Int32(variables.lowerBound), count: Int32(variables.count))
  }

  /// The names of consecutive variables.
  func names(of variables: Range<Int>) -> NumberList {
    NumberList(start: Int32(tokens.numbers.count + variables.lowerBound), count: Int32(variables.count))
  }

  mutating func add(
    _ variable: Int, _ relation: DataFlowGraph.Relation, parents: NumberList, parentTokens: NumberList
  ) throws(Abandoned) {
    guard edges.count < Self.mostEdges else { throw Abandoned() }
    edges.append(
      DataFlowGraph.Edge(
        name: tokens.texts[variable], token: tokens.numbers[variable], relation: relation, parents: parents,
        parentTokens: parentTokens))
  }

  /// The distinct numbers of all lists, in ascending order.
  mutating func union(_ lists: [NumberList]) throws(Abandoned) -> NumberList {
    guard let first = lists.first else { return .empty }
    if first.count <= 1, lists.allSatisfy({ store[$0].elementsEqual(store[first]) }) { return first }
    var numbers = lists.flatMap { store[$0] }
    numbers.sort()
    var distinct: [Int32] = []
    distinct.reserveCapacity(numbers.count)
    for number in numbers where number != distinct.last { distinct.append(number) }
    if let kept = lists.first(where: { store[$0].elementsEqual(distinct) }) { return kept }
    return try keep(distinct)
  }

  /// Merges the edges that a loop produced twice, each at the position of the first.
  mutating func merge(from first: Int) throws(Abandoned) {
    struct Key: Hashable {
      var name: Int32
      var token: Int32
      var relation: DataFlowGraph.Relation
    }
    var places: [Key: Int] = [:]
    var groups: [[DataFlowGraph.Edge]] = []
    for edge in edges[first...] {
      let key = Key(name: edge.name, token: edge.token, relation: edge.relation)
      if let place = places[key] {
        groups[place].append(edge)
      } else {
        places[key] = groups.count
        groups.append([edge])
      }
    }
    edges.removeLast(edges.count - first)
    for group in groups { edges.append(try joined(group)) }
  }

  /// The graph of the edges in token order, without unconnected tokens. The edges of each token are merged, and the
  /// last one gives name and relation.
  mutating func graph() throws(Abandoned) -> DataFlowGraph {
    var isConnected = [Bool](repeating: false, count: tokens.count)
    for edge in edges where edge.parentTokens.count > 0 {
      isConnected[Int(edge.token)] = true
      for parent in store[edge.parentTokens] { isConnected[Int(parent)] = true }
    }
    // Token and position packed in one number: sorting these moves less data than sorting edges.
    var places: [UInt64] = []
    places.reserveCapacity(edges.count)
    for (place, edge) in edges.enumerated() where isConnected[Int(edge.token)] {
      places.append(UInt64(edge.token) << 32 | UInt64(place))
    }
    places.sort()
    var result: [DataFlowGraph.Edge] = []
    result.reserveCapacity(places.count)
    var group: [DataFlowGraph.Edge] = []
    for place in places {
      let edge = edges[Int(place & 0xFFFF_FFFF)]
      if let last = group.last, last.token != edge.token {
        result.append(try joined(group))
        group.removeAll(keepingCapacity: true)
      }
      group.append(edge)
    }
    if !group.isEmpty { result.append(try joined(group)) }
    return DataFlowGraph(edges: result, names: tokens.names, store: store)
  }

  /// The last of the given edges, with the parents of all.
  private mutating func joined(_ group: [DataFlowGraph.Edge]) throws(Abandoned) -> DataFlowGraph.Edge {
    var edge = group[group.count - 1]
    guard group.count > 1 else { return edge }
    // Add the names one edge at a time, since their order depends on that.
    var parents = group[0].parents
    for next in group.dropFirst() { parents = try distinctNames(parents, next.parents) }
    edge.parents = parents
    edge.parentTokens = try union(group.map(\.parentTokens))
    return edge
  }

  private mutating func distinctNames(_ first: NumberList, _ second: NumberList) throws(Abandoned) -> NumberList {
    if first.count <= 1, store[first].elementsEqual(store[second]) { return first }
    let names = Array(store[first] + store[second])
    return try keep(order.distinct(names, names: tokens.names, hashes: &hashes))
  }

  private mutating func keep(_ numbers: [Int32]) throws(Abandoned) -> NumberList {
    guard store.count + numbers.count <= Self.mostNumbers else { throw Abandoned() }
    defer { store += numbers }
    return NumberList(start: Int32(store.count), count: Int32(numbers.count))
  }
}
