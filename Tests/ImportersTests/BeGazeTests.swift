import Basics
import GazeSamples
import TestSupport
import Testing

@testable import Importers
@testable import Recordings

struct BeGazeTests {
  @Test func rawDataWithTheStimulusInAColumn() throws {
    let (trials, _, report) = try read(Samples.beGaze())
    #expect(report.format == .smi && report.rows == 106 && report.exclusions[.notGaze] == 1)
    #expect(report.exclusions.tallies[.notGaze]?.firstPlace.hasSuffix(":87") == true)
    #expect(trials.map(\.method) == ["code1.png", "code2.png"] && trials.allSatisfy { $0.participant == "P3" })
    // The right eye has more fixations on the first stimulus, the left as many on the second.
    #expect(trials[0].fixations.map(\.position) == [ScreenPoint(x: 100, y: 200), ScreenPoint(x: 400, y: 220)])
    #expect(trials.flatMap(\.fixations).map(\.duration) == [200, 120, 80])
    #expect(trials[0].fixations.map(\.start) == [0, 220])
    #expect(report.exclusions[.otherEye] == 2)
    let left = try read(Samples.beGaze()) { $0.eyes = .left }.trials
    #expect(left.flatMap(\.fixations).map(\.position?.x) == [102.5, 300])
  }

  @Test func rawSamples() throws {
    let (_, recordings, report) = try read(Samples.beGaze()) { $0.source = .samples }
    #expect(recordings.map(\.samples.count) == [85, 20] && report.trials == 2)
    #expect(recordings[0].samples[60].right.isValid && !recordings[0].samples[60].left.isValid)
    #expect(recordings[0].samples[1].time == 4 && recordings[0].samples[0].right.pupil == 3.1)
    let kinds: Set<String> = ["Category Right", "Category Left", "Index Right", "Index Left"]
    #expect(try read(Samples.beGaze(without: kinds)).recordings.count == 2)
    let lone = kinds.union(["Point of Regard Left X [px]", "Point of Regard Left Y [px]"])
    let (_, one, _) = try read(Samples.beGaze(without: lone)) { $0.eyes = .right }
    #expect(one[0].samples[0].right.isValid && !one[0].samples[0].left.isValid)
    #expect(throws: DataLineError.self) { try read(Samples.beGaze(without: lone)) { $0.eyes = .left } }
  }

  @Test func localisedExports() throws {
    #expect(
      try read(Samples.beGaze(delimiter: ";", comma: true)).trials.flatMap(\.fixations).map(\.duration) == [
        200, 120, 80,
      ])
    #expect(try read(Samples.beGaze(comma: true)).trials[0].fixations.count == 2)
    #expect(try read(Samples.beGaze(delimiter: ",")).trials[1].fixations.count == 1)
  }

  @Test func whatIsMissingIsNamed() throws {
    let noTime = #expect(throws: DataLineError.self) { try read(Samples.beGaze(without: ["RecordingTime [ms]"])) }
    #expect(noTime?.problem.contains("time of day") == true)
    let noStimulus = #expect(throws: DataLineError.self) { try read(Samples.beGaze(without: ["Stimulus"])) }
    #expect(noStimulus?.problem == "no column Stimulus")
    let other = Samples.beGaze(without: ["Stimulus"])
    #expect(try read(other) { $0.stimulusColumn = "Trial" }.trials.map(\.method) == ["Trial001", "Trial002"])
    let list = "[BeGaze]\nTable Header for Fixations:\nEvent Type\tTrial\tNumber\tStart\tEnd\n"
    let events = #expect(throws: DataLineError.self) { try read(list) }
    #expect(events?.problem.contains("Event Detector") == true && events?.line == 2)
    let degrees = Samples.beGaze().replacing("X [px]", with: "X [deg]").replacing("Y [px]", with: "Y [deg]")
    #expect(throws: DataLineError.self) { try read(degrees) }
    let seconds = Samples.beGaze().replacing("RecordingTime [ms]", with: "RecordingTime [h]")
    #expect(throws: DataLineError.self) { try read(seconds) }
  }

  @Test func tablesOfEvents() throws {
    let (trials, _, report) = try read(Samples.beGazeEvents)
    #expect(report.format == .smi && report.rows == 6 && trials.map(\.method) == ["code1.png", "code2.png"])
    #expect(trials.flatMap(\.fixations).map(\.duration) == [200, 120, 80])
    #expect(
      trials[0].fixations.map(\.start) == [0, 220] && trials[0].fixations[1].position == ScreenPoint(x: 400, y: 220))
    #expect(report.exclusions[.otherEye] == 2)
    let left = try read(Samples.beGazeEvents) { $0.eyes = .left }
    #expect(left.trials[0].fixations.map(\.duration) == [196] && left.trials[1].fixations.isEmpty)
    #expect(left.report.exclusions[.otherEye] == 3 && left.report.exclusions[.noFixations] == 1)
    // The duration from the end.
    let ends = try read(Samples.beGazeEvents.replacing("Event Duration [ms]", with: "Rank"))
    #expect(ends.trials.flatMap(\.fixations).map(\.duration) == [200, 120, 80])
    // Fixations in another order than that of time.
    var lines = Samples.beGazeEvents.split(separator: "\n").map(String.init)
    lines.swapAt(1, 4)
    let sorted = try read(lines.joined(separator: "\n")).trials[0]
    #expect(sorted.fixations.map(\.start) == [0, 220] && sorted.notes.contains { $0.contains("sorted") })
    #expect(throws: DataLineError.self) { try read(Samples.beGazeEvents) { $0.source = .samples } }
    let unplaced = Samples.beGazeEvents.replacing("Fixation Position", with: "Landing Position")
    let error = #expect(throws: DataLineError.self) { try read(unplaced) }
    #expect(error?.problem.contains("Fixation Position") == true)
  }

  @Test func idfFilesWithOneEye() throws {
    // The columns of the right eye removed.
    let lines = Samples.smi.split(separator: "\n").map { line in
      let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard fields.count > 11 else { return String(line) }
      return fields.indices.filter { ![5, 8, 9, 12].contains($0) }.map { fields[$0] }.joined(separator: "\t")
    }
    let text = lines.joined(separator: "\n") + "\n"
    let (_, recordings, report) = try read(text) { $0.eyes = .left }
    #expect(recordings.map(\.samples.count) == [57, 20] && report.exclusions[.beforeFirstStimulus] == 3)
    #expect(recordings[0].samples[0].left.isValid && !recordings[0].samples[0].right.isValid)
    #expect(throws: DataLineError.self) { try read(text) { $0.eyes = .right } }
    #expect(throws: UnusedSetting.self) { try read(text) { $0.source = .fixations } }
    #expect(throws: UnusedSetting.self) { try read(text) { $0.stimulusColumn = "Aux1" } }
    #expect(throws: DataLineError.self) { try read(Samples.smi.replacing("L POR X [px]", with: "L POR X [mm]")) }
    // Milliseconds that the heading states.
    let milliseconds = Samples.smi.replacing("Time\tType", with: "Time [ms]\tType").replacing("000\tSMP", with: "\tSMP")
    #expect(try read(milliseconds).recordings[0].samples[1].time == 4)
    let quoted = Samples.smi.split(separator: "\n").map { line in
      line.hasPrefix("##")
        ? String(line)
        : line.split(separator: "\t", omittingEmptySubsequences: false).map { "\"\($0)\"" }
          .joined(separator: ",")
    }
    #expect(try read(quoted.joined(separator: "\n")).recordings.map(\.samples.count) == [57, 20])
  }

  @Test func aFixationAcrossStimuliIsCountedOnce() throws {
    let columns = ["RecordingTime [ms]", "Trial", "Stimulus", "Participant", "Point of Regard Left X [px]"]
    var lines = [(columns + ["Point of Regard Left Y [px]", "Category Left", "Index Left"]).joined(separator: "\t")]
    for index in 0..<100 {
      let stimulus = index < 50 ? "a.png" : index < 55 ? "-" : "b.png"
      lines.append("\(4 * index)\tTrial001\t\(stimulus)\tP3\t100\t200\tFixation\t1")
    }
    let text = lines.joined(separator: "\n") + "\n"
    let (trials, recordings, report) = try read(text)
    #expect(recordings.isEmpty && trials.map(\.method) == ["a.png", "b.png"])
    #expect(trials[0].fixations.map(\.duration) == [400] && trials[1].fixations.isEmpty)
    #expect(report.exclusions[.noFixations] == 1)
    // The samples remain what they are.
    #expect(try read(text) { $0.source = .samples }.recordings.map(\.samples.count) == [50, 45])
  }
}
