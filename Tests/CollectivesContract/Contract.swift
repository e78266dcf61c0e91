import Basics
import Collectives

/// A promise of `Communicator` that a communicator did not keep.
package struct ContractViolation: Error, CustomStringConvertible {
  package let description: String
}

/// One promise of `Communicator`, checked by calling `check` on every rank.
package struct ContractClause: Sendable, CustomStringConvertible {
  package let name: String
  package let check: @Sendable (any Communicator) throws -> Void
  package var description: String { name }

  init(_ name: String, _ check: @escaping @Sendable (any Communicator) throws -> Void) {
    self.name = name
    self.check = check
  }
}

/// What every communicator promises, whatever moves its data; test targets run the clauses on each kind.
package enum Contract {
  /// The clauses after which the communicator is still good.
  package static let clauses = reductionClauses + byteClauses + pendingClauses

  static func require(_ condition: Bool, _ explanation: @autoclosure () -> String) throws {
    guard condition else { throw ContractViolation(description: explanation()) }
  }

  static func requireEqual<Value: Equatable>(_ actual: Value, _ expected: Value, _ what: String) throws {
    try require(actual == expected, "\(what): expected \(expected), got \(actual)")
  }

  /// A byte string whose length and content belong to `rank`.
  static func bytes(of rank: Int, length: Int) -> [UInt8] {
    (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ rank &* 7) }
  }
}
