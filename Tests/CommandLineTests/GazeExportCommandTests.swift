import Foundation
import TestSupport
import Testing

/// `fovea gaze export` and `fovea gaze measures` as commands: forms, files, refusals.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GazeExportCommandTests {
  private let gaze: GazeWorkspace

  init() throws { gaze = try GazeWorkspace() }

  private func run(_ arguments: String...) throws -> Program.Result {
    try Program.shell("\"$0\" gaze " + arguments.map { "'\($0)'" }.joined(separator: " "))
  }

  @Test func everyTableIsWritten() throws {
    let columns = try run("export", "columns")
    #expect(columns.status == 0 && columns.output.hasPrefix("table,position,column,type,unit,meaning,missing\r\n"))
    for (table, rows) in [("fixations", 41), ("saccades", 26), ("aoi", 41), ("similarity", 16), ("quality", 16)] {
      let result = try run("export", table, gaze.trials)
      #expect(result.status == 0, "\(table): \(result.errors)")
      let lines = result.output.split(separator: "\r\n")
      #expect(lines.count == rows, "\(table): \(lines.count)")
      let named = columns.output.split(separator: "\r\n").filter { $0.hasPrefix("\(table),") }
      #expect(lines.first?.split(separator: ",").count == named.count, "\(table)")
    }
    for unit in ["label", "line", "token", "box"] {
      let result = try run("export", "transitions", gaze.trials, "--unit", unit, "--format", "tsv")
      #expect(result.status == 0 && result.lines[0].contains("\tfrom_\(unit)\t"), "\(unit): \(result.errors)")
    }
    for per in ["trial", "participant", "method", "all"] {
      for unit in ["token", "line", "box", "label"] {
        let result = try run("measures", gaze.trials, "--by", unit, "--per", per, "--format", "jsonl")
        #expect(result.status == 0 && result.lines.count > 0, "\(unit) \(per): \(result.errors)")
        #expect(result.lines.allSatisfy { $0.hasPrefix("{") && $0.contains("\"total_time_ms\":") })
      }
    }
  }

  @Test func aFileHasTheFormOfItsName() throws {
    let file = gaze.folder.path("table.tsv")
    #expect(try run("export", "fixations", gaze.trials, "--output", file).status == 0)
    #expect(try gaze.folder.read("table.tsv").hasPrefix("trial\tparticipant\tmethod\tfixation\t"))
    #expect(try run("export", "fixations", gaze.trials, "--output", file, "--format", "csv").status == 0)
    #expect(try gaze.folder.read("table.tsv").hasPrefix("trial,participant"))
    let measures = gaze.folder.path("measures.jsonl")
    #expect(try run("measures", gaze.trials, "--output", measures).status == 0)
    #expect(try gaze.folder.read("measures.jsonl").hasPrefix("{\"label\":"))
  }

  @Test func faultsHaveTheirExitCodes() throws {
    let bare = gaze.folder.path("bare.jsonl")
    #expect(try run("import", gaze.folder.path("scanpaths.jsonl"), "--output", bare).status == 0)
    let before = try gaze.folder.read("trials.jsonl")
    let faults: [(arguments: [String], status: Int32, words: String)] = [
      (["export", "fixations", gaze.trials, "--output", gaze.trials], 64, "also an input"),
      (["measures", gaze.trials, "--output", gaze.trials], 64, "also an input"),
      (["export", "quality", gaze.trials, "--output", gaze.trials], 64, "also an input"),
      (["export", "fixations", "/nonexistent"], 74, "/nonexistent"),
      (["export", "fixations", gaze.trials, "--output", "/nonexistent/a.csv"], 74, "/nonexistent"),
      (["export", "fixations", gaze.trials, "--format", "xlsx"], 64, "csv"),
      (["export", "fixations", gaze.methods], 65, "methods.jsonl:1"),
      (["export", "saccades", gaze.trials, "--distance-mm", "600"], 64, "go together"),
      (["export", "saccades", gaze.trials, "--screen-width-px", "600"], 64, "no effect"),
      (["export", "saccades", gaze.trials, "--distance-mm", "0", "--screen-width-mm", "1"], 64, "more than 0"),
      (
        ["export", "saccades", gaze.trials, "--distance-mm", "600", "--screen-width-mm", "500"], 64, "--screen-width-px"
      ),
      (["export", "transitions", gaze.trials, "--unit", "box", "--events", "tokens"], 64, "no effect"),
      (["export", "transitions", bare], 65, "--code"),
      (["export", "similarity", bare], 65, "--code"),
      (["export", "quality", gaze.trials, "--set", "minimum_valid_share=2"], 78, "minimum_valid_share"),
      (["export", "quality", gaze.trials, "--set", "minimum_valid_shar=0.5"], 78, "minimum_valid_share"),
      (["measures", bare], 65, "--code"),
      (["measures", gaze.trials, "--by", "word"], 64, "word"),
      (["measures", gaze.trials, "--json", "--format", "csv"], 64, "--json"),
    ]
    for (arguments, status, words) in faults {
      let line = (["gaze"] + arguments).map { "'\($0)'" }.joined(separator: " ")
      let result = try Program.shell("\"$0\" \(line)")
      #expect(result.status == status && result.errors.contains(words), "\(line): \(result.status) \(result.errors)")
      #expect(result.output.isEmpty, "\(line)")
    }
    #expect(try gaze.folder.read("trials.jsonl") == before)
    // Boxes need no code.
    #expect(try run("export", "fixations", bare).status == 0)
  }

  @Test func thresholdsDecideFlags() throws {
    let lenient = try run("export", "quality", gaze.trials, "--set", "minimum_fixations=1", "--format", "jsonl")
    #expect(lenient.status == 0 && lenient.lines.allSatisfy { $0.contains("\"flag_few_fixations\":false") })
    let strict = try run("export", "quality", gaze.trials)
    #expect(strict.errors.contains("15 of 15 trials: few fixations"), "\(strict.errors)")
  }
}
