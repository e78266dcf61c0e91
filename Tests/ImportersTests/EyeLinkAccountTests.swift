import Basics
import Foundation
import Recordings
import TestSupport
import Testing

@testable import Importers

/// Every fixation and every sample of real ASC files is read or counted.
@Suite(.enabled(if: SharedData.holds("recordings"), "needs the shared data (FOVEA_DATA)"))
struct EyeLinkAccountTests {
  private static let files =
    [
      "binocular_example", "monocular_2khz_example", "monocular_example", "monocular_no_dummy_example",
    ].map { "pm-eyelink_\($0).asc" } + ["pm-raccoons.asc"]

  /// The lines that begin with `EFIX`, and those that begin with a number and a tab.
  private static func counts(_ file: String) throws -> (fixations: Int, samples: Int) {
    let lines = String(decoding: try Data(contentsOf: URL(fileURLWithPath: file)), as: UTF8.self).split(separator: "\n")
    return (
      lines.count { $0.hasPrefix("EFIX") },
      lines.count { $0.first?.isNumber == true && $0.split(separator: "\t").first.flatMap { Double($0) } != nil }
    )
  }

  @Test(arguments: files, [EyeChoice.both, .left, .right])
  func everyRowIsReadOrCounted(_ name: String, _ eyes: EyeChoice) throws {
    let file = SharedData.path("recordings/\(name)")
    let rows = try Self.counts(file)
    #expect(rows.fixations > 0 && rows.samples > 10)
    for source in GazeSource.allCases {
      let imported: Imported
      do {
        imported = try Imported(file: file) { ($0.source, $0.eyes) = (source, eyes) }
      } catch let error as DataLineError {
        // Only a file of one eye refuses the other, never both.
        #expect(error.problem == "the file has no \(eyes.rawValue) eye" && !name.contains("binocular"))
        continue
      }
      #expect(imported.report.rows == rows.fixations + rows.samples)
      let fixations = imported.trials.reduce(0) { $0 + $1.fixations.count }
      let samples = imported.recordings.reduce(0) { $0 + $1.samples.count }
      switch source {
      case .fixations: #expect(samples == 0 && fixations + imported.countedRows == rows.fixations)
      case .samples: #expect(fixations == 0 && samples + imported.countedRows == rows.samples)
      case .automatic:
        #expect(fixations + samples + imported.countedRows + unused(imported) == rows.fixations + rows.samples)
      }
    }
  }

  /// The number of samples that a note says are not used.
  private func unused(_ imported: Imported) -> Int {
    imported.report.notes.reduce(0) { $0 + ($1.contains("not used") ? Int($1.prefix { $0.isNumber }) ?? 0 : 0) }
  }
}
