import Basics
import Foundation
import Testing

@testable import Launching

/// Helpers that crash, run away or grow. They are shell commands, since what holds them does so whatever they are.
struct HelperProcessTests {
  private func run(
    _ script: String, input: String = "", seconds: Int = 600, megabytes: Int = 0, outputMegabytes: Int = 64
  ) throws -> HelperProcess.Result {
    let limits = HelperProcess.Limits(seconds: seconds, megabytes: megabytes, outputMegabytes: outputMegabytes)
    return try HelperProcess(["/bin/sh", "-c", script], limits: limits).run(input: Data(input.utf8))
  }

  @Test func whatGoesInAndComesOutIsWhole() throws {
    let text = String(repeating: "é line\n", count: 200_000)
    let result = try run("cat", input: text)
    #expect(result.fault == nil && result.output == Data(text.utf8))
  }

  @Test(arguments: [(SIGKILL, "Killed"), (SIGSEGV, "Segmentation fault"), (SIGABRT, "Aborted"), (SIGILL, "Illegal")])
  func aCrashIsNamedAndWhatWasSaidBeforeIsKept(_ signal: Int32, _ name: String) throws {
    let result = try run("echo kept; echo 'Fatal error: a grammar' >&2; kill -\(signal) $$")
    let fault = try #require(result.fault)
    #expect(fault.cause == .signal(signal) && fault.lastWords == "Fatal error: a grammar")
    #expect("\(fault)".contains(name) && result.output == Data("kept\n".utf8))
  }

  private static let endlessLoop = "while :; do :; done"

  @Test(arguments: [endlessLoop, "sleep 1000", "kill -STOP $$", "trap '' TERM INT; sleep 1000 & wait"])
  func whatDoesNotEndIsKilled(_ script: String) throws {
    // On a busy machine the shell may not get to its first command in time; then it gets more.
    for seconds in [1, 10, 100] {
      let result = try run("echo $$; \(script)", seconds: seconds)
      let cause = try #require(result.fault?.cause)
      // If this process is paused, the loop may use up its processor time first.
      let isKilledByItsLimit = script == Self.endlessLoop && cause == .signal(SIGKILL)
      #expect(cause == .outOfTime(seconds: seconds) || isKilledByItsLimit)
      let output = String(decoding: result.output, as: UTF8.self)
      guard !output.isEmpty || seconds == 100 else { continue }
      let process = try #require(pid_t(output.trimmingCharacters(in: .newlines)))
      #expect(kill(process, 0) != 0 && errno == ESRCH)
      return
    }
  }

  @Test func whatGrowsIsStoppedByItsOwnLimit() throws {
    // Awk doubles a text until it gets no more memory, which with this little is after some twenty times.
    let result = try run("exec awk 'BEGIN { text = \"0123456789\"; while (1) text = text text }'", megabytes: 64)
    let fault = try #require(result.fault)
    #expect(fault.cause != .outOfTime(seconds: 600) && fault.megabytes < 64 && "\(fault)".contains("of 64 MB"))
  }

  /// The most that this process has held.
  private func ownMegabytes() -> Int {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return usage.ru_maxrss / 1024
  }

  @Test func aHelpersMemoryIsItsOwnAndNotThatOfItsParent() throws {
    let held = [UInt8](repeating: 1, count: 200 << 20)
    // Long enough that it is looked at while it runs, on any machine.
    let fault = try #require(try run("sleep 1; exit 3").fault)
    #expect(0..<100 ~= fault.megabytes, "\(fault)")
    withExtendedLifetime(held) {}
  }

  @Test func memoryThatWasHeldForAMomentIsKnownWhereItIsMoreThanTheParents() throws {
    for _ in 1...10 {
      let megabytes = ownMegabytes() + 100
      let fault = try #require(try run("dd if=/dev/zero of=/dev/null bs=\(megabytes)M count=1 2>&1; exit 3").fault)
      // Other tests take memory of this process, too.
      guard ownMegabytes() < megabytes else { continue }
      #expect(fault.megabytes >= megabytes, "\(fault)")
      return
    }
  }

  @Test func whatWritesWithoutEndIsStopped() throws {
    let result = try run("exec cat /dev/zero", outputMegabytes: 1)
    #expect(result.fault != nil && result.output.count <= 1 << 20)
  }

  @Test func aHelperIsNoRankAndHoldsNothingOfItsParent() throws {
    setenv("OMPI_COMM_WORLD_RANK_FOR_TEST", "0", 1)
    defer { unsetenv("OMPI_COMM_WORLD_RANK_FOR_TEST") }
    let file = open("/dev/null", O_RDONLY)
    defer { close(file) }
    let result = try run("env | grep OMPI_; ls /proc/$$/fd")
    let lines = String(decoding: result.output, as: UTF8.self).split(separator: "\n")
    #expect(lines == ["0", "1", "2"])
  }

  @Test func aProgramThatIsNotThereIsAFault() throws {
    let limits = HelperProcess.Limits(seconds: 600, megabytes: 0)
    let fault = try #require(try HelperProcess(["/nonexistent"], limits: limits).run(input: Data()).fault)
    #expect(fault.cause == .exit(127) && fault.lastWords.contains("/nonexistent"))
  }
}
