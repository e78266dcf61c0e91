/// The tokens that each name's value comes from at a point of the program. It is a class because the Ruby rules let
/// callers see changes made below them.
final class DataFlowStates {
  /// The sources by name; nil for names without a value.
  private(set) var sources: [DataFlowGraph.NumberList?]

  init(names: Int) {
    sources = Array(repeating: nil, count: names)
  }

  private init(_ sources: [DataFlowGraph.NumberList?]) {
    self.sources = sources
  }

  subscript(name: Int32) -> DataFlowGraph.NumberList? {
    get { sources[Int(name)] }
    set { sources[Int(name)] = newValue }
  }

  var copy: DataFlowStates { DataFlowStates(sources) }

  /// The states where several paths through the program meet: each name may have its value from any of them.
  ///
  /// - Complexity: the number of names times the number of paths.
  static func meeting(_ ways: [DataFlowStates], _ edges: inout DataFlowEdges) throws(DataFlowAnalysis.Abandoned)
    -> DataFlowStates
  {
    guard let first = ways.first else { return DataFlowStates([]) }
    let met = first.copy
    for name in first.sources.indices {
      let known = first.sources[name]
      if ways.allSatisfy({ $0.sources[name] == known }) { continue }
      met.sources[name] = try edges.union(ways.compactMap { $0.sources[name] })
    }
    return met
  }
}
