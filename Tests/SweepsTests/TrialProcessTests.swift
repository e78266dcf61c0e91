import Foundation
import TestSupport
import Testing

@testable import Launching
@testable import Sweeps

struct TrialProcessTests {
  /// A rank whose mpirun was killed: it has left the process group, and lives on.
  @Test func whatOutlivesItsLauncherIsEndedByItsMark() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("rank")
    let script = "setsid sleep 3000 & echo $! >\"$0.partial\"; mv \"$0.partial\" \"$0\"; exec sleep 3000"
    let trial = try TrialProcess(["/bin/sh", "-c", script, file], folder: folder.path, workingFolder: "/")
    #expect(comesTrue { access(file, F_OK) == 0 })
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let rank = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    // Until then it is still in the group of its parent.
    #expect(comesTrue { getpgid(rank) == rank })
    let launcher = try #require(ProcessIdentity(recordedIn: folder.path(TrialProcess.identityName)))
    trial.kill(atOnce: true)
    #expect(comesTrue { !launcher.isAlive })
    #expect(!ProcessIdentity.hasEnded(rank))
    #expect(TrialProcess.endLeftovers(in: folder.path("another")) == 0 && !ProcessIdentity.hasEnded(rank))
    #expect(TrialProcess.endLeftovers(in: folder.path) == 1 && ProcessIdentity.hasEnded(rank))
    #expect(TrialProcess.endLeftovers(in: folder.path) == 0)
  }

  @Test func theLastErrorNearTheEndOfAConsoleIsTold() throws {
    let folder = try TemporaryFolder()
    func lastError(_ lines: [String]) throws -> String? {
      try folder.file(TrialProcess.consoleName, lines.map { $0 + "\n" }.joined())
      return TrialProcess.lastError(in: folder.path)
    }
    #expect(TrialProcess.lastError(in: folder.path) == nil)
    #expect(try lastError([]) == nil)
    let steps = [String](repeating: "step", count: 500)
    #expect(try lastError(["error: one", "error: two"] + steps) == "error: two")
    let long = [String](repeating: "step", count: 50_000)
    #expect(try lastError(["error: one"] + long) == nil)
    #expect(try lastError(["error: one"] + long + ["error: two"] + steps) == "error: two")
  }
}
