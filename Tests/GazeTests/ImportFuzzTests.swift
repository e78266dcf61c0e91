import Basics
import Foundation
import Testing

@testable import Gaze

/// Random damage to small files of every format: an import may succeed or throw, never crash or hang.
@Suite struct ImportFuzzTests {
  private static let formats: [(GazeFormat, String)] = [
    (.fovea, Samples.trial), (.tobiiSDK, Samples.tobiiSDK.prefixOfLines(30)), (.tobiiProLab, Samples.proLab()),
    (.eyeLinkReport, Samples.eyeLinkReport), (.eyeLinkASC, Samples.asc), (.smi, Samples.smi),
    (.iTraceXML, Samples.iTraceCore), (.eyeTrans, Samples.eyeTrans), (.eyeMulator, Samples.eyeMulator),
  ]
  private static let pieces = [
    "\t", ",", "\n", "\r", "\"", "(", ")", "nan", "-1", "1e308", "-1e308", "9223372036854775808", "\u{0}", "<", ">",
    "<!--", "&#x110000;",
    "&", "é", ".", "{", "}", "[", "null", "RECTANGLE", "EFIX", "MSG", "TRIALID", "\u{FEFF}",
  ].map { Array($0.utf8) }

  private static func mutated(_ bytes: [UInt8], _ random: inout RandomStream) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...6, using: &random) {
      guard !bytes.isEmpty else { break }
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
      case 2: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)], at: place)
      case 3:
        let end = min(bytes.count, place + Int.random(in: 1...200, using: &random))
        bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0..<bytes.count, using: &random))
      default: bytes.removeSubrange(place...)
      }
    }
    return bytes
  }

  /// Without drift correction, and with each of its algorithms.
  private static func pipelines() throws -> [FixationPipeline] {
    try ([nil] + DriftAlgorithm.allCases.map(Optional.some)).map { algorithm in
      var settings = FixationSettings()
      settings.drift = algorithm.map { algorithm in
        var drift = DriftSettings()
        drift.algorithm = algorithm
        return drift
      }
      return try FixationPipeline(settings)
    }
  }

  @Test(arguments: 0..<9) func damagedFilesNeverCrash(_ number: Int) throws {
    let (format, text) = Self.formats[number]
    let folder = try TemporaryFolder()
    let boxes = try folder.file("boxes", Samples.tobiiBoxes)
    var settings = ImportSettings()
    (settings.screenWidth, settings.screenHeight) = (1000, 500)
    settings.plugin = try folder.file("plugin", Samples.iTracePlugin)
    if format == .tobiiSDK { settings.boxes = boxes }
    let importer = try GazeImporter(settings)
    let pipelines = try Self.pipelines()
    var outcomes = [0, 0]
    for round in 0..<400 {
      var random = RandomStream(seed: 11, purpose: .testData, number, round)
      let path = try folder.file("damaged", Self.mutated(Array(text.utf8), &random))
      let pipeline = pipelines[round % pipelines.count]
      do {
        if format == .eyeMulator {
          try EyeMulatorCorpus.read(path) { _ in }
        } else {
          try importer.read(path, format: round.isMultiple(of: 2) ? format : nil) { try Self.check($0, pipeline) }
        }
        outcomes[0] += 1
      } catch is any DiagnosableError {
        outcomes[1] += 1
      }
    }
    #expect(outcomes[1] > 0)
  }

  @Test func damagedDatabasesNeverCrash() throws {
    let folder = try TemporaryFolder()
    try Samples.iTraceDatabase(at: folder.path("good.db3"))
    let bytes = try Array(TextFile.bytes(of: folder.path("good.db3")))
    let pipeline = try FixationPipeline()
    for round in 0..<150 {
      var random = RandomStream(seed: 13, purpose: .testData, round)
      let path = try folder.file("damaged", Self.mutated(bytes, &random))
      do {
        try GazeImporter().read(path, format: .iTraceDatabase) { try Self.check($0, pipeline) }
      } catch is any DiagnosableError {}
    }
  }

  @Test func damagedSideFilesNeverCrash() throws {
    let folder = try TemporaryFolder()
    for round in 0..<600 {
      var random = RandomStream(seed: 12, purpose: .testData, round)
      let areas = try folder.file("areas", Self.mutated(Array(Samples.interestAreas.utf8), &random))
      let boxes = try folder.file("boxes", Self.mutated(Array(Samples.tobiiBoxes.utf8), &random))
      for read in [
        { try BoxFile.eyeLink(areas, screen: ScreenSize(width: 9, height: 9)) },
        { try BoxFile.tobii(boxes, screen: ScreenSize(width: 1000, height: 500)) },
      ] {
        do {
          #expect(try read().boxes.allSatisfy { $0.rectangle.area.isFinite })
        } catch is any DiagnosableError {}
      }
    }
  }

  /// What was imported is sound, and so is everything that is made of it.
  private static func check(_ trial: ImportedTrial, _ pipeline: FixationPipeline) throws {
    if case .samples(let recording) = trial {
      let samples = recording.samples
      #expect(samples.allSatisfy { $0.time.isFinite && $0.left.position.isFinite && $0.right.position.isFinite })
      #expect(zip(samples, samples.dropFirst()).allSatisfy { $0.time < $1.time })
    }
    let result: FixationResult
    do {
      result = try pipeline.result(of: trial)
    } catch is DriftFailure {
      return
    }
    #expect(result.trial.fixations.allSatisfy { $0.duration >= 0 && $0.position?.isFinite ?? true })
    // JSON has no infinities: encoding fails when there is one anywhere.
    let line = try JSONLines.line(result.trial)
    #expect(
      try JSONDecoder().decode(ReadingTrial.self, from: Data(line.utf8)).fixations.count == result.quality.fixations)
    _ = try JSONLines.line(result.quality)
    _ = try JSONLines.line(ReadingMeasures.perToken(result.trial))
  }
}

extension String {
  fileprivate func prefixOfLines(_ count: Int) -> String {
    split(separator: "\n").prefix(count).joined(separator: "\n") + "\n"
  }
}
