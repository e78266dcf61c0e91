import Foundation
import TestSupport
import Testing

/// `fovea launch` with jobs that end in every way.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage), .serialized)
struct LaunchCommandTests {
  private let folder: TemporaryFolder
  /// Limits that a job does not come near, since a script shows no sign of life.
  private static let unlimited = "--launch-timeout 3600 --exit-timeout 3600"

  init() throws { folder = try TemporaryFolder() }

  /// Supervises a script that is told by its argument how it was started; `count` counts its starts.
  private func launch(_ options: String, _ script: String) throws -> (result: Program.Result, starts: Int) {
    let file = try folder.file("job.sh", "echo start >>\(folder.path("count"))\n\(script)\n")
    let result = try Program.shell("timeout 600 \"$0\" launch \(options) -- bash \(file)")
    return (result, ((try? folder.read("count")) ?? "").split(separator: "\n").count)
  }

  @Test func aJobThatLosesARankIsStartedAgainToResume() throws {
    let (result, starts) = try launch(
      "", "[ \"$1 $2\" = '--resume auto' ] && exit 0; kill -KILL $$")
    #expect(result.status == 0 && starts == 2, "\(result.errors)")
    #expect(result.errors.contains("code 137 (a rank was killed)"))
    #expect(result.errors.contains("restart 1 of 3 from the last checkpoint"))
  }

  @Test func aMistakeIsNotRepeated() throws {
    let (result, starts) = try launch("", "exit 78")
    #expect(result.status == 78 && starts == 1, "\(result.errors)")
    #expect(result.errors.contains("not started again"))
  }

  @Test func restartsWithoutProgressEnd() throws {
    let (result, starts) = try launch("--retries 1", "exit 75")
    #expect(result.status == 75 && starts == 2, "\(result.errors)")
  }

  @Test func aJobThatDoesNotComeUpIsEndedAndItsProcessesWithIt() throws {
    let file = folder.path("orphan")
    for seconds in [1, 10, 100] {
      let (result, starts) = try launch(
        "--retries 0 --launch-timeout \(seconds)",
        "trap '' TERM; setsid sleep 3140 & echo $! >\(file).partial; mv \(file).partial \(file); wait")
      // On a busy machine the job may be ended before its first command; then it gets more time.
      guard let text = try? folder.read("orphan") else { continue }
      #expect(result.status == 137, "\(result.errors)")
      #expect(result.errors.contains("did not come up within \(seconds) s"))
      #expect(starts == 1 || seconds > 1)
      let orphan = try #require(pid_t(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      // One that has ended and that nobody has asked about yet is gone too.
      let status = (try? String(contentsOfFile: "/proc/\(orphan)/status", encoding: .utf8)) ?? "State:\tZ"
      #expect(status.contains("State:\tZ"), "a process was left over: \(status)")
      return
    }
    Issue.record("the job never began")
  }

  @Test(arguments: ["TERM", "HUP"])
  func aRequestToStopIsPassedOnAndNotUndone(_ signal: String) throws {
    let file = try folder.file(
      "job.sh",
      "trap 'exit 75' USR1\necho up >\(folder.path("up"))\nwhile true; do sleep 0.05; done\n")
    let result = try Program.shell(
      """
      # The tests themselves may run under nohup.
      env --default-signal=HUP "$0" launch \(Self.unlimited) -- bash \(file) & pid=$!
      wait_until '[ -e \(folder.path("up")) ]' $pid
      kill -\(signal) $pid; wait $pid
      """)
    #expect(result.status == 75, "\(result.errors)")
    #expect(result.errors.contains("asked to stop"))
  }

  @Test func nohupKeepsAJobFromStoppingAtAHangUp() throws {
    let file = try folder.file(
      "job.sh",
      "trap 'exit 75' USR1\necho up >\(folder.path("up"))\nuntil [ -e \(folder.path("over")) ]; do sleep 0.05; done\n")
    let result = try Program.shell(
      """
      nohup "$0" launch \(Self.unlimited) -- bash \(file) & pid=$!
      wait_until '[ -e \(folder.path("up")) ]' $pid
      kill -HUP $pid; touch \(folder.path("over")); wait $pid
      """)
    #expect(result.status == 0 && !result.errors.contains("received a signal to stop"), "\(result.errors)")
  }

  @Test func aKilledSupervisorsFolderIsRemovedByTheNextOnceItsJobHasEnded() throws {
    let (up, temporary) = (folder.path("up"), folder.path("temporary"))
    try FileManager.default.createDirectory(atPath: temporary, withIntermediateDirectories: true)
    let result = try Program.shell(
      """
      export TMPDIR=\(temporary)
      "$0" launch -- bash -c 'echo $$ >\(up).partial; mv \(up).partial \(up); sleep 1000; :' & pid=$!
      for i in $(seq 6000); do [ -e \(up) ] && break; sleep 0.05; done
      kill -KILL $pid; wait $pid
      "$0" launch -- true 2>\(folder.path("first")); ls $TMPDIR
      kill -KILL -- -$(cat \(up))
      while kill -0 -- -$(cat \(up)) 2>/dev/null; do sleep 0.05; done
      "$0" launch -- true 2>\(folder.path("second")); ls $TMPDIR
      """)
    #expect(result.lines.count == 1 && result.lines[0].hasPrefix("fovea-launch-"), "\(result)")
    #expect(try !folder.read("first").contains("status folder"))
    #expect(try folder.read("second").contains("launch: removed 1 status folder"))
  }

  @Test func doctorFindsThisMachineFit() throws {
    let alone = try Program.run("doctor", "--folder", folder.path, "--parameters", "1000", "--json")
    #expect(alone.status == 0 && alone.lines.count == 8, "\(alone.errors)")
    let huge = try Program.shell(
      "exec \(TrainCommandTests.mpirun(2)) \"$0\" doctor --folder \(folder.path) --parameters 1000000000000")
    #expect(huge.status == 78, "\(huge.errors)")
    #expect(huge.output.contains("problem  /dev/shm"), "\(huge.output)")
  }
}
