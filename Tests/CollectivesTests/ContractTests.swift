import Basics
import Collectives
import CollectivesContract
import Testing

@Suite("Every communicator keeps the contract")
struct ContractTests {
  @Test("alone", arguments: Contract.clauses)
  func solo(_ clause: ContractClause) throws {
    try clause.check(SoloCommunicator())
  }

  @Test("as threads", arguments: Contract.clauses, 1...4)
  func inProcess(_ clause: ContractClause, size: Int) throws {
    try InProcessGroup(size: size).run(clause.check)
  }

  @Test("failures of threads are alike on all ranks", arguments: Contract.failures, 2...4)
  func failures(_ clause: FailureClause, size: Int) throws {
    let outcomes = InProcessGroup(size: size, stallLimit: 5).outcomes { communicator in
      try Contract.diagnosis(of: clause, on: communicator)
    }
    #expect(try outcomes.map { try $0.get() } == Array(repeating: clause.expected(size), count: size))
  }
}
