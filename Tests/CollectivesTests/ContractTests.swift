import Basics
import Collectives
import CollectivesContract
import Testing

/// Every communicator keeps the contract.
struct ContractTests {
  @Test(arguments: Contract.clauses) func aloneTheContractIsKept(_ clause: ContractClause) throws {
    try clause.check(SoloCommunicator())
  }

  @Test(arguments: Contract.clauses, 1...4)
  func asThreadsTheContractIsKept(_ clause: ContractClause, size: Int) throws {
    try InProcessGroup(size: size).run(clause.check)
  }

  @Test(arguments: Contract.failures, 2...4)
  func failuresOfThreadsAreAlikeOnAllRanks(_ clause: FailureClause, size: Int) throws {
    let outcomes = InProcessGroup(size: size).outcomes { communicator in
      try Contract.diagnosis(of: clause, on: communicator)
    }
    #expect(try outcomes.map { try $0.get() } == Array(repeating: clause.expected(size), count: size))
  }
}
