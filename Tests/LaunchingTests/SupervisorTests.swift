import Basics
import Collectives
import Foundation
import TestSupport
import Testing

@testable import Launching

struct SupervisorTests {
  @Test func lostRanksAndHostsAreRecoverableAndMistakesAreNot() {
    for code: Int32 in [75, 134, 137, 139, 205] {
      var policy = RestartPolicy(retries: 1)
      #expect(policy.decide(exitCode: code, step: 0, isOverdue: false) == .restart(attempt: 1, pause: .seconds(1)))
    }
    for code: Int32 in [1, 64, 65, 74, 78] {
      var policy = RestartPolicy(retries: 1)
      guard case .giveUp = policy.decide(exitCode: code, step: 9, isOverdue: false) else {
        Issue.record("code \(code) leads to a restart")
        continue
      }
      #expect(policy.decide(exitCode: code, step: 9, isOverdue: true) == .restart(attempt: 1, pause: .seconds(1)))
    }
  }

  @Test func killsForLackOfMemoryAreTold() {
    #expect(MemoryKills.count(in: "oom_kill_disable 7\npgfault 12\noom_kill 3\nnuma_hit 9\n") == 3)
    #expect(MemoryKills.count(in: "pgfault 12\n") == nil)
    #expect(MemoryKills.line(before: 3, after: 3) == nil)
    #expect(MemoryKills.line(before: nil, after: 3) == nil)
    #expect(MemoryKills.line(before: 3, after: 4)?.hasPrefix("1 process was killed for lack of memory") == true)
    #expect(MemoryKills.line(before: 3, after: 5)?.contains("batch.micro_batch_tokens") == true)
  }

  @Test func restartsWithoutProgressAreBoundedAndProgressRenewsThem() {
    var policy = RestartPolicy(retries: 2)
    #expect(policy.decide(exitCode: 75, step: 10, isOverdue: false) == .restart(attempt: 1, pause: .seconds(1)))
    #expect(policy.decide(exitCode: 75, step: 10, isOverdue: false) == .restart(attempt: 2, pause: .seconds(2)))
    #expect(policy.decide(exitCode: 75, step: 11, isOverdue: false) == .restart(attempt: 1, pause: .seconds(1)))
    #expect(policy.decide(exitCode: 75, step: 9, isOverdue: false) == .restart(attempt: 2, pause: .seconds(2)))
    #expect(
      policy.decide(exitCode: 75, step: 11, isOverdue: false) == .giveUp(why: "2 restarts in a row came no further"))
  }

  @Test func pausesStayBoundedHoweverOftenNothingComesOfRestarts() {
    var policy = RestartPolicy(retries: 1000)
    let pauses = (1...100).compactMap { attempt -> Duration? in
      guard case .restart(attempt, let pause) = policy.decide(exitCode: 75, step: 0, isOverdue: false) else {
        return nil
      }
      return pause
    }
    #expect(
      pauses.count == 100
        && Array(pauses.prefix(6)) == [.seconds(1), .seconds(2), .seconds(4), .seconds(8), .seconds(16), .seconds(30)])
    #expect(pauses.dropFirst(6).allSatisfy { $0 == .seconds(30) })
  }

  @Test func withoutRestartsNoneIsSaidToHaveFailed() {
    var policy = RestartPolicy(retries: 0)
    #expect(policy.decide(exitCode: 75, step: 5, isOverdue: false) == .giveUp(why: "no restarts are allowed"))
  }

  @Test func aJobThatDoesNotHeedARequestToStopCanBeResumed() throws {
    let folder = try TemporaryFolder()
    let up = folder.path("up")
    var options = LaunchOptions(
      command: ["/bin/sh", "-c", "trap '' USR1; trap 'exit 1' TERM; : >\(up); while :; do sleep 0.05; done"])
    (options.launchLimit, options.exitLimit) = (.seconds(3600), .seconds(1))
    options.statusFolder = folder.path
    let supervisor = try Supervisor(options, console: Console(isTerminal: false) { _ in }) {
      access(up, F_OK) == 0 ? 1 : 0
    }
    #expect(try supervisor.run() == ExitCode.resumable.rawValue)
  }

  /// What cannot be seen is no sign of death: the job ends by itself, after the limits.
  @Test func aRemovedStatusFolderDoesNotEndAJob() throws {
    let folder = try TemporaryFolder()
    let (removed, over) = (folder.path("removed"), folder.path("over"))
    var options = LaunchOptions(
      command: [
        "/bin/sh", "-c",
        "rm -r \"$(dirname \"$FOVEA_STATUS_FILE\")\"; : >\(removed); until [ -e \(over) ]; do sleep 0.05; done; exit 0",
      ])
    (options.launchLimit, options.exitLimit) = (.milliseconds(100), .milliseconds(100))
    options.statusFolder = folder.path
    // The supervisor asks for signals once before the job begins and then whenever it looks at it, every 50 ms. It first
    // looks when the folder is gone, and the job ends after ten more looks.
    var looks = -1
    let supervisor = try Supervisor(options, console: Console(isTerminal: false) { _ in }) {
      looks += 1
      if looks == 1 { _ = comesTrue { access(removed, F_OK) == 0 } }
      if looks == 11 { try? Data().write(to: URL(fileURLWithPath: over)) }
      return 0
    }
    #expect(try supervisor.run() == 0 && looks > 10)
  }

  /// A disk that is full later cannot stop the beats: the file has its size from the beginning.
  @Test func theStatusIsWrittenInPlace() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("status")
    let supervisors = try #require(StatusFile.create(path))
    var before = stat()
    #expect(stat(path, &before) == 0 && before.st_size == 64)
    let ranks = try #require(StatusFile(environment: [StatusFile.variable: path]))
    ranks.noteStop()
    var after = stat()
    #expect(stat(path, &after) == 0 && after.st_size == 64 && after.st_ino == before.st_ino)
    #expect(StatusFile.read(path) == StatusFile.Content(count: 0, step: 0, isStopping: true))
    unlink(path)
    #expect(StatusFile.read(path) == nil && supervisors.content?.isStopping == true)
  }

  @Test func aRestartResumesWhateverTheJobBeganWith() {
    let job = ["mpirun", "fovea", "train", "a.yaml"]
    #expect(Supervisor.resuming(job) == job + ["--resume", "auto"])
    #expect(Supervisor.resuming(job + ["--resume", "runs/x"]) == job + ["--resume", "auto"])
    #expect(Supervisor.resuming(job + ["--resume=runs/x"]) == job + ["--resume=auto"])
    #expect(Supervisor.resuming(Supervisor.resuming(job)) == job + ["--resume", "auto"])
  }

  @Test func mpirunPassesTheStatusFileOn() {
    #expect(
      Supervisor.passingStatus(["/usr/bin/mpirun", "-np", "2"]).prefix(3) == [
        "/usr/bin/mpirun", "-x", "FOVEA_STATUS_FILE",
      ])
    #expect(Supervisor.passingStatus(["fovea", "train"]) == ["fovea", "train"])
  }
}
