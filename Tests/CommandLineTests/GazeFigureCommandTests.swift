import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GazeFigureCommandTests {
  private let workspace: GazeWorkspace
  private var folder: TemporaryFolder { workspace.folder }

  private static let hasConverter = ["/usr/bin", "/usr/local/bin"].contains { access("\($0)/rsvg-convert", X_OK) == 0 }

  init() throws { workspace = try GazeWorkspace() }

  private func figure(_ kind: String, _ arguments: String..., environment: String = "") throws -> Program.Result {
    let words = arguments.map { "'\($0)'" }.joined(separator: " ")
    return try Program.shell("\(environment) \"$0\" gaze figure '\(workspace.trials)' --kind \(kind) \(words)")
  }

  private struct Report: Decodable {
    struct File: Decodable {
      let file: String
      let method: String?
      let participant: String?
      let readings: Int
      let fixations: Int
      let fixations_on_tokens: Int
      let ms_on_tokens: Double
      let width_mm: Double
    }
    let kind: String
    let files: [File]
  }

  @Test(arguments: ["heat", "scanpath", "both", "f", "dwell"]) func drawsOneTrialOrAllIntoAFolder(kind: String) throws {
    let one = folder.path("one.svg")
    let result = try figure(kind, "--method", "largest1", "--participant", "p2", "--output", one, "--json")
    #expect(result.status == 0, "\(result.errors)")
    let report = try decoded(Report.self, result.output)
    #expect(report.kind == kind && report.files.count == 1 && report.files[0].width_mm == 84)
    #expect(report.files[0].fixations == 5 && report.files[0].ms_on_tokens == 100 + 110 + 120 + 130 + 140)
    let first = try folder.read("one.svg")
    #expect(first.contains("</svg>") && first.contains("5 of 5 fixations on tokens"))
    #expect(try figure(kind, "--method", "largest1", "--participant", "p2", "--output", one).status == 0)
    #expect(try folder.read("one.svg") == first)
    let all = try figure(kind, "--output", folder.path("all/"), "--json")
    #expect(all.status == 0, "\(all.errors)")
    let files = try decoded(Report.self, all.output).files
    #expect(files.count == 15 && Set(files.map(\.file)).count == 15)
    #expect(try folder.read("all/\(kind)-largest1-p2.svg") == first)
  }

  @Test func drawsMethodsAndAllTrials() throws {
    for kind in ["population", "similarity"] {
      let result = try figure(kind, "--output", folder.path("\(kind)/"), "--json")
      #expect(result.status == 0, "\(result.errors)")
      let files = try decoded(Report.self, result.output).files
      #expect(files.count == 5 && files.allSatisfy { $0.readings == 3 })
    }
    for kind in ["transitions", "motifs"] {
      let result = try figure(kind, "--output", folder.path("\(kind).svg"), "--json")
      #expect(result.status == 0, "\(result.errors)")
      #expect(try decoded(Report.self, result.output).files[0].readings == 15)
    }
    // Similarities are those of the study.
    let study = try Program.shell("\"$0\" gaze agreement '\(workspace.trials)' --similarity --json")
    struct Study: Decodable {
      struct Method: Decodable {
        struct Matrix: Decodable { let values: [[Double?]] }
        let code: String
        let measures: [String: Matrix]
      }
      let methods: [Method]
    }
    let method = try #require(try decoded(Study.self, study.output).methods.first { $0.code == "largest2" })
    let values = try #require(method.measures["labels"]?.values)
    #expect(
      try figure("similarity", "--method", "largest2", "--measure", "labels", "--output", folder.path("s.svg")).status
        == 0)
    let texts = try folder.read("s.svg")
    for value in values.joined().compactMap({ $0 }) where value > 0 {
      #expect(texts.contains(">\(String(format: "%.0f", value * 100))</text>"), "\(value)")
    }
  }

  @Test(.enabled(if: hasConverter, "rsvg-convert is not installed")) func writesPDFAndPNG() throws {
    let arguments = ["--method", "largest1", "--participant", "p2"].joined(separator: "' '")
    for (name, options, beginning) in [
      ("a.pdf", "", Data("%PDF-".utf8)), ("a.png", "--dpi 254 --width 100", Data([0x89, 0x50, 0x4E, 0x47])),
    ] {
      let result = try Program.shell(
        "\"$0\" gaze figure '\(workspace.trials)' --kind both '\(arguments)' --output '\(folder.path(name))' \(options)"
      )
      #expect(result.status == 0, "\(result.errors)")
      let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path(name)))
      #expect(bytes.starts(with: beginning))
      // The PNG's width is a number of four bytes after the header and the first block's name.
      if name == "a.png" { #expect(bytes[16..<20].reduce(0) { $0 << 8 | Int($1) } == 1000, "100 mm at 254 dpi") }
      if name == "a.pdf" { #expect(bytes.range(of: Data("/FontFile".utf8)) != nil, "letters are embedded") }
    }
    let chart = folder.path("chart.pdf")
    #expect(try Program.run("gaze", "motifs", workspace.trials, "--plot", chart).status == 0)
    #expect(try Data(contentsOf: URL(fileURLWithPath: chart)).starts(with: Data("%PDF-".utf8)))
  }

  @Test func aMissingConverterIsAnErrorThatNamesThePackage() throws {
    let result = try figure(
      "heat", "--method", "largest1", "--participant", "p2", "--output", folder.path("a.pdf"),
      environment: "PATH=\(folder.path)")
    #expect(result.status == 74 && result.errors.contains("librsvg2-bin"), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path("a.pdf")))
  }

  @Test func refusesWhatItCannotDrawAndNamesTheNearest() throws {
    let svg = folder.path("a.svg")
    for (kind, arguments, status, part) in [
      ("heta", ["--output", svg], 64, "did you mean 'heat'?"),
      ("heat", ["--output", folder.path("a.pgn")], 64, "did you mean .png?"),
      ("heat", ["--output", folder.path("a")], 64, "no extension"),
      ("heat", ["--output", svg, "--method", "largest"], 65, "did you mean 'largest0'?"),
      ("heat", ["--output", svg, "--participant", "p22"], 65, "did you mean 'p2'?"),
      ("heat", ["--output", svg], 64, "15 trials"),
      ("population", ["--output", svg], 64, "5 methods"),
      ("heat", ["--output", svg, "--palette", "gray"], 64, "did you mean 'grey'?"),
      ("heat", ["--output", svg, "--radius", "2"], 64, "--kind f"),
      ("heat", ["--output", svg, "--dpi", "300"], 64, "PNG"),
      ("heat", ["--output", svg, "--format", "svg"], 64, "folder"),
      ("heat", ["--output", svg, "--range", "9..3"], 64, "no range"),
      ("heat", ["--output", svg, "--first", "2", "--range", "1..3"], 64, "not both"),
      ("heat", ["--output", svg, "--range", "900..990"], 65, "without fixations in the range"),
      ("heat", ["--output", svg, "--width", "10"], 64, "--width"),
      ("similarity", ["--output", svg, "--participant", "p2", "--method", "largest1"], 65, "only they read"),
      ("transitions", ["--output", folder.path], 64, "one figure"),
      ("transitions", ["--output", svg, "--labels"], 64, "--labels"),
      ("motifs", ["--output", workspace.trials], 64, ".svg"),
    ] {
      let words = arguments.map { "'\($0)'" }.joined(separator: " ")
      let result = try Program.shell("\"$0\" gaze figure '\(workspace.trials)' --kind \(kind) \(words)")
      #expect(result.status == status && result.errors.contains(part), "\(kind) \(arguments): \(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: svg))
  }

  @Test func neverReplacesTheTrials() throws {
    let trials = try folder.read("trials.jsonl")
    try folder.file("heat-largest1-p2.svg", trials)
    let result = try Program.run(
      "gaze", "figure", folder.path("heat-largest1-p2.svg"), "--kind", "heat", "--output", folder.path("/"))
    #expect(result.status == 64 && result.errors.contains("input"), "\(result.errors)")
    #expect(try folder.read("heat-largest1-p2.svg") == trials)
  }
}
