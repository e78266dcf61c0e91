import Basics
import Foundation
import Syntax
import TestSupport

@testable import Runs
@testable import Scanpaths

extension FuzzedReader {
  /// Readers of what is learned from recordings once and kept: priors with their label patterns, analyses, a run's gaze.
  static func gazeCacheReaders() throws -> [FuzzedReader] {
    let folder = try TemporaryFolder()
    let analysis = GazeAnalysis(corpus: try corpus())
    try EyeMulatorPriorFiles(analysis.priors).write(toFolder: folder.path("priors"))
    let key = "0123"
    func cached(_ folder: String) throws -> Cached<GazeAnalysis> {
      try FileCache(folder: folder, kind: "motifs").value(
        key: key, decode: GazeAnalysis.init(decoding:), encode: { try $0.encoded() }, compute: { analysis })
    }
    let written = try cached(folder.path("cache"))
    precondition(written.warnings.isEmpty, "the cache can be written")
    var inputs = GazeInputs()
    inputs.remarks = [.note("a note")]
    inputs.heldOutMethods = ["m1", "m2"]
    var encoded = try EncodedGazeInputs(inputs)
    encoded.remarks = [.note("taken from a cache")]
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
      // A damaged entry gives a warning, and the cache computes the analysis again.
      FuzzedReader("gaze-cache", seeds: [try folder.files("cache")]) { folder in
        let found = try cached(folder)
        try Unsound.require(found.value == analysis, "the cache gives the analysis or none")
        try Unsound.require(found.wasHit == found.warnings.isEmpty, "damage gives a warning")
        try Unsound.require(
          cached(folder) == Cached(value: analysis, wasHit: true), "the cache replaced the damaged entry")
      },
      FuzzedReader(
        "gaze-inputs", seeds: [["inputs.plist": Array(encoded.content), "message": Array(try encoded.message())]]
      ) { folder in
        // The cache counts bytes that cannot be decoded as absent, and the run a message as a failed helper's, whatever the
        // error.
        _ = try? EncodedGazeInputs(content: TextFile.bytes(of: "\(folder)/inputs.plist")).decoded()
        _ = try? EncodedGazeInputs(message: TextFile.bytes(of: "\(folder)/message")).decoded()
      },
    ]
  }

  private static func corpus() throws -> ScanpathSet {
    let text = "int f(int a) { int s = 0; while (a > 0) { s += g(a); a--; } return s; }"
    let code = try Labeller(.java).label(text, id: "m")
    // Short, because the cache computes the analysis again for each rejected entry.
    let visits = (0..<8).map { Scanpath.Visit(token: $0 * 7 % code.tokens.count, durationMilliseconds: 150) }
    return try ScanpathSet(codes: [code], scanpaths: [Scanpath(participant: "p", code: "m", visits: visits)])
  }
}
