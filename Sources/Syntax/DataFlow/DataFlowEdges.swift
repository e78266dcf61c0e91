/// Edges while they are found, and the numbers that they and the states refer to.
///
/// The store begins with the number and then with the text of every variable, so that most lists are there from the start.
struct DataFlowEdges {
  typealias NumberList = DataFlowGraph.NumberList

  private(set) var edges: [DataFlowGraph.Edge] = []
  private var store: [Int32]
  private let tokens: DataFlowTokens
  private let order: NameOrder
  /// Of names, where the order asks for them.
  private var hashes: [Int32: UInt64] = [:]

  init(_ tokens: DataFlowTokens, order: NameOrder) {
    self.tokens = tokens
    self.order = order
    store = tokens.numbers + tokens.texts
    edges.reserveCapacity(tokens.numbers.count)
  }

  /// How many numbers are kept.
  var size: Int { store.count }

  /// The tokens of some variables that follow each other.
  func places(of variables: Range<Int>) -> NumberList {
    NumberList(start: Int32(variables.lowerBound), count: Int32(variables.count))
  }

  /// The names of some variables that follow each other.
  func names(of variables: Range<Int>) -> NumberList {
    NumberList(start: Int32(tokens.numbers.count + variables.lowerBound), count: Int32(variables.count))
  }

  mutating func add(
    _ variable: Int, _ relation: DataFlowGraph.Relation, parents: NumberList, parentTokens: NumberList
  ) {
    edges.append(
      DataFlowGraph.Edge(
        name: tokens.texts[variable], token: tokens.numbers[variable], relation: relation, parents: parents,
        parentTokens: parentTokens))
  }

  /// The numbers of all lists, each once, in ascending order.
  mutating func union(_ lists: some Collection<NumberList>) -> NumberList {
    guard let first = lists.first else { return .empty }
    if first.count <= 1, lists.allSatisfy({ store[$0].elementsEqual(store[first]) }) { return first }
    var numbers = lists.flatMap { store[$0] }
    numbers.sort()
    var distinct: [Int32] = []
    distinct.reserveCapacity(numbers.count)
    for number in numbers where number != distinct.last { distinct.append(number) }
    return lists.first { store[$0].elementsEqual(distinct) } ?? keep(distinct)
  }

  /// Joins the edges that a loop gave twice.
  mutating func merge(from first: Int) {
    struct Key: Hashable {
      var name: Int32
      var token: Int32
      var relation: DataFlowGraph.Relation
    }
    var places: [Key: Int] = [:]
    var kept = first
    for place in first..<edges.count {
      let edge = edges[place]
      let key = Key(name: edge.name, token: edge.token, relation: edge.relation)
      if let earlier = places[key] {
        edges[earlier] = joined(edges[earlier], edge)
      } else {
        places[key] = kept
        edges[kept] = edge
        kept += 1
      }
    }
    edges.removeLast(edges.count - kept)
  }

  /// The graph of the edges in the order of their tokens, without those of unconnected tokens. The edges of one token are
  /// joined, and the last gives name and relation.
  mutating func graph() -> DataFlowGraph {
    var isConnected = [Bool](repeating: false, count: tokens.count)
    for edge in edges where edge.parentTokens.count > 0 {
      isConnected[Int(edge.token)] = true
      for parent in store[edge.parentTokens] { isConnected[Int(parent)] = true }
    }
    // Token and place in one number: sorting these moves less than sorting edges.
    var places: [UInt64] = []
    places.reserveCapacity(edges.count)
    for (place, edge) in edges.enumerated() where isConnected[Int(edge.token)] {
      places.append(UInt64(edge.token) << 32 | UInt64(place))
    }
    places.sort()
    var result: [DataFlowGraph.Edge] = []
    result.reserveCapacity(places.count)
    for place in places {
      let edge = edges[Int(place & 0xFFFF_FFFF)]
      if let last = result.last, last.token == edge.token {
        result[result.count - 1] = joined(last, edge)
      } else {
        result.append(edge)
      }
    }
    return DataFlowGraph(edges: result, names: tokens.names, store: store)
  }

  /// The second edge with the parents of both.
  private mutating func joined(_ first: DataFlowGraph.Edge, _ second: DataFlowGraph.Edge) -> DataFlowGraph.Edge {
    var edge = second
    edge.parents = distinctNames(first.parents, second.parents)
    edge.parentTokens = union([first.parentTokens, second.parentTokens])
    return edge
  }

  private mutating func distinctNames(_ first: NumberList, _ second: NumberList) -> NumberList {
    if first.count <= 1, store[first].elementsEqual(store[second]) { return first }
    let names = Array(store[first] + store[second])
    return keep(order.distinct(names, names: tokens.names, hashes: &hashes))
  }

  private mutating func keep(_ numbers: [Int32]) -> NumberList {
    defer { store += numbers }
    return NumberList(start: Int32(store.count), count: Int32(numbers.count))
  }
}
