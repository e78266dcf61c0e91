import Foundation
import Testing

@testable import Scanpaths

/// The key by which an analysis is kept, and the bytes as which it is kept and sent.
struct GazeAnalysisTests {
  private let corpus: ScanpathSet

  init() throws { corpus = try SyntheticCorpus.random(methods: 4, paths: 20, seed: 6) }

  @Test func everyInputChangesTheKey() throws {
    let settings = GazeAnalysisSettings()
    var keys = [try GazeAnalysis.key(of: corpus, settings: settings)]
    func add(_ change: (inout [LabelledCode], inout [Scanpath], inout GazeAnalysisSettings) -> Void) throws {
      var (codes, paths, changed) = (corpus.codes, corpus.scanpaths, settings)
      change(&codes, &paths, &changed)
      keys.append(
        try GazeAnalysis.key(of: ScanpathSet(codes: codes, scanpaths: paths), settings: changed))
    }
    try add { codes, _, _ in codes[0].tokens[0].line += 1 }
    try add { codes, _, _ in codes[0].tokens[0].text += "x" }
    try add { codes, _, _ in codes[0].tokens[0].label = codes[0].tokens[0].label == .loop ? .return : .loop }
    try add { codes, _, _ in codes[0].language = .python }
    try add { _, paths, _ in paths[0].visits[0].durationMilliseconds += 1e-9 }
    try add { _, paths, _ in paths[0].participant = "another" }
    try add { _, paths, _ in paths[0].visits.swapAt(0, 99) }
    try add { _, paths, _ in paths.removeLast() }
    try add { _, _, settings in settings.motifs.minimumSupport = 6 }
    try add { _, _, settings in settings.augmentation.keptPatterns = 19 }
    try add { _, paths, _ in paths[0].visits[1].continuesFixation = true }
    keys.append(try GazeAnalysis.key(of: corpus.counting(.tokens), settings: settings))
    #expect(Set(keys).count == 13)
    try add { _, _, _ in }
    #expect(keys[13] == keys[0])
  }

  @Test func bytesCarryTheAnalysisBetweenRanks() throws {
    let analysis = GazeAnalysis(corpus: corpus)
    let bytes = try analysis.encoded()
    #expect(try GazeAnalysis(decoding: bytes) == analysis)
    #expect(try GazeAnalysis(decoding: bytes).encoded() == bytes)
    for count in [0, 1, bytes.count / 2, bytes.count - 1] {
      #expect(throws: GazeAnalysisError.self) { try GazeAnalysis(decoding: bytes.prefix(count)) }
    }
    let text = String(decoding: bytes, as: UTF8.self)
    let impossible = text.replacingOccurrences(of: #""hits":"#, with: #""hits":9"#)
    #expect(throws: GazeAnalysisError.self) { try GazeAnalysis(decoding: Data(impossible.utf8)) }
    let other = text.replacingOccurrences(of: #""formatVersion":3"#, with: #""formatVersion":4"#)
    #expect(throws: GazeAnalysisError.formatVersion(4)) { try GazeAnalysis(decoding: Data(other.utf8)) }
  }
}
