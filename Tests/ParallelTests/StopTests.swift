import Basics
import Collectives
import CollectivesContract
import XCTest

/// How a job of several ranks ends when something goes wrong, seen from outside: that it ends at all, `mpirun`'s exit code
/// and its output.
///
/// Each test launches this very program under `mpirun` with `StopScenario` selected. Skipped inside `mpirun`.
final class StopTests: XCTestCase {
  override func setUpWithError() throws {
    if case .ranks = try Launch(environment: ProcessInfo.processInfo.environment) {
      throw XCTSkip("launches mpirun itself, so it runs without")
    }
  }

  func testFailuresAreAlikeOnAllRanksAndBecomeTheExitCode() throws {
    for clause in Contract.failures {
      for ranks in [3] {
        let outcome = try launch(clause.name, ranks: ranks)
        let expected = clause.expected(ranks)
        XCTAssertEqual(outcome.exitCode, expected.exitCode.rawValue, "\(clause.name): \(outcome.output)")
        let reports = outcome.output.components(separatedBy: expected.problem).count - 1
        XCTAssertEqual(reports, ranks, "\(clause.name): \(outcome.output)")
      }
    }
  }

  func testARankThatStopsWhileOthersComputeEndsTheJob() throws {
    let outcome = try launch(StopScenario.othersCompute, ranks: 2)
    XCTAssertEqual(outcome.exitCode, ExitCode.badData.rawValue, outcome.output)
    XCTAssertTrue(outcome.output.contains("error: rank 1: the disk is gone"), outcome.output)
  }

  func testAbortEndsRanksThatWaitAndCarriesTheExitCode() throws {
    let outcome = try launch(StopScenario.abort, ranks: 3)
    XCTAssertEqual(outcome.exitCode, ExitCode.resumable.rawValue, outcome.output)
    XCTAssertTrue(outcome.output.contains("error: the disk is gone"), outcome.output)
  }

  func testARankThatIsKilledEndsTheJob() throws {
    let outcome = try launch(StopScenario.killed, ranks: 2)
    XCTAssertEqual(outcome.exitCode, 128 + SIGKILL, outcome.output)
  }

  func testARankThatIsStoppedIsNoticed() throws {
    let outcome = try launch(StopScenario.stalled, ranks: 2)
    XCTAssertEqual(outcome.exitCode, ExitCode.resumable.rawValue, outcome.output)
    XCTAssertTrue(outcome.output.contains("waited 4 s for the other ranks in barrier"), outcome.output)
  }

  private struct Outcome {
    var exitCode: Int32
    var output: String
  }

  private func launch(_ scenario: String, ranks: Int) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // A job that nothing ends would last for ever: its exit code is then 124.
    process.arguments = [
      "timeout", "900", "mpirun", "--allow-run-as-root", "--oversubscribe", "--quiet", "-np", "\(ranks)",
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      "ParallelTests.StopScenario/testScenario",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([StopScenario.variable: scenario]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return Outcome(exitCode: process.terminationStatus, output: output)
  }
}

/// What each rank of a job that `StopTests` launches does.
final class StopScenario: XCTestCase {
  static let variable = "FOVEA_STOP_SCENARIO"
  static let othersCompute = "others compute"
  static let abort = "abort"
  static let killed = "killed"
  static let stalled = "stalled"

  func testScenario() throws {
    guard let scenario = ProcessInfo.processInfo.environment[Self.variable] else {
      throw XCTSkip("a part of StopTests")
    }
    let communicator = try MPICommunicator.start(stallLimit: .seconds(scenario == Self.stalled ? 4 : 3600))
    if let clause = Contract.failures.first(where: { $0.name == scenario }) {
      let diagnosis = try Contract.diagnosis(of: clause, on: communicator)
      XCTAssertEqual(diagnosis, clause.expected(communicator.size))
      report(diagnosis)
      try communicator.shutDown()
      exit(diagnosis.exitCode.rawValue)
    }
    if communicator.rank == communicator.size - 1 {
      fail(scenario, communicator)
    }
    do {
      if scenario == Self.othersCompute { Self.sleepForEver() }
      try communicator.barrier()
    } catch {
      communicator.abort(Diagnosis(of: error))
    }
    XCTFail("the rank went on")
  }

  /// What the highest rank does.
  private func fail(_ scenario: String, _ communicator: MPICommunicator) {
    let gone = Diagnosis(scenario == Self.abort ? .resumable : .badData, problem: "the disk is gone")
    switch scenario {
    case Self.othersCompute:
      let error = AgreedFailure(rank: communicator.rank, cause: gone)
      _ = communicator.stopTogether(because: error, within: .seconds(1))
    case Self.abort: communicator.abort(gone)
    case Self.killed: kill(getpid(), SIGKILL)
    default: Self.sleepForEver()
    }
  }

  private static func sleepForEver() -> Never {
    while true { sleep(600) }
  }

  private func report(_ diagnosis: Diagnosis) {
    FileHandle.standardError.write(Data((diagnosis.rendered + "\n").utf8))
  }
}
