import ArgumentParser
import Basics
import Dispatch
import Foundation
import Results
import Synchronization

/// `fovea results serve`: shows runs in a browser while they are in progress.
struct ResultsServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Shows experiments live in a browser.",
    discussion: """
      Only this machine can reach the server unless you give --host and --allow-remote; then everybody who can reach \
      the machine can read the results. The server is read-only and shows nothing outside the root. Press Ctrl-C to \
      stop it.

      EXAMPLES:
        fovea results serve
        fovea results serve --root runs --port 9000
        ssh -L 8420:localhost:8420 cluster fovea results serve     (and open http://localhost:8420/ here)
      """)

  @OptionGroup var root: ResultsRoot

  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("The port to listen on; 0 for any free port.", valueName: "number"))
  var port: UInt16 = 8420

  @Flag(help: "Allow an address that other machines can reach.")
  var allowRemote = false

  func validate() throws {
    guard allowRemote || ResultsServer.isLoopback(host) else {
      throw ValidationError("--host \(host) lets other machines read the results; add --allow-remote if that is meant")
    }
  }

  func run() throws {
    let server = try ResultsServer(roots: root.roots, host: host, port: port)
    let ended = DispatchSemaphore(value: 0)
    let outcome = Mutex<(any Error)?>(nil)
    let task = Task {
      do {
        try await server.run { Console.standardError.writeLine("open \($0)   (Ctrl-C ends)") }
      } catch {
        outcome.withLock { $0 = error }
      }
      ended.signal()
    }
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { task.cancel() }
      source.resume()
      return source
    }
    ended.wait()
    for source in sources { source.cancel() }
    if let error = outcome.withLock({ $0 }) { throw error }
  }
}
