import Basics
import Foundation

/// A non-blocking UDP socket. Datagrams that cannot be sent are lost.
final class DatagramSocket: Sendable {
  private let descriptor: Int32
  let port: UInt16

  /// Opens a socket on a port that the system chooses.
  ///
  /// - Parameter address: the interface's IPv4 address, in the host's byte order; 0 for all interfaces.
  init(address: UInt32) throws {
    let opened = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard opened >= 0 else { throw FileFailure(.create, path: "datagram socket") }
    var name = Self.name(address, port: 0)
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(opened, $0, size) == 0 && getsockname(opened, $0, &size) == 0
      }
    }
    guard isBound else {
      let failure = FileFailure(.create, path: "datagram socket")
      close(opened)
      throw failure
    }
    descriptor = opened
    port = UInt16(bigEndian: name.sin_port)
  }

  deinit { close(descriptor) }

  func send(_ bytes: [UInt8], to address: UInt32, port: UInt16) {
    var name = Self.name(address, port: port)
    withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = sendto(
          descriptor, bytes, bytes.count, Int32(MSG_DONTWAIT), $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  /// The next datagram received, cut to `limit` bytes; `nil` if there is none.
  func receive(limit: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = recv(descriptor, &bytes, limit, Int32(MSG_DONTWAIT))
    return count >= 0 ? Array(bytes.prefix(count)) : nil
  }

  private static func name(_ address: UInt32, port: UInt16) -> sockaddr_in {
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    name.sin_addr.s_addr = address.bigEndian
    return name
  }
}
