import Foundation
import Importers
import Scanpaths
import TestSupport
import Testing

@testable import Recordings

/// Interest areas drawn by hand around all the code, and what three readers fixated, against places that a script
/// computed from areas and code alone (`Golden/make_eyelink_places.py`).
@Suite(.enabled(if: SharedData.holds("eyelink/reports"), "needs the shared data (FOVEA_DATA)"))
struct EyeLinkPlacesTests {
  private let golden: [String: [String: [Int]]]
  private let reports: [[ReadingTrial]]
  /// Stimuli whose areas and code are under another version's name.
  private static let aliases = [
    "10-117-V1": "10-177-V1", "10-117-V2": "10-177-V2", "10-181-V3": "10-181-V2", "189-1871-V3": "189-1871-V1",
    "49-76-V2": "49-76-V3", "369-1404-V2": "369-1404-V1",
  ]

  init() throws {
    golden = try GoldenFolder().decoded([String: [String: [Int]]].self, "eyelink_places.json")
    var settings = ImportSettings()
    settings.interestAreas = SharedData.path("eyelink/interest-areas")
    settings.code = SharedData.path("eyelink/code")
    settings.stimulusAliases = Self.aliases
    reports = try SharedData.eyeLinkReports.map { path in
      try GazeImporter(settings).readAll(path).trials.compactMap { trial in
        if case .fixations(let trial) = trial { trial } else { nil }
      }
    }
  }

  /// The tokens at the place of an area; nil if the script does not know it.
  private func expected(_ trial: ReadingTrial, _ identifier: String) -> [Int]? {
    golden[Self.aliases[trial.method] ?? trial.method]?[identifier].map { range in
      trial.tokens.indices.filter { trial.tokens[$0].byteRange.overlaps(range[0]..<range[1]) }
    }
  }

  @Test func fixationsReachTheTokenAtTheirBox() throws {
    let dataset = try MappedTrials(reports.flatMap { $0 })
    var counts = (boxes: 0, right: 0, rightBefore: 0)
    var texts: [String: Set<String>] = [:]
    for trial in dataset.trials {
      texts[trial.method, default: []].formUnion(trial.fixations.compactMap(\.box?.text))
    }
    for trial in dataset.trials {
      let names = Dictionary(uniqueKeysWithValues: trial.boxes.map { ($0.reference, $0.identifier) })
      let code = try #require(dataset.methods[trial.method])
      let byText = BoxMapping(code: code, source: trial.code ?? "", boxes: texts[trial.method] ?? [])
      for fixation in trial.fixations {
        guard let box = fixation.box, let expected = expected(trial, names[box] ?? "") else { continue }
        counts.boxes += 1
        counts.right += fixation.tokens == expected ? 1 : 0
        let before = (try? byText.tokens(of: box.text, occurrence: box.occurrence).get())?.map(\.token) ?? []
        counts.rightBefore += before == expected ? 1 : 0
      }
    }
    print("\(counts.boxes) fixations on boxes, right by place \(counts.right), by text \(counts.rightBefore)")
    #expect(counts.boxes == 13_213)
    #expect(counts.right == counts.boxes)
    #expect(counts.rightBefore < counts.right)
    #expect(dataset.account.unmapped[UnmappedReason.boxNotPlaced.rawValue] == nil)
  }

  @Test func everyBoxHasItsTokensAlsoWhereNobodyLooked() throws {
    var seen: Set<String> = []
    var (boxes, wrong) = (0, [String]())
    for trial in try MappedTrials(reports.flatMap { $0 }).trials where seen.insert(trial.method).inserted {
      for box in trial.boxes {
        guard let expected = expected(trial, box.identifier) else { continue }
        boxes += 1
        if box.tokens != expected { wrong.append("\(trial.method) \(box.identifier) \(box.reference.text)") }
      }
    }
    print("\(boxes) boxes of \(seen.count) stimuli, wrong: \(wrong)")
    #expect(boxes > 1500 && wrong.isEmpty, "\(wrong)")
  }

  @Test func oneReportAloneGivesTheSameTokens() throws {
    let together = try MappedTrials(reports.flatMap { $0 }).trials
    let alone = try reports.flatMap { try MappedTrials($0).trials }
    #expect(together == alone && !together.isEmpty)
  }

  /// Labels are a help, not a need: areas that only have numbers are found by their positions.
  @Test(arguments: [("49-510-V1", false), ("142-929-V1", true), ("10-928-V2", false), ("A189-895", true)])
  func areasWithoutLabelsAreFoundByPosition(_ stimulus: String, _ isNumbered: Bool) throws {
    let layout = try BoxFile.eyeLink(SharedData.path("eyelink/interest-areas/IA-\(stimulus).ias")).boxes
    let code = try String(contentsOfFile: SharedData.path("eyelink/code/\(stimulus).py"), encoding: .utf8)
    let bare = layout.map { box in
      TokenBox(
        reference: BoxReference(text: isNumbered ? box.identifier : "", occurrence: 0), rectangle: box.rectangle,
        identifier: box.identifier)
    }
    let tokens = FixationMapper.trialTokens(of: try Labeller(.python).label(code, id: ""), source: code)
    let placement = BoxPlacement(bare, in: code)
    var counts = (boxes: 0, right: 0, wrong: 0)
    for (box, ranges) in zip(bare, placement.ranges) {
      let range = try #require(golden[stimulus]?[box.identifier])
      let truth = tokens.indices.filter { tokens[$0].byteRange.overlaps(range[0]..<range[1]) }
      let found = tokens.indices.filter { token in ranges.contains { tokens[token].byteRange.overlaps($0) } }
      counts.boxes += 1
      if found == truth { counts.right += 1 } else if !ranges.isEmpty { counts.wrong += 1 }
    }
    print("\(stimulus) without labels: \(counts)")
    #expect(counts.wrong == 0 && counts.right * 100 >= counts.boxes * 97)
    #expect(placement.disagreeing.isEmpty)
  }
}
