import Basics
import Collectives
import Foundation
import Tensors

/// Detects replicas whose weights are no longer bit-identical, for example after a memory fault on a host.
enum ReplicaDrift {
  /// Compares the weights of all ranks; a collective operation.
  ///
  /// - Throws: `ReplicasDiffer` on every rank.
  static func check(_ weights: ParameterArena, step: Int, _ communicator: any Communicator) throws {
    guard communicator.size > 1 else { return }
    let own = Digest.sha256(of: UnsafeRawBufferPointer(weights.buffer))
    let digests = try communicator.allGather(Array("\(own) \(ProcessInfo.processInfo.hostName)".utf8))
      .map { String(decoding: $0, as: UTF8.self).split(separator: " ").map(String.init) }
    let values = digests.map { $0.first ?? "" }
    guard values.contains(where: { $0 != values[0] }) else { return }
    let counts = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
    let majority = counts.first { 2 * $0.value > values.count }?.key
    // Without a majority, it is unknown which of them is right.
    let odd = majority.map { right in values.indices.filter { values[$0] != right } } ?? []
    throw ReplicasDiffer(step: step, ranks: odd, hosts: odd.map { digests[$0].last ?? "" })
  }
}

/// The ranks' weights are no longer the same.
package struct ReplicasDiffer: DiagnosableError, Equatable {
  package var step: Int
  /// The ranks that differ from most others; empty if no value has a majority.
  package var ranks: [Int]
  package var hosts: [String]

  package var diagnosis: Diagnosis {
    let who = zip(ranks, hosts).map { "rank \($0) on \($1)" }.joined(separator: ", ")
    return Diagnosis(
      .resumable,
      problem: ranks.isEmpty
        ? "the ranks' weights differ, and no value has a majority"
        : "the weights of \(who) differ from those of the others",
      place: "step \(step)", remedy: "resume from the last checkpoint; if it happens again, test that host's memory")
  }
}
