import Basics
import FlyingFox
import Foundation
import Synchronization

/// Serves the live view over HTTP, read-only.
package struct ResultsServer: Sendable {
  private let pages: LivePages
  private let host: String
  private let limits: ServerLimits
  private let server: HTTPServer

  /// - Parameters:
  ///   - roots: the folders of the results.
  ///   - host: an address of this machine, or `localhost`.
  ///   - port: 0 for any free port.
  ///   - limits: what clients are granted.
  /// - Throws: `ResultsError` if the folder of results cannot be listed or the host is not a valid address.
  package init(roots: [String], host: String, port: UInt16, limits: ServerLimits = ServerLimits()) throws {
    for root in roots { _ = try ResultsRegistry(root: root) }
    let pages = LivePages(roots: roots, host: host)
    self.pages = pages
    self.host = host
    self.limits = limits
    server = try Self.server(pages, host: host, port: port, limits)
  }

  private static func server(
    _ pages: LivePages, host: String, port: UInt16, _ limits: ServerLimits
  ) throws -> HTTPServer {
    let book = ConnectionBook(limits)
    let pool = LimitedSockets(book)
    let handler = ClosureHTTPHandler { request in
      guard book.admit(request.remoteAddress) else {
        var refusal = response(ServedPage.tooManyConnections(limits.connections))
        refusal.headers[HTTPHeader("Retry-After")] = "\(ServedPage.retrySeconds)"
        refusal.headers[.connection] = "close"
        return refusal
      }
      return response(pages, request)
    }
    let address = host == "localhost" ? "127.0.0.1" : host
    do {
      return HostCheck.isAddress(address, AF_INET6)
        ? HTTPServer(address: try .inet6(ip6: address, port: port), pool: pool, logger: .disabled, handler: handler)
        : HTTPServer(address: try .inet(ip4: address, port: port), pool: pool, logger: .disabled, handler: handler)
    } catch {
      throw ResultsError.cannotServe(address: host, reason: "it is no address of this machine")
    }
  }

  /// Whether only this machine can reach the address.
  package static func isLoopback(_ host: String) -> Bool { HostCheck.isLoopback(host) }

  /// Serves until the task is cancelled.
  ///
  /// Out of descriptors, it drops its connections, waits, and goes on at the same port.
  /// - Parameter ready: called with the address to open, as soon as there is one.
  /// - Throws: `ResultsError.cannotServe` if the port is taken or not allowed.
  package func run(ready: @Sendable @escaping (String) -> Void) async throws {
    var server = server
    let known = KnownPort()
    while true {
      do {
        try await serve(server) { url, port in
          if known.note(port) { ready(url) }
        }
        return
      } catch {
        if Task.isCancelled { return }
        guard let port = known.port, Self.isOutOfDescriptors(error) else {
          throw ResultsError.cannotServe(address: host, reason: error.localizedDescription)
        }
        try? await Task.sleep(for: .milliseconds(500))
        server = try Self.server(pages, host: host, port: port, limits)
      }
    }
  }

  private func serve(_ server: HTTPServer, ready: @Sendable @escaping (String, UInt16?) -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run() }
      group.addTask {
        try await server.waitUntilListening()
        let (url, port) = await address(of: server)
        ready(url, port)
      }
      try await group.waitForAll()
    }
  }

  /// The library reports the system's reason only as text.
  private static func isOutOfDescriptors(_ error: any Error) -> Bool {
    [EMFILE, ENFILE].contains { error.localizedDescription.contains(String(cString: strerror($0))) }
  }

  private func address(of server: HTTPServer) async -> (url: String, port: UInt16?) {
    switch await server.listeningAddress {
    case .ip4(let address, let port): ("http://\(address):\(port)/", port)
    case .ip6(let address, let port): ("http://[\(address)]:\(port)/", port)
    default: ("http://\(host)/", nil)
    }
  }

  private static func response(_ pages: LivePages, _ request: HTTPRequest) -> HTTPResponse {
    response(
      pages.page(
        method: request.method.rawValue, path: request.target.path(), host: request.headers[.host],
        knownTag: request.headers[.ifNoneMatch]))
  }

  private static func response(_ page: ServedPage) -> HTTPResponse {
    var headers = HTTPHeaders()
    for (name, value) in ServedPage.securityHeaders { headers[HTTPHeader(name)] = value }
    headers[.contentType] = page.contentType
    if !page.tag.isEmpty { headers[.eTag] = page.tag }
    let status = HTTPStatusCode(page.status.rawValue, phrase: page.status.phrase)
    return switch page.body {
    case .text(let data): HTTPResponse(statusCode: status, headers: headers, body: data)
    case .file(let content):
      HTTPResponse(statusCode: status, headers: headers, body: FileBody(content: content).sequence)
    }
  }
}

/// The port that a server got, which it keeps when it starts again.
private final class KnownPort: Sendable {
  private let known = Mutex<UInt16?>(nil)

  var port: UInt16? { known.withLock { $0 } }

  /// Notes the port; returns whether none was known before.
  func note(_ port: UInt16?) -> Bool {
    known.withLock { known in
      defer { known = port ?? known }
      return known == nil
    }
  }
}
