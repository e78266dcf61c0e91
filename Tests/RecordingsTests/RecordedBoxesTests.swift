import Basics
import Foundation
import Recordings
import Scanpaths
import TestSupport
import Testing

/// The EyeTrans scanpaths and methods, as the files have them.
private struct EyeTransScanpath: Decodable {
  struct Fixation: Decodable {
    var token: String
    var duration_ms: Double
  }

  var participant: String
  var method: String
  var fixations: [Fixation]
}

private struct EyeTransMethod: Decodable {
  var method: String
  var code: String
}

/// Boxes of the EyeTrans study.
@Suite(.enabled(if: SharedData.holds("eyetrans/scanpaths.jsonl"), "needs the shared data (FOVEA_DATA)"))
struct RecordedBoxesTests {
  private let recordings: [BoxRecording]
  private let methods: [String: (code: LabelledCode, source: String)]

  init() throws {
    let labeller = Labeller(.java)
    var methods: [String: (code: LabelledCode, source: String)] = [:]
    for method in try JSONLines.read(EyeTransMethod.self, from: SharedData.path("eyetrans/methods.jsonl")) {
      methods[method.method] = (try labeller.label(method.code, id: method.method), method.code)
    }
    self.methods = methods
    recordings = try JSONLines.read(EyeTransScanpath.self, from: SharedData.path("eyetrans/scanpaths.jsonl")).map {
      BoxRecording(
        participant: $0.participant, code: $0.method,
        fixations: $0.fixations.map { BoxFixation(box: BoxName($0.token), durationMilliseconds: $0.duration_ms) })
    }
  }

  @Test func almostAllFixationsLandOnTokens() {
    let mapped = MappedRecordings(recordings, methods: methods)
    #expect(recordings.count == 498 && mapped.scanpaths.count == 498)
    #expect(mapped.fixations == 51_529)
    #expect(mapped.mappedShare > 0.98, "\(mapped.unmapped)")
    #expect(mapped.unmapped[.unknownMethod] == nil)
    let listed = mapped.scanpaths.reduce(0) { $0 + $1.unmapped.count }
    #expect(listed == mapped.unmapped.values.reduce(0, +))
  }

  @Test func noTimeIsLostOrInvented() {
    for (recording, mapped) in zip(recordings, MappedRecordings(recordings, methods: methods).scanpaths) {
      let unmapped = Set(mapped.unmapped.map(\.fixation))
      let recorded = recording.fixations.indices.filter { !unmapped.contains($0) }
        .reduce(0) { $0 + recording.fixations[$1].durationMilliseconds }
      let visited = mapped.scanpath.visits.reduce(0) { $0 + $1.durationMilliseconds }
      #expect(abs(recorded - visited) <= 1e-9 * max(recorded, 1))
      let count = methods[recording.code]?.code.tokens.count ?? 0
      #expect(mapped.scanpath.visits.allSatisfy { (0..<count).contains($0.token) })
    }
  }

  /// Other recordings of a method tell which boxes it has. Without them almost all fixations have the same tokens.
  @Test func oneRecordingAloneGivesNearlyTheSame() {
    let together = MappedRecordings(recordings, methods: methods).scanpaths
    var counts = (visits: 0, same: 0)
    for (recording, mapped) in zip(recordings, together) {
      let alone = MappedRecordings([recording], methods: methods).scanpaths[0]
      counts.visits += mapped.scanpath.visits.count
      counts.same += zip(mapped.scanpath.visits, alone.scanpath.visits).count { $0.token == $1.token }
    }
    #expect(Double(counts.same) > 0.99 * Double(counts.visits))
  }
}
