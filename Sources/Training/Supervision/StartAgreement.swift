import Basics
import Collectives
import Foundation

/// Compares what the ranks are about to do before they start: ranks that differ would train nonsense or wait for each
/// other forever.
package enum StartAgreement {
  /// Compares the facts of all ranks; a collective operation.
  ///
  /// - Returns: readable lines about differences that are no reason to stop; the same on every rank.
  /// - Throws: `RanksDiffer` on every rank if they differ in a required fact.
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

/// Ranks were about to train with different settings or data.
package struct RanksDiffer: DiagnosableError, Equatable {
  package var differences: [String]

  package var diagnosis: Diagnosis {
    Diagnosis(
      .configuration, problem: "the ranks differ\n    " + differences.joined(separator: "\n    "),
      remedy: "give all hosts the same program, configuration and files")
  }
}
