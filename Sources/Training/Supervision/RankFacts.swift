import Basics

/// What a rank is about to train with, as names and values that ranks can compare.
package struct RankFacts: Codable, Sendable, Equatable {
  package struct Fact: Codable, Sendable, Equatable {
    package var name: String
    package var value: String
    /// Whether ranks that differ in this fact must not train together; otherwise they only get a warning.
    package var isRequired: Bool

    package init(_ name: String, _ value: String, isRequired: Bool = true) {
      self.name = name
      self.value = value
      self.isRequired = isRequired
    }
  }

  package var host: String
  package var facts: [Fact]

  package init(host: String, _ facts: [Fact]) {
    self.host = host
    self.facts = facts
  }
}

/// One fact on which ranks differ, with the value of each rank.
package struct RankDifference: Sendable, Equatable {
  package var name: String
  package var isRequired: Bool
  /// The different values with their ranks, the most frequent first.
  package var groups: [(value: String, ranks: [Int])] {
    let byValue = Dictionary(grouping: values.indices, by: { values[$0] })
    return byValue.map { ($0.key, $0.value) }.sorted { ($1.1.count, $0.1[0]) < ($0.1.count, $1.1[0]) }
      .map { (value: $0.0, ranks: $0.1) }
  }
  /// The value of each rank; empty for a rank that has none.
  package var values: [String]

  /// `optimizer.learning_rate: 0.001 on ranks 0, 1 (a); 0.002 on rank 2 (b)`.
  package func summary(hosts: [String]) -> String {
    let parts = groups.map { value, ranks in
      let places = ranks.map { hosts[$0] }.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      return "\(value.isEmpty ? "nothing" : value) on \(ranks.count == 1 ? "rank" : "ranks") "
        + "\(ranks.map(String.init).joined(separator: ", ")) (\(places.joined(separator: ", ")))"
    }
    return "\(name): \(parts.joined(separator: "; "))"
  }

  /// The facts on which ranks differ, in the order in which the ranks list them.
  package static func all(among ranks: [RankFacts]) -> [RankDifference] {
    var names: [String] = []
    var tables: [[String: RankFacts.Fact]] = []
    for rank in ranks {
      names += rank.facts.map(\.name)
      tables.append(Dictionary(rank.facts.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
    }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }.compactMap { name in
      let facts = tables.map { $0[name] }
      let values = facts.map { $0?.value ?? "" }
      guard values.contains(where: { $0 != values[0] }) else { return nil }
      return RankDifference(name: name, isRequired: facts.contains { $0?.isRequired ?? false }, values: values)
    }
  }
}
