import Basics
import Collectives
import Foundation
import Gaze
import Synchronization
import Testing

@testable import Experiments

struct SharedGazeAnalysisTests {
  private static func corpus() throws -> ScanpathCorpus {
    let code = try Labeller(.java).label("int f(int n) { if (n > 1) { return n; } return 1; }", id: "f")
    let visits = code.tokens.indices.map { Scanpath.Visit(token: $0, durationMilliseconds: 100) }
    return try ScanpathCorpus(
      codes: [code], scanpaths: (1...6).map { Scanpath(participant: "p\($0)", code: "f", visits: visits) })
  }

  @Test func allRanksReceiveWhatRankZeroComputedOnceAndASecondRunFindsIt() throws {
    let path = FileManager.default.temporaryDirectory.appendingPathComponent("gaze-\(UUID().uuidString).sqlite").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    let read = Atomic(0)
    let expected = GazeAnalysis(corpus: try Self.corpus())
    for run in 0..<2 {
      let analyses = try InProcessGroup(size: 3).run { communicator in
        try SharedGazeAnalysis.analysis(
          settings: GazeAnalysisSettings(), cache: AnalysisCache(path: path), communicator
        ) {
          read.wrappingAdd(1, ordering: .relaxed)
          return try Self.corpus()
        }
      }
      #expect(analyses.allSatisfy { $0.value == expected })
      #expect(analyses[0].wasHit == (run == 1))
      #expect(read.load(ordering: .relaxed) == run + 1)
    }
    #expect(!expected.motifs.isEmpty)
  }

  @Test func whatIsWrongOnRankZeroStopsAllRanks() throws {
    #expect(throws: (any Error).self) {
      try InProcessGroup(size: 2).run { communicator in
        try SharedGazeAnalysis.analysis(settings: GazeAnalysisSettings(), cache: nil, communicator) {
          throw NoGaze(path: "trials.jsonl", account: GazeDataset.Account())
        }
      }
    }
  }
}
