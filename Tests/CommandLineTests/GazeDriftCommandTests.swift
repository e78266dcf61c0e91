import Foundation
import TestSupport
import Testing

/// `fovea gaze drift`, `import --drift`, and the choice of trials in commands.
@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GazeDriftCommandTests {
  private let folder: TemporaryFolder
  private let report: String
  private let trials: String

  /// Two people read two stimuli of four lines, 40 pixels apart; `bare` has no areas. Fixations are 8 pixels too low.
  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder.path("areas"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: folder.path("code"), withIntermediateDirectories: true)
    let words = [["int", "low"], ["low", "high"], ["high", "low"], ["low", "int"]]
    var areas = ""
    for (line, row) in words.enumerated() {
      for (place, word) in row.enumerated() {
        let (left, top) = (100 + 200 * place, 100 + 40 * line)
        areas += "RECTANGLE\t\(2 * line + place + 1)\t\(left)\t\(top)\t\(left + 150)\t\(top + 20)\t\(word)\n"
      }
    }
    _ = try folder.file("areas/s1.ias", areas)
    _ = try folder.file("code/s1.py", words.map { "\($0[0]) = \($0[1])" }.joined(separator: "\n") + "\n")
    var rows = "RECORDING_SESSION_LABEL\tTRIAL_INDEX\tstimulus\tCURRENT_FIX_X\tCURRENT_FIX_Y\tCURRENT_FIX_DURATION\n"
    for (participant, first) in [("P1", 1), ("P2", 11)] {
      for (offset, stimulus) in ["s1", "bare"].enumerated() {
        for (line, row) in words.enumerated() {
          for place in row.indices {
            rows += "\(participant)\t\(first + offset)\t\(stimulus)\t\(150 + 200 * place)\t\(118 + 40 * line)\t200\n"
          }
        }
      }
    }
    report = try folder.file("report.txt", rows)
    trials = folder.path("trials.jsonl")
    let result = try Program.run(
      "gaze", "import", report, "--output", trials, "--interest-areas", folder.path("areas"), "--code",
      folder.path("code"))
    try #require(result.status == 0, "\(result.errors)")
  }

  private func run(_ arguments: [String]) throws -> Program.Result {
    try Program.shell("\"$0\" " + arguments.map { "'\($0)'" }.joined(separator: " "))
  }

  private struct Trial: Decodable {
    struct Fixation: Decodable {
      struct Box: Decodable, Equatable { let text: String; let occurrence: Int }
      let x: Double
      let y: Double
      let raw_x: Double?
      let raw_y: Double?
      let box: Box?
      let tokens: [Int]
    }
    struct Provenance: Decodable { let trial: Int? }
    struct Count: Decodable { let count: Int; let first: String }
    let participant: String
    let method: String
    let fixations: [Fixation]
    let provenance: Provenance
    let exclusions: [String: Count]
    let notes: [String]?
  }

  private func read(_ name: String) throws -> [Trial] {
    try folder.read(name).split(separator: "\n").map { try JSONDecoder().decode(Trial.self, from: Data($0.utf8)) }
  }

  private func importing(_ arguments: String...) throws -> Program.Result {
    try Program.shell(
      "\"$0\" gaze import '\(report)' --output '\(folder.path("out.jsonl"))' --interest-areas '\(folder.path("areas"))' "
        + "--code '\(folder.path("code"))' " + arguments.joined(separator: " "))
  }

  @Test func importKeepsAndCountsTrialsWithoutBoxes() throws {
    let result = try importing("--drift", "attach")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("drift not corrected: 2, first at \(report):10"), "\(result.output)")
    let written = try read("out.jsonl")
    #expect(written.map(\.method) == ["s1", "bare", "s1", "bare"])
    #expect(written.map { $0.exclusions["drift_not_corrected"]?.count } == [nil, 1, nil, 1])
    #expect(written[0].fixations.map(\.y) == [110, 110, 150, 150, 190, 190, 230, 230])
    #expect(written[0].fixations.map(\.raw_y) == [118, 118, 158, 158, 198, 198, 238, 238])
    #expect(written[1].fixations.allSatisfy { $0.raw_y == nil } && written[1].fixations[0].y == 118)
    #expect(written[1].notes?.contains { $0.contains("not corrected") } == true)
    // Without any boxes the option would have no effect.
    let bare = try Program.run("gaze", "import", report, "--output", folder.path("bare.jsonl"), "--drift", "attach")
    #expect(bare.status == 65 && bare.errors.contains("none of 4 trials has both"), "\(bare.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("bare.jsonl")))
  }

  @Test func correctionsMapFixationsAgain() throws {
    let corrected = folder.path("corrected.jsonl")
    let result = try Program.run("gaze", "drift", trials, "--algorithm", "attach", "--output", corrected, "--json")
    #expect(result.status == 0 && result.errors.contains("2 of 4 trials not corrected"), "\(result.errors)")
    struct Report: Decodable {
      struct Row: Decodable {
        let mean_shift_lines: Double
        let on_box_share: Double
        let kept_box_share: Double
      }
      struct Tokens: Decodable { let mapped_fixations: Int }
      let trials_not_corrected: Int
      let on_box_share: Double
      let result: Row
      let tokens: Tokens
    }
    let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
    #expect(report.trials_not_corrected == 2 && report.on_box_share == 1 && report.result.on_box_share == 1)
    #expect(abs(report.result.mean_shift_lines - 0.2) < 1e-9 && report.result.kept_box_share == 1)
    #expect(report.tokens.mapped_fixations == 16)
    let again = folder.path("again.jsonl")
    #expect(try Program.run("gaze", "drift", corrected, "--algorithm", "segment", "--output", again).status == 0)
    let direct = folder.path("direct.jsonl")
    #expect(try Program.run("gaze", "drift", trials, "--algorithm", "segment", "--output", direct).status == 0)
    #expect(
      try folder.read("again.jsonl") == folder.read("direct.jsonl"), "the second correction starts from raw positions")
    // Lines that are read in order are each one's own: the words at their places are fixated.
    let fixations = try read("direct.jsonl")[0].fixations
    #expect(fixations.map(\.box?.text) == ["int", "low", "low", "high", "high", "low", "low", "int"])
    #expect(fixations.allSatisfy { !$0.tokens.isEmpty })
  }

  @Test func comparisonIsWrittenInEveryForm() throws {
    let table = try Program.run("gaze", "drift", trials, "--compare")
    #expect(table.status == 0 && table.output.contains("as recorded") && table.output.contains("consensus"))
    #expect(table.output.contains("same line") && table.errors.contains("2 of 4 trials not compared"))
    let csv = try Program.run("gaze", "drift", trials, "--compare", "--by", "trial", "--format", "csv")
    let rows = csv.output.split(whereSeparator: \.isNewline)
    #expect(rows.count == 1 + 2 * 12, "\(csv.output)")
    #expect(
      rows[0].hasPrefix("participant,method,trial,algorithm,fixations,") && rows[1].hasPrefix("P1,s1,1,attach,8,8,"))
    struct Comparison: Decodable {
      struct Row: Decodable {
        let algorithm: String
        let mean_shift_lines: Double
        let agreement: [String: Double]
      }
      struct ByTrial: Decodable { let trial: Int }
      let trials: Int
      let trials_not_compared: Int
      let algorithms: [Row]
      let by_trial: [ByTrial]?
    }
    let json = try Program.run("gaze", "drift", trials, "--compare", "--by", "trial", "--json")
    let comparison = try JSONDecoder().decode(Comparison.self, from: Data(json.output.utf8))
    #expect(comparison.trials == 2 && comparison.trials_not_compared == 2 && comparison.algorithms.count == 12)
    #expect(comparison.by_trial?.map(\.trial) == [1, 11])
    #expect(comparison.algorithms.allSatisfy { $0.agreement[$0.algorithm] == 1 && $0.agreement.count == 12 })
  }

  @Test func trialsAreChosenInImportAndElsewhere() throws {
    let chosen = try importing("--only 'participant=P2' --except trial=12 --json")
    #expect(chosen.status == 0, "\(chosen.errors)")
    #expect(chosen.output.contains("\"left_out\":3"), "\(chosen.output)")
    let written = try read("out.jsonl")
    #expect(written.map(\.participant) == ["P2"] && written[0].provenance.trial == 11)
    #expect(try importing("--only", "participant=P2").output.contains("left out by --only and --except: 2 of 4 trials"))
    // What the left-out trials lack is not counted: `bare`, which has no areas, is one of them.
    #expect(try importing().output.contains("no layout: 16, first at"))
    #expect(try !importing("--only", "stimulus=s1").output.contains("no layout"))
    let unknown = try importing("--only", "participant=Q2")
    #expect(unknown.status == 65 && unknown.errors.contains("did you mean participant=P2?"), "\(unknown.errors)")
    #expect(try importing("--only", "person=Q2").status == 64)
    for command in [["measures"], ["motifs"], ["priors"], ["view", "--output", folder.path("page.html")]] {
      let arguments = ["gaze", command[0], trials] + command.dropFirst()
      let result = try run(arguments + ["--only", "participant=P1"])
      #expect(
        result.status == 0 && result.errors.contains("left out by --only and --except: 2 of 4"), "\(result.errors)")
      let none = try run(arguments + ["--except", "stimulus=s2"])
      #expect(none.status == 65 && none.errors.contains("stimulus=s2"), "\(command): \(none.errors)")
    }
  }

  @Test(
    arguments: [
      ([], "give --compare"), (["--compare", "--algorithm", "warp"], "give --compare"),
      (["--algorithm", "warp"], "needs --output"), (["--compare", "--output", "x"], "writes no trials"),
      (["--algorithm", "warp", "--output", "x", "--by", "trial"], "go with --compare"),
      (["--compare", "--json", "--format", "csv"], "no other format"),
      (["--compare", "--set", "algorithm=warp"], "thresholds"), (["--compare", "--box-radius=-1"], "at least 0"),
      (["--algorithm", "wrap", "--output", "x"], "warp"),
    ] as [([String], String)])
  func misuseIsRefused(_ arguments: [String], _ words: String) throws {
    let result = try run(["gaze", "drift", trials] + arguments)
    #expect(result.status == 64 && result.errors.contains(words), "\(arguments): \(result.errors)")
  }

  @Test func inputsAreNotOverwritten() throws {
    let before = try folder.read("trials.jsonl")
    let result = try Program.run("gaze", "drift", trials, "--algorithm", "attach", "--output", trials)
    #expect(result.status == 64)
    #expect(try folder.read("trials.jsonl") == before)
    #expect(try Program.run("gaze", "drift", trials, "--compare", "--set", "chain_q=3").status == 78)
  }
}
