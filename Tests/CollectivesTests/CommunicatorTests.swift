import Basics
import CollectivesContract
import Foundation
import Testing

@testable import Collectives

struct InProcessGroupTests {
  @Test func anErrorOnOneRankStopsTheOthersAndIsWhatRunThrows() throws {
    let group = InProcessGroup(size: 3)
    let expected = FileFailure(.read, path: "train.jsonl", errorNumber: 2)
    let outcomes = group.outcomes { communicator in
      if communicator.rank == 2 { throw expected }
      try communicator.barrier()
    }
    let errors = outcomes.map { outcome -> (any Error)? in
      if case .failure(let error) = outcome { error } else { nil }
    }
    let agreed = AgreedFailure(rank: 2, cause: expected.diagnosis)
    #expect(errors[0] as? AgreedFailure == agreed)
    #expect(errors[1] as? AgreedFailure == agreed)
    #expect(errors[2] as? FileFailure == expected)
    #expect(throws: expected) {
      try InProcessGroup(size: 2).run { if $0.rank == 1 { throw expected } else { try $0.barrier() } }
    }
  }

  @Test func aRankThatReturnsWhileOthersWaitFailsThemNotHangsThem() {
    #expect(throws: CollectiveError.left(rank: 1, call: "barrier")) {
      try InProcessGroup(size: 3).run { if $0.rank != 1 { try $0.barrier() } }
    }
  }

  @Test func aRankThatNeverComesIsAStallToldWithTheCollectiveAndItsNumber() {
    let group = InProcessGroup(size: 2)
    let error = #expect(throws: CollectiveError.self) {
      try group.run { communicator in
        try communicator.barrier()
        if communicator.rank == 0 {
          // Only now, when both have met: a busy machine may take long for that.
          group.stallLimit = 1
          try communicator.barrier()
        } else {
          while (try? communicator.progress()) != nil { usleep(1000) }
        }
      }
    }
    #expect(error == .stalled(call: "barrier", sequence: 2, rank: 0, seconds: 1))
  }

  @Test func sumsGoInRankOrder() throws {
    let values: [Float] = [1e8, 1, -1e8, 1]
    let sums = try InProcessGroup(size: 4).run { try $0.allReduced(values[$0.rank]) }
    #expect(sums == Array(repeating: ((values[0] + values[1]) + values[2]) + values[3], count: 4))
  }
}

struct SoloCommunicatorTests {
  @Test func anAgreedFailureIsThrownAndStays() {
    let communicator = SoloCommunicator()
    let cause = Diagnosis(.badData, problem: "the line is cut off", place: "train.jsonl:7")
    #expect(throws: AgreedFailure(rank: 0, cause: cause)) { try communicator.agree(on: cause) }
    #expect(throws: AgreedFailure(rank: 0, cause: cause)) { try communicator.barrier() }
  }

  @Test func nothingWorksAfterTheShutDown() {
    let communicator = SoloCommunicator()
    communicator.shutDown()
    #expect(throws: CollectiveError.shutDown(call: "barrier", rank: 0)) { try communicator.barrier() }
  }
}

struct RankSlicesTests {
  @Test(arguments: 1...9) func slicesAreContiguousCoverEverythingAndDifferByAtMostOne(ranks: Int) {
    for count in 0...40 {
      let division = RankSlices(of: count, ranks: ranks)
      let slices = (0..<ranks).map { division[$0] }
      #expect(slices.flatMap { Array($0) } == Array(0..<count))
      #expect((slices.map(\.count).max() ?? 0) - (slices.map(\.count).min() ?? 0) <= 1)
    }
  }

  @Test func piecesKeepTheOrderAndTheLimit() {
    #expect((3..<10).pieces(of: 3) == [3..<6, 6..<9, 9..<10])
    #expect((3..<9).pieces(of: 3) == [3..<6, 6..<9])
    #expect((3..<3).pieces(of: 3).isEmpty)
  }
}

struct LaunchTests {
  @Test func theEnvironmentOfLaunchersIsRecognised() throws {
    #expect(try Launch(environment: ["HOME": "/root"]) == .alone)
    #expect(try Launch(environment: ["OMPI_COMM_WORLD_RANK": "0", "OMPI_COMM_WORLD_SIZE": "4"]) == .ranks(4))
    #expect(try Launch(environment: ["PMIX_RANK": "1"]) == .ranks(nil))
    #expect(try Launch(environment: ["PMI_RANK": "1", "PMI_SIZE": "2"]) == .ranks(2))
    #expect(try Launch(environment: ["SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "1"]) == .alone)
  }

  @Test func ranksThatCouldNotFindEachOtherAreRefused() {
    #expect(throws: CollectiveError.launchedWithoutMPI(processes: 2)) {
      try Launch(environment: ["SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "2"])
    }
  }
}

/// Records that ranks compare.
struct CollectiveCallTests {
  @Test func theySurviveTravelling() {
    let call = CollectiveCall(
      kind: .allReduce, element: .int64, operation: .minimum, root: 12345, count: 1 << 40, location: 7 << 40 | 9,
      length: 1 << 35)
    #expect(CollectiveCall(words: call.words) == call)
    #expect(CollectiveCall(words: CollectiveCall(kind: .failure).words) == CollectiveCall(kind: .failure))
  }

  @Test func garbageIsNotRead() {
    #expect(CollectiveCall(words: [0, 0, 0, 0]) == nil)
    #expect(CollectiveCall(words: [99, 0, 0, 0]) == nil)
    #expect(CollectiveCall(words: [1, 0, 0]) == nil)
  }

  @Test func aMismatchTellsWhichRanksDoWhat() {
    let barrier = CollectiveCall(kind: .barrier)
    let sum = CollectiveCall(kind: .allReduce, element: .float, operation: .sum, count: 8)
    #expect(throws: CollectiveError.self) {
      try CollectiveCall.checkMatching([barrier, sum, barrier], sequence: 4)
    }
    let diagnosis = CollectiveError.mismatch(
      sequence: 4, summaries: [barrier, sum, barrier].map(\.summary)
    ).diagnosis
    #expect(diagnosis.problem.hasSuffix("ranks 0, 2: barrier; rank 1: all-reduce (sum) of 8 float"))
    #expect(diagnosis.place == "collective 4")
  }
}
