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

  init() throws {
    golden = try GoldenFolder().decoded([String: [String: [Int]]].self, "eyelink_places.json")
    var settings = ImportSettings()
    settings.interestAreas = SharedData.path("eyelink/interest-areas")
    settings.code = SharedData.path("eyelink/code")
    reports = try SharedData.eyeLinkReports.map { path in
      try GazeImporter(settings).readAll(path).trials.compactMap { trial in
        if case .fixations(let trial) = trial { trial } else { nil }
      }
    }
  }

  /// The tokens at the place of an area; nil if the script does not know it.
  private func expected(_ trial: ReadingTrial, _ identifier: String) -> [Int]? {
    golden[trial.method]?[identifier].map { range in
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
    #expect(counts.boxes == 15_600)
    #expect(Double(counts.right) >= 0.999 * Double(counts.boxes))
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
    #expect(boxes > 1500 && wrong.count * 1000 <= boxes, "\(wrong)")
  }

  @Test func oneReportAloneGivesTheSameTokens() throws {
    let together = try MappedTrials(reports.flatMap { $0 }).trials
    let alone = try reports.flatMap { try MappedTrials($0).trials }
    #expect(together == alone && !together.isEmpty)
  }

  /// Labels are a help, not a need: without any, most areas still have their place.
  @Test func areasWithoutLabelsAreFoundByPosition() throws {
    var seen: Set<String> = []
    var counts = (boxes: 0, right: 0, missing: 0)
    for trial in try MappedTrials(reports.flatMap { $0 }).trials where seen.insert(trial.method).inserted {
      let bare = trial.boxes.map {
        TokenBox(reference: BoxReference(text: "", occurrence: 0), rectangle: $0.rectangle, identifier: $0.identifier)
      }
      let placement = BoxPlacement(bare, in: trial.code ?? "")
      for (box, ranges) in zip(bare, placement.ranges) {
        guard let expected = expected(trial, box.identifier) else { continue }
        let found = trial.tokens.indices.filter { token in ranges.contains { trial.tokens[token].byteRange.overlaps($0) } }
        counts.boxes += 1
        counts.right += found == expected ? 1 : 0
        counts.missing += ranges.isEmpty ? 1 : 0
      }
    }
    print("without labels: \(counts)")
    #expect(Double(counts.right) >= 0.7 * Double(counts.boxes))
  }
}
