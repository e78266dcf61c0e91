import Importers
import Recordings
import Testing

/// Fixations without numbers, with rows of other kinds among theirs.
struct InterruptedFixationTests {
  /// Rows every 10 ms; `kinds` has a letter for each: F for a fixation, U for a row of another kind.
  func trials(_ kinds: String) throws -> [ReadingTrial] {
    var lines = [
      "Recording timestamp [ms]\tEye movement type\tGaze event duration [ms]\tFixation point X [DACS px]\t"
        + "Fixation point Y [DACS px]"
    ]
    for (index, kind) in kinds.enumerated() {
      lines.append("\(index * 10)\t" + (kind == "F" ? "Fixation\t200\t100\t100" : "Unclassified\t50\t\t"))
    }
    return try Imported(lines.joined(separator: "\n") + "\n").trials
  }

  @Test func countOnceWithinTheirDuration() throws {
    let once = "FFFFFFFFFFUFFFFFFFFFUUUUU"
    #expect(try trials(once)[0].fixations == [Fixation(start: 0, duration: 200, position: ScreenPoint(x: 100, y: 100))])
    #expect(try trials("FUFUUFFFFFUFFFFFUUUFUUUUU")[0].fixations.count == 1)
    // The same duration and place after the end of the first is another fixation, whether another row is between or not.
    let again = try trials("FFFFFFFFFFUFFFFFFFFFUFFFFUFFFFFFFFFFFFFF")[0].fixations
    #expect(again.map(\.start) == [0, 210] && again.map(\.duration) == [200, 200])
    #expect(try trials("FFFFFUUUUUUUUUUUUUUUUUUUUUUFFFFF")[0].fixations.map(\.start) == [0, 270])
  }

  @Test func mouseRowsDoNotDivideThem() throws {
    var lines = [
      "Eyetracker timestamp [us]\tEye movement type\tFixation point X [DACS px]\tFixation point Y [DACS px]\tEvent"
    ]
    for index in 0..<60 {
      let isSaccade = (25..<30).contains(index)
      lines.append("\(index * 10_000)\t\(isSaccade ? "Saccade\t\t" : "Fixation\t\(index < 25 ? 100 : 400)\t200")\t")
      if index % 5 == 2 { lines.append("\(index * 10_000 + 3000)\tUnclassified\t\t\tMouseEvent") }
    }
    let imported = try Imported(lines.joined(separator: "\n") + "\n")
    #expect(imported.trials[0].fixations.map(\.position?.x) == [100, 400])
    #expect(imported.trials[0].fixations.map(\.duration) == [250, 300])
    #expect(imported.report.exclusions[.notGaze] == 12)
  }
}
