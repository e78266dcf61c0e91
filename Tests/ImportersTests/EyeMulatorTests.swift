import Basics
import GazeSamples
import Scanpaths
import TestSupport
import Testing

@testable import Importers
@testable import Recordings

struct EyeMulatorTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test(arguments: [
    ("\"mask\": [1, 0, 0, 1]", "\"mask\": [1, 0, 0]", "mask has 3 elements"),
    ("\"mask\": [1, 0, 0, 1]", "\"mask\": [1, 0, 0, 7]", "mask holds 7"),
    ("[10, 10, 17, 12]", "[10, 10, 17, 21]", "the label 21"),
    ("\"flag\": \"valid\", ", "", "\"flag\" is missing"),
  ])
  func aFaultyRowIsToldWithItsPlace(_ old: String, _ new: String, _ problem: String) throws {
    let path = try folder.file("c.jsonl", Samples.eyeMulator + Samples.eyeMulator.replacing(old, with: new))
    let error = #expect(throws: DataLineError.self) { try EyeMulatorCorpus.read(path) }
    #expect(error?.line == 2)
    #expect(error?.problem.contains(problem) == true)
  }

  @Test func aCorpusIsNoRecording() throws {
    let path = try folder.file("c.jsonl", Samples.eyeMulator)
    #expect(try GazeFormatDetector.format(of: path) == .eyeMulator)
    #expect(throws: DataLineError.self) { try GazeImporter().readAll(path) }
  }
}
