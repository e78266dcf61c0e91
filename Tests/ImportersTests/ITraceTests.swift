import Basics
import GazeSamples
import TestSupport
import Testing

@testable import Importers
@testable import Recordings

struct ITraceTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// A session of 40 events with the numbers 1000 to 1039, 8 ms apart.
  static func core(_ change: (Int, String) -> String = { $1 }) -> String {
    "<itrace_core session_id=\"9\" task_name=\"Task\" participant_id=\"P4\">\n"
      + "<environment screen_width=\"1920\" screen_height=\"1080\"/>\n"
      + (0..<40).map { index in
        change(
          index,
          "<response event_id=\"\(1000 + index)\" core_time=\"\(50_000 + index * 8)\" x=\"400\" y=\"300\" left_x=\"0.2\" "
            + "left_y=\"0.3\" left_validation=\"1\" right_x=\"0.25\" right_y=\"0.3\" right_validation=\"1\"/>") + "\n"
      }.joined() + "</itrace_core>\n"
  }

  /// Ten events in each of the files.
  static func plugin(_ files: [String]) -> [String] {
    files.enumerated().flatMap { number, file in
      (0..<10).map { index in
        "<response event_id=\"\(1000 + 10 * number + index)\" source_file_path=\"\(file)\" source_file_line=\"\(number + 1)\" "
          + "source_file_col=\"5\"/>"
      }
    }
  }

  func read(
    _ core: String, _ plugin: [String], _ change: (inout ImportSettings) -> Void = { _ in }
  ) throws -> (recordings: [GazeRecording], report: ImportReport) {
    var settings = ImportSettings()
    settings.plugin = try folder.file(
      "plugin.xml", "<itrace_plugin session_id=\"9\">\n" + plugin.joined(separator: "\n") + "\n</itrace_plugin>\n")
    change(&settings)
    let (found, report) = try GazeImporter(settings).readAll(folder.file("core.xml", core))
    return (found.compactMap { if case .samples(let recording) = $0 { recording } else { nil } }, report)
  }

  /// The lines that samples are on, by their index; nil without a place.
  func lines(_ recording: GazeRecording) -> [Int?] {
    recording.samples.map { $0.source < 0 ? nil : recording.sources[Int($0.source)].line }
  }

  static let files = [
    "/ws/src/model/Task.java", "/ws/src/util/Task.java", "/ws/src/model/Other.java", "C:\\ws\\lib\\X.java",
  ]

  @Test func rowsInAnyOrderAreJoined() throws {
    let rows = Self.plugin(Self.files)
    let expected = (0..<40).map { Int?.some($0 / 10 + 1) }
    let ordered = try read(Self.core(), rows)
    #expect(ordered.recordings.count == 1 && lines(ordered.recordings[0]) == expected)
    let (shuffled, report) = try read(Self.core(), rows.reversed())
    #expect(lines(shuffled[0]) == expected && report.exclusions.isEmpty)
    // Numbers that a floating-point number cannot tell apart.
    let long = try read(
      Self.core { $1.replacing("event_id=\"10", with: "event_id=\"1330912345678910") },
      rows.map { $0.replacing("event_id=\"10", with: "event_id=\"1330912345678910") })
    #expect(lines(long.recordings[0]) == expected)
  }

  @Test func rowsWithoutAnEventAreCounted() throws {
    var rows = Self.plugin(Self.files)
    rows += [rows[3], rows[0].replacing("1000", with: "77"), rows[0].replacing("event_id=\"1000\"", with: "")]
    rows.append(rows[0].replacing("1000", with: "78").replacing("line=\"1\"", with: "line=\"one\""))
    let (recordings, report) = try read(Self.core(), rows)
    #expect(report.exclusions[.pluginUnmatched] == 3 && report.exclusions[.unreadableNumber] == 1)
    #expect(report.exclusions.tallies[.pluginUnmatched]?.firstPlace.hasSuffix("plugin.xml:42") == true)
    #expect(recordings[0].samples.count == 40)
    let core = try folder.file("other.xml", Self.core())
    #expect(throws: DataLineError.self) { try read(Self.core(), rows) { $0.plugin = core } }
  }

  @Test func gazeIsOnTheFileWhereItWas() throws {
    let code = try TemporaryFolder()
    try code.file("src/model/Task.java", "class Task {}\nint a;\n")
    try code.file("src/model/Other.java", "\n\nclass Other {}\n")
    try code.file("src/io/Task.java", "class Task {}\n")
    let (recordings, report) = try read(Self.core(), Self.plugin(Self.files)) { $0.code = code.path }
    // The rest stays with the task: the other Task.java, and the file of which there is no code.
    #expect(recordings.map(\.method) == ["Task", "Other", "src/model/Task"])
    #expect(recordings.map(\.samples.count) == [20, 10, 10])
    #expect(recordings[0].code == nil && lines(recordings[0]) == Array(repeating: nil, count: 20))
    #expect(recordings[1].code?.contains("Other") == true && lines(recordings[1]) == Array(repeating: 3, count: 10))
    #expect(recordings[2].code?.contains("int a") == true && recordings[2].language == "java")
    #expect(recordings[2].samples[0].time == 0 && recordings[1].samples[0].time == 160)
    #expect(report.trials == 3 && report.exclusions[.otherFile] == 20)
    #expect(report.exclusions.tallies[.otherFile]?.firstPlace.hasSuffix("core.xml:13") == true)
  }

  @Test func filesThatCannotBeToldApartAreCounted() throws {
    let code = try TemporaryFolder()
    try code.file("Task.java", "class Task {}\nint a;\n")
    let (recordings, report) = try read(Self.core(), Self.plugin(Self.files)) { $0.code = code.path }
    #expect(recordings.count == 1 && recordings[0].code != nil)
    #expect(lines(recordings[0]) == Array(repeating: nil, count: 40))
    #expect(report.exclusions[.otherFile] == 40)
    // The only one of the name is the task's.
    let one = try read(Self.core(), Self.plugin([Self.files[0], Self.files[2]])) { $0.code = code.path }
    #expect(one.recordings.count == 1 && lines(one.recordings[0]).prefix(10) == Array(repeating: 1, count: 10)[...])
    #expect(lines(one.recordings[0]).dropFirst(10).allSatisfy { $0 == nil })
    #expect(one.report.exclusions[.otherFile] == 10)
  }

  @Test func oneEyeInTheUnitOfItsNumbers() throws {
    let (left, _) = try read(Self.core(), []) { $0.eyes = .left }
    #expect(left[0].samples[0].left.position == ScreenPoint(x: 384, y: 324) && !left[0].samples[0].right.isValid)
    let pixels = try read(
      Self.core { $1.replacing("0.25", with: "480").replacing("0.3", with: "300") }, []
    ) { $0.eyes = .right }
    #expect(pixels.recordings[0].samples[0].right.position == ScreenPoint(x: 480, y: 300))
    let lost = try read(Self.core { $1.replacing("left_validation=\"1\"", with: "left_validation=\"0\"") }, []) {
      $0.eyes = .left
    }
    #expect(lost.report.exclusions[.otherEye] == 40)
  }

  @Test func theTrackersTimeWhereThereIsNoOther() throws {
    let core = Self.core { index, text in
      text.replacing("core_time=\"\(50_000 + index * 8)\"", with: "tracker_time=\"\(index * 8_000_000)\"")
    }
    let (recordings, report) = try read(core, [])
    #expect(recordings[0].samples[1].time == 8 && report.notes.contains { $0.contains("nanoseconds") })
    #expect(try read(Self.core(), []) { $0.participant = "S2" }.recordings[0].participant == "S2")
  }

  @Test func gazeWithoutARowOfThePluginIsOnNoFile() throws {
    let code = try TemporaryFolder()
    try code.file("src/model/Task.java", "class Task {}\nint a;\n")
    let rows = Self.plugin([Self.files[0], Self.files[0], Self.files[0], Self.files[0]])
    func read(without missing: Range<Int>) throws -> (recordings: [GazeRecording], report: ImportReport) {
      try self.read(Self.core(), rows.indices.filter { !missing.contains($0) }.map { rows[$0] }) {
        ($0.code, $0.stimulusAliases) = (code.path, ["Task": "x"])
      }
    }
    let (recordings, report) = try read(without: 15..<30)
    #expect(recordings.map(\.samples.count) == [15, 25] && recordings[0].samples.allSatisfy { $0.source < 0 })
    #expect(recordings[0].code == nil && recordings[1].code != nil && report.exclusions[.pluginUnmatched] == 15)
    // A plug-in that leaves out an event now and then does not divide what is read.
    let brief = try read(without: 15..<18)
    #expect(brief.recordings.map(\.samples.count) == [40] && brief.report.exclusions[.pluginUnmatched] == 3)
    #expect(brief.recordings[0].samples[16].source < 0)
  }
}
