import Foundation
import Gaze
import Testing

@Suite("Labels as in EyeMulator's corpora", .enabled(if: SharedData.isPresent, "shared data not found; set FOVEA_DATA"))
struct LabelAgreementTests {
  @Test(arguments: ["summarization_valid", "translation_valid", "completion_valid_sample"])
  func agrees(_ corpus: String) throws {
    let labeller = Labeller(.java)
    var agreement = LabelAgreement()
    for (place, row) in try LabelledRow.read(corpus).enumerated() {
      agreement.add(row, try labeller.label(row.code, id: "\(place)"))
    }
    print(corpus, agreement.report)
    #expect(agreement.agreement > 0.85)
  }
}
