import Basics
import Foundation

/// Checks whether a request was meant for this server.
///
/// A web page elsewhere can make its own host name resolve to this machine and then read the results ("DNS rebinding").
/// The browser still sends that name, so requests with names other than this machine's are refused; addresses cannot be
/// rebound.
struct HostCheck: Sendable {
  private let names: Set<String>

  init(host: String) {
    names = ["localhost", host.lowercased(), Machine.this.host.lowercased()]
  }

  /// - Parameter header: the value of the Host header.
  func allows(_ header: String?) -> Bool {
    guard let header = header?.trimmingCharacters(in: .whitespaces).lowercased(), !header.isEmpty else { return false }
    if header.hasPrefix("[") {
      guard let end = header.firstIndex(of: "]") else { return false }
      return Self.isPort(header[header.index(after: end)...])
        && Self.isAddress(String(header[header.index(after: header.startIndex)..<end]), AF_INET6)
    }
    let name = header.prefix { $0 != ":" }
    return Self.isPort(header[name.endIndex...])
      && (names.contains(String(name)) || Self.isAddress(String(name), AF_INET))
  }

  private static func isPort(_ text: Substring) -> Bool {
    text.isEmpty
      || text.first == ":" && !text.dropFirst().isEmpty && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
  }

  static func isAddress(_ text: String, _ family: Int32) -> Bool {
    var bytes = in6_addr()
    return inet_pton(family, text, &bytes) == 1
  }

  /// Whether only this machine can reach the address.
  package static func isLoopback(_ host: String) -> Bool {
    host == "localhost" || host == "::1" || host.hasPrefix("127.") && isAddress(host, AF_INET)
  }
}
