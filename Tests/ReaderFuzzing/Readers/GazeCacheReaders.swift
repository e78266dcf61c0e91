import Basics
import Foundation
import Syntax

@testable import Runs
@testable import Scanpaths

extension FuzzedReader {
  /// Readers of what is learned from recordings once and kept: priors with their label patterns, analyses, a run's gaze.
  static func gazeCacheReaders() throws -> [FuzzedReader] {
    let folder = try SeedFolder()
    let analysis = GazeAnalysis(corpus: try corpus())
    try EyeMulatorPriorFiles(analysis.priors).write(toFolder: folder.file("priors"))
    let key = "0123"
    let seed = try AnalysisCache(path: folder.file("gaze.sqlite")).analysis(key: key) { analysis }
    precondition(seed.warnings.isEmpty, "the cache is valid")
    let encoder = PropertyListEncoder()
    encoder.outputFormat = .binary
    var inputs = GazeInputs()
    inputs.notes = ["a note"]
    inputs.heldOutMethods = ["m1", "m2"]
    let plist: Seed = ["inputs.plist": Array(try encoder.encode(inputs))]
    return [
      FuzzedReader(
        "priors", seeds: [try folder.files("priors")],
        words: ["\"method call\"", "\"loop\"", "\"saccades_count\"", "\"alpha\"", "return_loop"]
      ) { folder in
        let files = try EyeMulatorPriorFiles(folder: folder)
        let priors = files.labelPriors()
        try Unsound.require(priors.salience.allSatisfy { $0.alpha >= 0 }, "shares are sound")
        _ = (PatternTable(priors.counts, keeping: 3), files.keysWithoutLabels)
      },
      FuzzedReader("gaze-analysis", seeds: [["analysis.json": Array(try analysis.encoded())]]) { folder in
        let decoded = try GazeAnalysis(decoding: TextFile.bytes(of: "\(folder)/analysis.json"))
        _ = try decoded.encoded()
      },
      // Whatever is wrong with a cache becomes a warning, and the analysis is made anew.
      FuzzedReader("gaze-cache", seeds: [["gaze.sqlite": try folder.bytes("gaze.sqlite")]]) { folder in
        let cached = try AnalysisCache(path: "\(folder)/gaze.sqlite").analysis(key: key) { analysis }
        try Unsound.require(cached.value == analysis, "the cache gives the analysis or none")
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where name != "gaze.sqlite" {
          unlink("\(folder)/\(name)")
        }
      },
      FuzzedReader("gaze-inputs", seeds: [plist]) { folder in
        // The cache counts bytes that cannot be decoded as absent, whatever the error.
        _ = try? PropertyListDecoder().decode(
          GazeInputs.self, from: TextFile.bytes(of: "\(folder)/inputs.plist"))
      },
    ]
  }

  private static func corpus() throws -> ScanpathCorpus {
    let text = "int f(int a) { int s = 0; while (a > 0) { s += g(a); a--; } return s; }"
    let code = try Labeller(.java).label(text, id: "m")
    // Short, as the cache's reader makes the analysis anew of what it rejects.
    let visits = (0..<8).map { Scanpath.Visit(token: $0 * 7 % code.tokens.count, durationMilliseconds: 150) }
    return try ScanpathCorpus(codes: [code], scanpaths: [Scanpath(participant: "p", code: "m", visits: visits)])
  }
}
