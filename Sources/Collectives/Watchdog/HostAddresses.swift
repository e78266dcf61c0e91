import Foundation

/// The addresses at which a rank receives datagrams.
struct HostAddresses: Codable, Sendable, Equatable {
  /// The IPv4 address of an interface, in host byte order, with its network's prefix length.
  struct Address: Codable, Sendable, Equatable {
    var interface: String
    var number: UInt32
    var prefix: Int

    func sharesNetwork(with other: Address) -> Bool {
      let mask = Self.mask(prefix)
      return prefix == other.prefix && number & mask == other.number & mask
    }

    static func mask(_ prefix: Int) -> UInt32 { prefix <= 0 ? 0 : UInt32.max << UInt32(max(0, 32 - prefix)) }
  }

  static let loopback: UInt32 = 0x7F00_0001

  var name: String
  /// Equal for processes that can reach each other over the loopback interface.
  var identity: String
  var addresses: [Address]
  /// The only address that it listens on; 0 for all interfaces, nil while it does not listen.
  var listening: UInt32?
  var port: UInt16 = 0

  /// The addresses of this process; `filter` is the setting that restricts Open MPI's interfaces, and restricts these
  /// too.
  init(filter: String?) {
    name = ProcessInfo.processInfo.hostName
    let boot = (try? String(contentsOfFile: "/proc/sys/kernel/random/boot_id", encoding: .utf8)) ?? ""
    let network = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/ns/net")) ?? ""
    identity = "\(name) \(boot.trimmingCharacters(in: .whitespacesAndNewlines)) \(network)"
    let all = Self.interfaces()
    let wanted = filter.map { Self.matching(all, $0) } ?? []
    addresses = wanted.isEmpty ? all : wanted
  }

  /// The address to listen on, to expose the port as little as possible: the loopback interface if all ranks share a
  /// host, otherwise the only address, otherwise all interfaces, from which others choose one.
  func listeningAddress(among identities: [String]) -> UInt32 {
    if identities.allSatisfy({ $0 == identity }) { return Self.loopback }
    return addresses.count == 1 ? addresses[0].number : 0
  }

  /// The address under which this process reaches `other`; `nil` if `other` has none.
  func address(of other: HostAddresses) -> UInt32? {
    if let only = other.listening, only != 0 { return only }
    if identity == other.identity { return Self.loopback }
    let common = other.addresses.first { theirs in addresses.contains { $0.sharesNetwork(with: theirs) } }
    return (common ?? other.addresses.first)?.number
  }

  /// The addresses that a list such as `10.0.0.0/8,eth1` names.
  static func matching(_ addresses: [Address], _ list: String) -> [Address] {
    let items = list.split(separator: ",").map(String.init)
    return addresses.filter { address in
      items.contains { item in
        let parts = item.split(separator: "/")
        guard parts.count == 2, let prefix = Int(parts[1]), let network = number(String(parts[0])) else {
          return item == address.interface
        }
        return (address.number ^ network) & Address.mask(prefix) == 0
      }
    }
  }

  static func number(_ dotted: String) -> UInt32? {
    var address = in_addr()
    return inet_pton(AF_INET, dotted, &address) == 1 ? UInt32(bigEndian: address.s_addr) : nil
  }

  /// The IPv4 addresses of all interfaces that are up, without loopback.
  private static func interfaces() -> [Address] {
    var first: UnsafeMutablePointer<ifaddrs>?
    guard getifaddrs(&first) == 0 else { return [] }
    defer { freeifaddrs(first) }
    var found: [Address] = []
    var next = first
    while let entry = next?.pointee {
      next = entry.ifa_next
      let flags = Int32(bitPattern: entry.ifa_flags)
      guard flags & Int32(IFF_UP) != 0, flags & Int32(IFF_LOOPBACK) == 0,
        let address = number(entry.ifa_addr), let mask = number(entry.ifa_netmask)
      else { continue }
      found.append(
        Address(interface: String(cString: entry.ifa_name), number: address, prefix: mask.nonzeroBitCount))
    }
    return found
  }

  private static func number(_ address: UnsafeMutablePointer<sockaddr>?) -> UInt32? {
    guard let address, address.pointee.sa_family == sa_family_t(AF_INET) else { return nil }
    return address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
      UInt32(bigEndian: $0.pointee.sin_addr.s_addr)
    }
  }
}
