import Basics
import GazeSamples
import Recordings
import TestSupport
import Testing

@testable import Importers

struct EyeLinkASCTests {
  private static let opening = """
    ** CONVERTED FROM demo.edf
    MSG\t900 DISPLAY_COORDS 0 0 999 499
    START\t1000 \tLEFT\tSAMPLES\tEVENTS
    PRESCALER\t1
    EVENTS\tGAZE\tLEFT\tRATE\t1000.00\tTRACKING\tCR\tFILTER\t2
    SAMPLES\tGAZE\tLEFT\tRATE\t1000.00\tTRACKING\tCR\tFILTER\t2

    """

  private static func samples(_ times: [String], x: Double = 400) -> String {
    times.map { "\($0)\t\(x)\t60.0\t500.0\t...\n" }.joined()
  }

  // MARK: - Nothing vanishes

  private static let scattered = [
    opening, samples(["1000", "1001"]), "EFIX L   1000\t1099\t100\t100.0\t60.0\t800\n",
    "EFIX L   1120\t1290\t171\t100.0\t60.0\t800\n", "MSG\t1280 TRIALID one\n", samples(["1281", "1282", "1283"]),
    "EFIX L   1310\t1509\t200\t400.0\t60.0\t800\n", "MSG\t1600 TRIAL_RESULT 0\n",
    "MSG\t1601 !V TRIAL_VAR stimulus A\n", "EFIX L   1590\t1650\t61\t410.0\t60.0\t800\n", samples(["1610"]),
    "EFIX L   1660\t1690\t31\t500.0\t60.0\t800\n", "EFIX L   1695\t1750\t56\t500.0\t60.0\t800\n",
    "MSG\t1700 TRIALID two\n", samples(["1701"]), "EFIX L   1760\t1790\t31\t700.0\t60.0\t800\n",
    "MSG\t1800 TRIALID three\n", "EFIX L   1780\t1840\t61\t710.0\t60.0\t800\n",
    "END\t1900 \tSAMPLES\tEVENTS\tRES\t36.0\t36.0\n",
  ].joined()

  @Test func aFixationBelongsToTheTrialWhereItBeganOrIsCounted() throws {
    let imported = try Imported(Self.scattered)
    #expect(imported.trials.map(\.method) == ["A", "two"])
    // The line of the fixation from 1590 follows the trial's end, that of 1780 the next trial's beginning.
    #expect(imported.trials.map { $0.fixations.map(\.duration) } == [[200, 61], [31, 61]])
    #expect(imported.report.exclusions[.beforeFirstStimulus] == 2 && imported.report.exclusions[.noStimulus] == 2)
    #expect(imported.report.exclusions[.noFixations] == 1, "the third trial is empty")
    #expect(imported.report.exclusions.tallies[.beforeFirstStimulus]?.firstPlace.hasSuffix(":9") == true)
    #expect(imported.report.notes == ["7 samples are not used, because the tracker's fixations are"])
  }

  @Test func samplesOutsideTrialsAreCounted() throws {
    let imported = try Imported(Self.scattered) { $0.source = .samples }
    #expect(imported.recordings.map(\.samples.count) == [3, 1])
    #expect(imported.report.exclusions[.beforeFirstStimulus] == 2 && imported.report.exclusions[.noStimulus] == 1)
    #expect(imported.report.notes == ["8 fixations of the tracker are not used, because the samples are"])
  }

  @Test func theUnchosenEyeIsCounted() throws {
    let trial =
      Self.opening + "MSG\t1002 TRIALID one\nEFIX R   1010\t1100\t91\t100.0\t60.0\t800\n" + Self.samples(["1020"])
    let left = try Imported(trial) { $0.eyes = .left }
    #expect(left.recordings.map(\.samples.count) == [1], "without fixations of the eye, its samples are taken")
    #expect(left.report.exclusions[.otherEye] == 1)
    #expect(left.report.exclusions.tallies[.otherEye]?.firstPlace.hasSuffix(":8") == true)
    for (eyes, source, line) in [(EyeChoice.left, GazeSource.fixations, ":8"), (.right, .samples, ":9")] {
      let none = try Imported(trial) { ($0.eyes, $0.source) = (eyes, source) }
      #expect(none.trials.isEmpty && none.recordings.isEmpty && none.report.exclusions[.otherEye] == 1)
      #expect(none.report.exclusions.tallies[.otherEye]?.firstPlace.hasSuffix(line) == true)
      #expect(none.report.notes.contains { $0.contains("no data of the eye that is chosen") })
    }
  }

  @Test func choicesThatTheFileDoesNotHaveAreRefused() throws {
    let trial = Self.opening + "MSG\t1002 TRIALID one\n" + Self.samples(["1020", "1021"])
    let right = #expect(throws: DataLineError.self) { try Imported(trial) { $0.eyes = .right } }
    #expect(right?.problem == "the file has no right eye" && right?.diagnosis.exitCode == .badData)
    let fixations = #expect(throws: DataLineError.self) { try Imported(trial) { $0.source = .fixations } }
    #expect(fixations?.problem == "the file has no fixations of the tracker")
    #expect(try Imported(trial) { $0.eyes = .left }.recordings.map(\.samples.count) == [2])
  }

  @Test func areasBeforeTheFirstTrialAreNoted() throws {
    let area = "MSG\t1001 !V IAREA RECTANGLE 1 390 50 450 80 foo\n"
    let trial = "MSG\t1002 TRIALID one\n" + Self.samples(["1020", "1021"])
    let early = try Imported(Self.opening + area + trial)
    #expect(early.report.notes.contains { $0.contains("before the first trial") && $0.hasSuffix("recording.data:7") })
    let within = try Imported(Self.opening + trial + area)
    #expect(within.recordings[0].boxes.count == 1 && !within.report.notes.contains { $0.contains("first trial") })
  }

  @Test func withoutMessagesEveryStartBeginsATrial() throws {
    let block = "END\t1900 \tSAMPLES\tEVENTS\tRES\t36.0\t36.0\nSTART\t2000 \tLEFT\tSAMPLES\tEVENTS\n"
    let imported = try Imported(
      Self.opening + Self.samples(["1000", "1001"]) + block + Self.samples(["2000", "2001", "2002"]))
    #expect(imported.recordings.map(\.method) == ["trial 1", "trial 2"])
    #expect(imported.recordings.map(\.samples.count) == [2, 3] && imported.report.exclusions.isEmpty)
  }

  // MARK: - Times

  @Test func wholeMillisecondsOfFastTrackersAreSpread() throws {
    let fast = Self.opening.replacing("1000.00", with: "2000.00")
    let twice = try Imported(fast + Self.samples(["1000", "1000", "1001", "1001", "1002"]))
    #expect(twice.recordings[0].samples.map(\.time) == [0, 0.5, 1, 1.5, 2] && twice.report.exclusions.isEmpty)
    #expect(twice.recordings[0].notes.contains { $0.hasPrefix("2 samples had the time of the one before") })
    let halves = try Imported(fast + Self.samples(["1000.0", "1000.5", "1001.0"]))
    #expect(halves.recordings[0].samples.map(\.time) == [0, 0.5, 1] && halves.recordings[0].notes.isEmpty)
    let thrice = try Imported(fast + Self.samples(["1000", "1000", "1000", "1001"]))
    #expect(thrice.recordings[0].samples.map(\.time) == [0, 0.5, 1])
    #expect(thrice.report.exclusions[.timeNotIncreasing] == 1)
    let slow = try Imported(Self.opening + Self.samples(["1000", "1000", "1001"]))
    #expect(slow.report.exclusions[.timeNotIncreasing] == 1, "at 1000 Hz a repeated time is a fault")
  }

  // MARK: - Coordinates

  @Test(arguments: ["HREF", "PUPIL"]) func otherCoordinatesThanTheScreensAreRefused(_ kind: String) throws {
    let fixation = "EFIX L   1010\t1100\t91\t100.0\t60.0\t800\n"
    let foreign = Self.opening.replacing("GAZE\tLEFT", with: "\(kind)\tLEFT")
    let events = #expect(throws: DataLineError.self) { try Imported(foreign + fixation) }
    #expect(events?.line == 5 && events?.problem.contains("not places on the screen") == true)
    let raw = Self.opening.replacing("SAMPLES\tGAZE", with: "SAMPLES\t\(kind)")
    #expect(try Imported(raw + Self.samples(["1000"]) + fixation).trials.count == 1, "the samples are not needed")
    let samples = #expect(throws: DataLineError.self) { try Imported(raw + Self.samples(["1000"])) }
    #expect(samples?.line == 6)
    #expect(throws: DataLineError.self) {
      try Imported(raw + Self.samples(["1000"]) + fixation) { $0.source = .samples }
    }
    #expect(throws: DataLineError.self) {
      try Imported(foreign.replacing("SAMPLES\t\(kind)", with: "SAMPLES\tGAZE") + Self.samples(["1000"]) + fixation)
    }
  }

  // MARK: - Stimuli

  @Test func namesComeFromTheBestSource() throws {
    func name(_ messages: String, _ column: String? = nil) throws -> [String] {
      try Imported(Self.opening + "MSG\t1002 TRIALID 7\n\(messages)EFIX L   1010\t1100\t91\t100.0\t60.0\t800\n") {
        $0.stimulusColumn = column
      }.trials.map(\.method)
    }
    let image = "MSG\t1003 !V IMGLOAD CENTER images/a.png 500 250\n"
    let variables = "MSG\t1003 !V TRIAL_VAR stimulus A\nMSG\t1004 !V TRIAL_VAR item B\n"
    #expect(try name("") == ["7"] && name(image) == ["images/a.png"])
    #expect(try name(variables + image) == ["A"] && name(image + variables) == ["A"])
    #expect(try name(variables + image, "item") == ["B"])
    let wrong = #expect(throws: DataLineError.self) { try name(variables, "itm") }
    #expect(wrong?.remedy == "did you mean item?")
  }

  @Test func areasAndCodeAreGivenOrInTheRecording() throws {
    let folder = try TemporaryFolder()
    _ = try folder.file("A.py", "def f():\n  pass\n")
    _ = try folder.file("IA_3.ias", "RECTANGLE\t1\t350\t50\t450\t90\tpass\n")
    _ = try folder.file("boxes.csv", "word;occurrence;x;y;width;height\nf;0;350,5;50;100;40\n")
    let begin = Self.opening + "MSG\t1002 TRIALID 1\nMSG\t1003 !V TRIAL_VAR stimulus A\n"
    let area = "MSG\t1004 !V IAREA RECTANGLE 1 300 40 500 90 def\n"
    let file = "MSG\t1004 !V IAREA FILE ../aoi/IA_3.ias\n"
    let fixation = "EFIX L   1010\t1100\t91\t400.0\t60.0\t800\n"
    for body in [fixation, Self.samples(["1010", "1011"])] {
      func texts(_ text: String, _ change: (inout ImportSettings) -> Void) throws -> [String] {
        let imported = try Imported(begin + text + body, change)
        #expect(imported.trials.allSatisfy { $0.fixations[0].box?.text == $0.boxes.first?.reference.text })
        #expect(imported.trials.map(\.language) + imported.recordings.map(\.language) == ["python"])
        return (imported.trials.map(\.boxes) + imported.recordings.map(\.boxes)).flatMap { $0.map(\.reference.text) }
      }
      #expect(try texts(area) { $0.code = folder.path } == ["def"])
      #expect(try texts("") { ($0.code, $0.boxes) = (folder.path, folder.path("boxes.csv")) } == ["f"])
      #expect(try texts(file) { ($0.code, $0.interestAreas) = (folder.path, folder.path) } == ["pass"])
      #expect(
        try texts(area) { ($0.code, $0.interestAreas) = (folder.path, folder.path("boxes.csv")) } == ["f"],
        "what is given replaces what is in the recording")
    }
    let named = try Imported(begin + file + fixation)
    #expect(named.report.notes.contains { $0.contains("IA_3.ias") && $0.contains("--interest-areas") })
  }
}
