import Basics
import Collectives
import CollectivesContract
import XCTest

/// How a job of several ranks ends when something goes wrong, seen from outside: `mpirun`'s exit code, its output and
/// the time it takes.
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
    XCTAssertLessThan(outcome.seconds, Self.patience)
  }

  func testAbortEndsRanksThatWaitAndCarriesTheExitCode() throws {
    let outcome = try launch(StopScenario.abort, ranks: 3)
    XCTAssertEqual(outcome.exitCode, ExitCode.resumable.rawValue, outcome.output)
    XCTAssertTrue(outcome.output.contains("error: the disk is gone"), outcome.output)
    XCTAssertLessThan(outcome.seconds, Self.patience)
  }

  func testARankThatIsKilledEndsTheJob() throws {
    let outcome = try launch(StopScenario.killed, ranks: 2)
    XCTAssertEqual(outcome.exitCode, 128 + SIGKILL, outcome.output)
    XCTAssertLessThan(outcome.seconds, Self.patience)
  }

  func testARankThatIsStoppedIsNoticed() throws {
    let outcome = try launch(StopScenario.stalled, ranks: 2)
    XCTAssertEqual(outcome.exitCode, ExitCode.resumable.rawValue, outcome.output)
    XCTAssertTrue(outcome.output.contains("waited 4 s for the other ranks in barrier"), outcome.output)
    XCTAssertLessThan(outcome.seconds, Self.patience)
  }

  /// Jobs end in two seconds or so. Those that nothing ended would last ten minutes.
  private static let patience = 200.0

  private struct Outcome {
    var exitCode: Int32
    var output: String
    var seconds: Double
  }

  private func launch(_ scenario: String, ranks: Int) throws -> Outcome {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = [
      "mpirun", "--allow-run-as-root", "--oversubscribe", "--quiet", "-np", "\(ranks)",
      try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"),
      "ParallelTests.StopScenario/testScenario",
    ]
    process.environment = ProcessInfo.processInfo.environment.merging([StopScenario.variable: scenario]) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    let start = ContinuousClock.now
    try process.run()
    let output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    let seconds = Double((ContinuousClock.now - start).components.seconds)
    return Outcome(exitCode: process.terminationStatus, output: output, seconds: seconds)
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
    let communicator = try MPICommunicator.start(stallLimit: .seconds(scenario == Self.stalled ? 4 : 600))
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
      if scenario == Self.othersCompute { sleep(600) }
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
    default: sleep(600)
    }
  }

  private func report(_ diagnosis: Diagnosis) {
    FileHandle.standardError.write(Data((diagnosis.rendered + "\n").utf8))
  }
}
