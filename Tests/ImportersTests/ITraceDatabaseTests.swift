import Basics
import GazeSamples
import Recordings
import TestSupport
import Testing

@testable import Importers

struct ITraceDatabaseTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("itrace.db3")
    try Samples.iTraceDatabase(at: path)
  }

  private func change(_ sql: String) throws {
    try Samples.change(path, sql)
  }

  @Test func runsOverTheSameSamplesAreNotMixed() throws {
    let error = #expect(throws: DataLineError.self) { try Imported(file: path) }
    #expect(
      error?.problem.contains("session 5") == true && error?.remedy.contains("IVT (run 1), BASIC (run 2)") == true)
    #expect(error?.remedy.contains("--filter") == true)
    for name in ["IVT", "ivt", "1"] {
      let imported = try Imported(file: path) { $0.filterRun = name }
      #expect(imported.trials.map(\.fixations.count) == [5] && imported.report.rows == 10)
      #expect(imported.report.exclusions[.otherRun] == 5)
    }
    let basic = try Imported(file: path) { $0.filterRun = "basic" }
    #expect(basic.trials.map(\.fixations.count) == [4] && basic.report.exclusions[.impossibleDuration] == 1)
    let unknown = #expect(throws: DataLineError.self) { try Imported(file: path) { $0.filterRun = "IDT" } }
    #expect(unknown?.remedy.contains("IVT (run 1)") == true)
    #expect(throws: DataLineError.self) { try Imported(file: path) { $0.filterRun = "1,2" } }
  }

  @Test func sessionsWithOneRunEachNeedNoChoice() throws {
    try change("INSERT INTO session VALUES (6, 'P9', 1280, 720, 'bug 2')")
    try change("UPDATE fixation_run SET session_id = 6, filter = 'IVT, 50 ms' WHERE fixation_run_id = 2")
    let imported = try Imported(file: path)
    #expect(imported.trials.map(\.participant) == ["P8", "P9"] && imported.report.exclusions[.otherRun] == 0)
    #expect(try Imported(file: path) { $0.filterRun = "IVT" }.trials.count == 2)
    let error = #expect(throws: DataLineError.self) { try Imported(file: path) { $0.participant = "Z" } }
    #expect(error?.problem == "the file has the participants P8 and P9")
    let one = try Imported(file: path) { ($0.participant, $0.filterRun) = ("Z", "2") }
    #expect(one.trials.map(\.participant) == ["Z"])
    let unknown = #expect(throws: DataLineError.self) { try Imported(file: path) { $0.filterRun = "1, 9" } }
    #expect(unknown?.problem.hasSuffix("is called 9") == true && unknown?.remedy.contains("(run 1)") == true)
  }

  @Test func fixationsGoToTheCodeOfTheirFileOrAreCounted() throws {
    try change("DELETE FROM fixation WHERE fixation_run_id = 2")
    try change("UPDATE fixation SET fixation_target = 'C:\\p\\src\\B.java' WHERE fixation_id = '1-1'")
    try change("UPDATE fixation SET fixation_target = 'Other.java' WHERE fixation_id = '1-3'")
    try change("UPDATE fixation SET fixation_target = '', source_file_line = 0 WHERE fixation_id = '1-4'")
    _ = try folder.file("code/src/B.java", "class B {\n  int b;\n}\n")
    _ = try folder.file("code/A.java", "class A {\n  int a;\n  int c;\n}\n")
    let imported = try Imported(file: path) { $0.code = folder.path("code") }
    #expect(imported.trials.map(\.method) == ["A", "B"] && imported.trials.map(\.language) == ["java", "java"])
    #expect(imported.trials.map { $0.fixations.map(\.source?.line) } == [[1, 3], [2]])
    #expect(imported.trials.map { $0.fixations.map(\.start) } == [[0, 500], [0]])
    #expect(imported.report.exclusions[.otherFile] == 1 && imported.report.exclusions[.noStimulus] == 1)
    #expect(imported.report.exclusions.tallies[.otherFile]?.firstPlace.hasSuffix("fixation 1-3") == true)
    #expect(imported.report.notes.contains { $0.contains("Other.java") })
  }

  @Test func thePlugInsPathsTellFilesOfOneName() throws {
    try change("DELETE FROM fixation WHERE fixation_run_id = 2")
    try change(
      "CREATE TABLE ide_context(event_time INTEGER, session_id INTEGER, gaze_target TEXT, source_file_path TEXT)")
    for (index, folder) in ["a", "b", "a", "b"].enumerated() {
      let time = 133_000_000_000_000_000 + index * 2_500_000
      try change("INSERT INTO ide_context VALUES (\(time), 5, 'A.java', 'C:\\work\\\(folder)\\A.java')")
    }
    for name in ["a", "b"] { _ = try folder.file("code/\(name)/A.java", "class A {\n  int \(name);\n}\n") }
    let imported = try Imported(file: path) { $0.code = folder.path("code") }
    #expect(imported.trials.map(\.method) == ["a/A", "b/A"])
    #expect(imported.trials.map { $0.fixations.map(\.source?.line) } == [[1, 3], [2, 4]])
    #expect(imported.report.exclusions[.otherFile] == 1, "of the last fixation only the name is known")
  }

  @Test func filesOfOneNameAreToldByTheirFolders() throws {
    let code = try TemporaryFolder()
    for name in ["a/Task.java", "b/Task.java", "c/Only.java"] { _ = try code.file(name, "class X {}\n") }
    let files = try CodeFolder(code.path)
    #expect(
      files.match("/home/p/b/Task.java")?.file == "b/Task.java"
        && files.match("D:\\w\\a\\Task.java")?.file == "a/Task.java")
    #expect(
      files.match("Task.java") == nil && files.match("/x/z/Task.java") == nil && files.match("/x/Nothing.java") == nil)
    #expect(files.match("/elsewhere/Only.java")?.file == "c/Only.java")
    #expect(files.stimulusName(of: "a/Task.java") == "a/Task" && files.stimulusName(of: "c/Only.java") == "Only")
    // Two files of a project cannot both be the one that is here.
    #expect(files.matches(["/p/c/Only.java", "/p/d/Only.java"]) == ["/p/c/Only.java": "c/Only.java"])
    #expect(files.matches(["/p/d/Only.java", "/p/e/Only.java"]).isEmpty)
    #expect(files.file(named: "Task") == nil && files.file(named: "a/Task") == "a/Task.java")
    #expect(files.file(named: "Only.java") == "c/Only.java" && files.file(named: "pictures/Only.png") == "c/Only.java")
  }

  @Test func aMissingStartLeavesTheOthers() throws {
    try change("DELETE FROM fixation WHERE fixation_run_id = 2")
    try change("UPDATE fixation SET fixation_start_event_time = NULL WHERE fixation_id = '1-2'")
    let trial = try Imported(file: path).trials[0]
    #expect(trial.fixations.map(\.start) == [0, 250, nil, 750, 1000])
    #expect(trial.notes.contains("fixations without a start time: 1"))
  }

  @Test func aRepeatedRowCountsOnce() throws {
    try change("DELETE FROM fixation WHERE fixation_run_id = 2")
    try change("CREATE TABLE repeated AS SELECT * FROM fixation WHERE fixation_id = '1-2'")
    try change("UPDATE repeated SET fixation_id = '1-9'")
    try change("INSERT INTO fixation SELECT * FROM repeated")
    let imported = try Imported(file: path)
    #expect(imported.trials.map(\.fixations.count) == [5] && imported.report.exclusions[.repeatedRow] == 1)
    #expect(imported.report.exclusions.tallies[.repeatedRow]?.firstPlace.hasSuffix("fixation 1-9") == true)
  }

  @Test func aDeclaredUnitOfTimeWins() throws {
    try change("DELETE FROM fixation WHERE fixation_run_id = 2")
    #expect(try Imported(file: path).trials[0].fixations.map(\.start) == [0, 250, 500, 750, 1000])
    let nanoseconds = try Imported(file: path) { $0.timeUnit = .nanoseconds }.trials[0]
    #expect(nanoseconds.fixations.map(\.start) == [0, 2.5, 5, 7.5, 10])
  }
}
