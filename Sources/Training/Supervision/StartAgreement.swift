import Basics
import Collectives
import Foundation

/// Lets ranks compare what they are about to do before they do it, since ranks that differ would train nonsense, or wait
/// for each other for ever.
package enum StartAgreement {
  /// Compares the facts of all ranks; a collective.
  ///
  /// - Returns: differences that are no reason to stop, as lines for people; the same on every rank.
  /// - Throws: `RanksDiffer` on every rank when they differ in a required fact.
  package static func check(_ own: RankFacts, _ communicator: any Communicator) throws -> [String] {
    guard communicator.size > 1 else { return [] }
    let encoded = Array(try JSONEncoder().encode(own))
    let all = try communicator.allGather(encoded).map { try JSONDecoder().decode(RankFacts.self, from: Data($0)) }
    let hosts = all.map(\.host)
    let differences = RankDifference.all(among: all)
    let required = differences.filter(\.isRequired)
    guard required.isEmpty else { throw RanksDiffer(differences: required.map { $0.summary(hosts: hosts) }) }
    return differences.map { $0.summary(hosts: hosts) }
  }
}

/// Ranks were about to train with different things.
package struct RanksDiffer: DiagnosableError, Equatable {
  package var differences: [String]

  package var diagnosis: Diagnosis {
    Diagnosis(
      .configuration, problem: "the ranks differ\n    " + differences.joined(separator: "\n    "),
      remedy: "give all hosts the same program, configuration and files")
  }
}
