import Basics
import Foundation

extension Watchdog {
  /// Exchanges addresses with the other ranks and starts to monitor them; a collective.
  ///
  /// - Parameter silenceLimit: nil to judge nobody, and only show a supervisor that the job is alive.
  /// - Returns: `nil` if there is nobody to monitor and nobody to inform.
  static func start(
    on communicator: any Communicator, board: ActivityBoard, silenceLimit: Duration?
  ) throws -> Watchdog? {
    let status = StatusFile()
    if status == nil && silenceLimit == nil { return nil }
    guard communicator.size > 1 else {
      guard let status else { return nil }
      let alone = HostAddresses(filter: nil)
      let watchdog = Watchdog(
        rank: 0, board: board, socket: nil, token: 0, hosts: [alone], silenceLimit: silenceLimit, status: status)
      watchdog.start()
      return watchdog
    }
    // First exchange whether all ranks share a host, which decides where to listen.
    let filter = ProcessInfo.processInfo.environment["OMPI_MCA_btl_tcp_if_include"]
    var own = HostAddresses(filter: filter)
    let identities = try communicator.allGather(Array(own.identity.utf8)).map { String(decoding: $0, as: UTF8.self) }
    let address = own.listeningAddress(among: identities)
    let socket = try communicator.together { try DatagramSocket(address: address) }

    (own.listening, own.port) = (address, socket.port)
    let hosts = try communicator.allGather(Array(try JSONEncoder().encode(own))).map {
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
