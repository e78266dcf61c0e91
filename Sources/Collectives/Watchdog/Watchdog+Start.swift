import Basics
import Foundation

extension Watchdog {
  /// Exchanges addresses with the other ranks and begins to watch over them; a collective.
  ///
  /// - Parameter silenceLimit: nil to judge nobody, and only show a supervisor that the job goes on.
  /// - Returns: `nil` where there is nobody to watch over and nobody to tell.
  static func start(
    on communicator: any Communicator, board: ActivityBoard, silenceLimit: Duration?
  ) throws -> Watchdog? {
    let status = StatusFile()
    if status == nil && silenceLimit == nil { return nil }
    guard communicator.size > 1 else {
      guard let status else { return nil }
      let alone = HostAddresses(port: 0, filter: nil)
      let watchdog = Watchdog(
        rank: 0, board: board, socket: nil, token: 0, hosts: [alone], silenceLimit: silenceLimit, status: status)
      watchdog.start()
      return watchdog
    }
    // Each first tells whether it shares a host with the others, which decides where it listens.
    let filter = ProcessInfo.processInfo.environment["OMPI_MCA_btl_tcp_if_include"]
    let own = HostAddresses(port: 0, filter: filter)
    let identities = try communicator.allGather(Array(own.identity.utf8))
    let areTogether = identities.allSatisfy { $0 == identities[0] }
    let socket = try communicator.together { try DatagramSocket(address: areTogether ? HostAddresses.loopback : 0) }

    let listening = HostAddresses(port: socket.port, filter: filter)
    let hosts = try communicator.allGather(Array(try JSONEncoder().encode(listening))).map {
      try JSONDecoder().decode(HostAddresses.self, from: Data($0))
    }
    let token = try communicator.broadcast(value: UInt64.random(in: .min ... .max), from: 0)
    let watchdog = Watchdog(
      rank: communicator.rank, board: board, socket: socket, token: token, hosts: hosts, silenceLimit: silenceLimit,
      status: status)
    watchdog.start()
    return watchdog
  }
}
