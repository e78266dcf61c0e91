import Basics
import Collectives

extension Contract {
  static let byteClauses = [
    ContractClause("broadcast copies the root's bytes") { communicator in
      for root in 0..<communicator.size {
        for length in [0, 1, 7, 8, 1001] {
          var buffer = bytes(of: communicator.rank, length: length)
          try buffer.withUnsafeMutableBytes { try communicator.broadcast($0, from: root) }
          try requireEqual(buffer, bytes(of: root, length: length), "\(length) bytes from \(root)")
        }
      }
    },
    ContractClause("broadcast of a byte string tells its length too") { communicator in
      for root in 0..<communicator.size {
        let own = bytes(of: communicator.rank, length: communicator.rank * 13)
        let received = try communicator.broadcast(own, from: root)
        try requireEqual(received, bytes(of: root, length: root * 13), "string from \(root)")
      }
    },
    ContractClause("broadcast of a value gives the root's value") { communicator in
      for root in 0..<communicator.size {
        let received = try communicator.broadcast(value: ["rank": communicator.rank], from: root)
        try requireEqual(received, ["rank": root], "value from \(root)")
      }
    },
    ContractClause("gather brings strings of unequal length to the root") { communicator in
      for root in 0..<communicator.size {
        try checkGather(communicator, root: root) { rank in rank == 1 ? 0 : 5 + rank * 1000 }
      }
    },
    ContractClause("gather of empty strings is a list of empty strings") { communicator in
      try checkGather(communicator, root: 0) { _ in 0 }
    },
    ContractClause("all-gather brings strings of unequal length to all") { communicator in
      for lengths in [[0, 0, 0, 0], [3, 0, 14, 1], [0, 70_000, 7, 8]] {
        func string(_ rank: Int) -> [UInt8] { bytes(of: rank, length: lengths[rank % lengths.count]) }
        let gathered = try communicator.allGather(string(communicator.rank))
        try requireEqual(gathered, (0..<communicator.size).map(string), "strings of \(lengths)")
      }
    },
    ContractClause("a root that is no rank is refused by every rank") { communicator in
      for root in [-1, communicator.size] {
        let expected = CollectiveError.invalidRoot(root, size: communicator.size)
        do {
          _ = try communicator.gather([1], to: root)
          throw ContractViolation(description: "root \(root) was accepted")
        } catch let error as CollectiveError {
          try requireEqual(error, expected, "error for root \(root)")
        }
      }
      try communicator.barrier()
    },
    ContractClause("agreement without a failure lets everybody go on") { communicator in
      for _ in 0..<3 { try communicator.agree(on: nil) }
      try requireEqual(try communicator.onRoot { "written" }, "written", "the root's value")
      try requireEqual(try communicator.together { communicator.rank }, communicator.rank, "the rank's own value")
    },
  ]

  private static func checkGather(_ communicator: any Communicator, root: Int, length: (Int) -> Int) throws {
    func string(_ rank: Int) -> [UInt8] { bytes(of: rank, length: length(rank)) }
    let gathered = try communicator.gather(string(communicator.rank), to: root)
    let expected = communicator.rank == root ? (0..<communicator.size).map(string) : []
    try requireEqual(gathered, expected, "strings at root \(root)")
  }
}
