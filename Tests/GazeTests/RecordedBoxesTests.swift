import Basics
import Foundation
import Gaze
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

@Suite("Boxes of the EyeTrans study", .enabled(if: SharedData.isPresent, "shared data not found; set FOVEA_DATA"))
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
    print(mapped.mappedShare, mapped.unmapped, mapped.fixations)
    #expect(mapped.fixations == 51_529)
    #expect(mapped.mappedShare > 0.97)
  }
}
