import Basics
import Foundation
import Importers
import Recordings
import Scanpaths
import TestSupport
import Testing

@testable import Runs

/// Simulated recordings, read back by the importer of the format they are written in.
struct GazeSimulationTests {
  private let folder: TemporaryFolder
  private let priors = PackageFolder.path("configs/data/embedded-java/priors")
  private let methods: [GazeSynthesis.Method]

  init() throws {
    folder = try TemporaryFolder()
    let all = try JSONLines.read(
      GazeSynthesis.Method.self, from: PackageFolder.path("configs/data/embedded-java/train.jsonl"))
    methods = Array(all.prefix(3))
  }

  private func simulate(_ name: String, seed: UInt64 = 1, drift: Double = 0) throws -> GazeSimulation.Report {
    var tracker = SimulatedTrackerSettings()
    tracker.drift = drift
    return try GazeSimulation(
      language: .java, priors: EyeMulatorPriorFiles(folder: priors), tracker: tracker, seed: seed
    ).write(methods, readers: 2, to: folder.path(name))
  }

  private func importing(_ name: String, source: GazeSource = .fixations) throws -> [ReadingTrial] {
    var run = GazeImportRun()
    run.importing.code = folder.path("\(name)/code")
    run.importing.source = source
    return try run.run((1...2).map { folder.path("\(name)/simulated-\($0).asc") }) { _ in }.0
  }

  @Test func theImporterFindsWhatTheReadersLookedAt() throws {
    let report = try simulate("a")
    let truth = try TrialFile.read(folder.path("a/truth.jsonl"))
    let trials = try importing("a")
    #expect(report.recordings == 2 && report.methods == 3)
    #expect(trials.count == 6 && truth.count == 6)
    #expect(report.fixations == truth.reduce(0) { $0 + $1.fixations.count })
    for (found, real) in zip(trials, truth) {
      #expect(found.participant == real.participant && found.method == real.method)
      #expect(found.participant.hasPrefix(Scanpath.simulatedPrefix))
      #expect(found.fixations.map(\.duration) == real.fixations.map(\.duration))
      #expect(found.fixations.map(\.box) == real.fixations.map(\.box))
      #expect(found.boxes.map(\.rectangle) == real.boxes.map(\.rectangle))
    }
  }

  /// Detection joins fixations on neighbouring tokens, and finds none that nobody made.
  @Test func samplesGiveMostOfTheFixations() throws {
    _ = try simulate("a")
    let truth = try TrialFile.read(folder.path("a/truth.jsonl"))
    let detected = try importing("a", source: .samples)
    let (all, found) = (truth.reduce(0) { $0 + $1.fixations.count }, detected.reduce(0) { $0 + $1.fixations.count })
    #expect(2 * found > all && found <= all, "\(found) of \(all)")
  }

  @Test func driftMovesFixationsOffTheirBoxes() throws {
    _ = try simulate("a")
    _ = try simulate("drifted", drift: 40)
    func onTheirBoxes(_ name: String) throws -> Int {
      let truth = try TrialFile.read(folder.path("\(name)/truth.jsonl"))
      return zip(try importing(name), truth).reduce(0) { sum, pair in
        sum + zip(pair.0.fixations, pair.1.fixations).count { $0.box == $1.box }
      }
    }
    let (straight, drifted) = (try onTheirBoxes("a"), try onTheirBoxes("drifted"))
    #expect(Double(drifted) < 0.8 * Double(straight), "\(drifted) against \(straight)")
  }

  @Test func theSeedDecidesEveryByte() throws {
    _ = try simulate("a")
    _ = try simulate("b")
    _ = try simulate("c", seed: 2)
    let files = try ["a", "b", "c"].map { try Data(contentsOf: URL(filePath: folder.path("\($0)/simulated-1.asc"))) }
    #expect(files[0] == files[1])
    #expect(files[0] != files[2])
  }
}
