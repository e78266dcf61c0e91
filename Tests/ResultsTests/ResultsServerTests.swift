import Foundation
import TestSupport
import Testing

@testable import Results

/// The live view with real connections.
@Suite(.timeLimit(.minutes(10)))
struct ResultsServerTests {
  private let folder: ResultsFolder

  init() throws {
    folder = try ResultsFolder()
    try folder.makeRun("results/study/one", name: "one")
  }

  /// Calls `body` with the port of a running server.
  private func serving(_ limits: ServerLimits, _ body: (UInt16) async throws -> Void) async throws {
    let server = try ResultsServer(roots: [folder.file("results")], host: "127.0.0.1", port: 0, limits: limits)
    let (addresses, ready) = AsyncStream.makeStream(of: String.self)
    let task = Task { try await server.run { ready.yield($0) } }
    defer { task.cancel() }
    for await address in addresses {
      try await body(#require(URL(string: address)?.port.map(UInt16.init)))
      return
    }
  }

  /// A client that blocks a thread of its own, never one of those that the server needs.
  private func onThread<Value: Sendable>(_ body: @Sendable @escaping () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      Thread { continuation.resume(with: Result(catching: body)) }.start()
    }
  }

  @Test func aConnectionWithoutARequestIsClosed() async throws {
    var limits = ServerLimits()
    limits.requestSeconds = 0.5
    try await serving(limits) { port in
      for beginning in ["", "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "] {
        let answer = try await onThread { try Client(port).sending(beginning).rest() }
        #expect(answer.isEmpty)
      }
    }
  }

  @Test func aRequestThatComesByteByByteIsCutOff() async throws {
    var limits = ServerLimits()
    limits.requestSeconds = 0.5
    try await serving(limits) { port in
      // Without a limit on the whole request this would go on for ever.
      let sent = try await onThread {
        let client = try Client(port).sending("GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
        var sent = 0
        while client.canSend("x") {
          sent += 1
          usleep(50_000)
        }
        return sent
      }
      #expect(sent > 0)
    }
  }

  @Test func aClientThatTakesNothingOfALargeFileIsCutOff() async throws {
    let count = 50_000_000
    let path = folder.file("results/study/one/large.txt")
    FileManager.default.createFile(atPath: path, contents: Data(count: count))
    var limits = ServerLimits()
    limits.progressSeconds = 3
    try await serving(limits) { port in
      let received = try await onThread {
        let slow = try Client(port).get("/files/study/one/large.txt")
        // It stays open until the server gives up, unless this thread slept that long.
        for _ in 0..<600 where !Self.hasOpen(path) { usleep(50_000) }
        // The system still has some of the file for the client; the server itself is done when it has closed it.
        while Self.hasOpen(path) { usleep(50_000) }
        return try slow.rest().count
      }
      #expect(received < count)
    }
    limits.progressSeconds = 3000
    try await serving(limits) { port in
      let received = try await onThread { try Client(port).get("/files/study/one/large.txt").rest().count }
      #expect(received > count)
    }
  }

  private static func hasOpen(_ path: String) -> Bool {
    let folder = "/proc/self/fd"
    return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).contains {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == path
    }
  }

  @Test func furtherConnectionsAreRefusedUntilOthersClose() async throws {
    var limits = ServerLimits(connections: 2)
    limits.requestSeconds = 3000
    try await serving(limits) { port in
      try await onThread {
        var idle = try [Client(port), Client(port)]
        // Both have been seen when each has been answered once.
        for client in idle { #expect(try client.get("/live.js", keepsOpen: true).head().contains(" 200 OK")) }
        for _ in 0..<3 {
          let refusal = try Client(port).get("/live.js").rest()
          #expect(String(decoding: refusal, as: UTF8.self).contains(" 503 Service Unavailable"))
          #expect(String(decoding: refusal, as: UTF8.self).contains("2 connections already"))
        }
        let silent = try Client(port).rest()
        #expect(String(decoding: silent, as: UTF8.self).contains("Retry-After: 5"))
        idle.removeLast()
        while try !Client(port).get("/live.js").head().contains(" 200 OK") { usleep(20_000) }
      }
    }
  }

  @Test func aFileIsReadPieceByPieceAndItsEndIsWhereItWasAtFirst() throws {
    let path = folder.file("results/study/one/notes.txt")
    try "0123456789".write(toFile: path, atomically: false, encoding: .utf8)
    let page = ServedFiles(root: folder.file("results")).page("study/one/notes.txt")
    guard case .file(let content) = page.body else {
      Issue.record("a file is not held in memory")
      return
    }
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.seekToEnd()
    try file.write(contentsOf: Data("more".utf8))
    #expect(try content.piece(from: 0, limit: 4) == Data("0123".utf8))
    #expect(try content.piece(from: 8, limit: 4) == Data("89".utf8))
    #expect(try content.piece(from: 10, limit: 4) == nil)
    try file.truncate(atOffset: 3)
    #expect(throws: (any Error).self) { try content.piece(from: 4, limit: 4) }
  }

  @Test func anUnchangedPageIsMadeOnceForAll() throws {
    let pages = LivePages(roots: [folder.file("results")], host: "127.0.0.1")
    // Both stay in memory, so that they can have the same place only if they are the same.
    let bodies = (0..<2).map { _ in pages.page(method: "GET", path: "/live/study", host: "127.0.0.1").body.bytes }
    let places = bodies.map { body in body.withUnsafeBytes { Int(bitPattern: $0.baseAddress) } }
    #expect(places[0] == places[1] && !bodies[0].isEmpty)
  }
}

/// A connection to a server on this machine.
private final class Client {
  private let descriptor: Int32

  init(_ port: UInt16) throws {
    descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_port = port.bigEndian
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let code = withUnsafePointer(to: &name) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    try #require(code == 0, "cannot connect")
  }

  deinit { close(descriptor) }

  func canSend(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
  }

  func sending(_ text: String) throws -> Client {
    if !text.isEmpty { try #require(canSend(text)) }
    return self
  }

  func get(_ path: String, keepsOpen: Bool = false) throws -> Client {
    let connection = keepsOpen ? "keep-alive" : "close"
    // A server that refuses may have closed already.
    _ = canSend("GET \(path) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: \(connection)\r\n\r\n")
    return self
  }

  /// The first bytes of the answer.
  func head() -> String {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Everything that comes until the server closes the connection.
  func rest() throws -> [UInt8] {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = recv(descriptor, &bytes, bytes.count, 0)
      if count <= 0 { return all }
      all += bytes.prefix(count)
    }
  }
}
