import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: Program.isBuilt, Program.skipMessage))
struct GazeCommandTests {
  private let folder: TemporaryFolder
  private let scanpaths: String
  private let methods: String

  private static let code = """
    int largest(int[] values) {
      int best = values[0];
      for (int value : values) {
        if (value > best) { best = value; }
      }
      return best;
    }
    """

  init() throws {
    folder = try TemporaryFolder()
    let method = ["method": "m1", "code": Self.code, "summary": "The largest value."]
    methods = try folder.file("methods.jsonl", try Self.line(method))
    let words = ["largest", "values", "best", "values.1", "value", "value.1", "best.1", "return", "nonsense", "{"]
    scanpaths = try folder.file(
      "scanpaths.jsonl",
      try (1...4).map { reader in
        let fixations = (0..<20).map {
          ["token": words[($0 * reader) % words.count], "duration_ms": 100 + $0] as [String: Any]
        }
        return try Self.line(["participant": "p\(reader)", "method": "m1", "fixations": fixations])
      }.joined())
  }

  private static func line(_ object: [String: Any]) throws -> String {
    String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self) + "\n"
  }

  private func run(_ arguments: String...) throws -> Program.Result {
    try Program.shell("\"$0\" gaze " + arguments.map { "'\($0)'" }.joined(separator: " "))
  }

  private func imported() throws -> String {
    let trials = folder.path("trials.jsonl")
    let result = try run("import", scanpaths, "--code", methods, "--output", trials)
    #expect(result.status == 0, "\(result.errors)")
    return trials
  }

  private struct Report: Decodable {
    struct Tokens: Decodable {
      let fixations: Int
      let mapped_fixations: Int
      let unmapped: [String: Int]
    }
    let tokens: Tokens
  }

  @Test func accountsForEveryFixationOfAnImport() throws {
    let trials = folder.path("trials.jsonl")
    let result = try run("import", scanpaths, "--code", methods, "--output", trials, "--json")
    #expect(result.status == 0, "\(result.errors)")
    let tokens = try decoded(Report.self, result.output).tokens
    #expect(tokens.fixations == 80)
    #expect(tokens.mapped_fixations + tokens.unmapped.values.reduce(0, +) == 80)
    #expect(tokens.unmapped["text not in method"] ?? 0 > 0 && tokens.unmapped["punctuation only"] ?? 0 > 0)
    // What was written is read again, to the same end.
    let again = try run("import", trials, "--output", folder.path("again.jsonl"), "--json")
    #expect(try decoded(Report.self, again.output).tokens.mapped_fixations == tokens.mapped_fixations)
  }

  @Test func goesFromTrialsToPatternsMotifsPriorsAndSimulatedTrials() throws {
    let trials = try imported()
    let augmented = folder.path("augmented.jsonl")
    let augment = try run("augment", trials, "--output", augmented, "--variants", "2", "--json")
    #expect(augment.status == 0, "\(augment.errors)")
    #expect(try folder.read("augmented.jsonl").split(separator: "\n").count == 4 * 3)
    struct Motifs: Decodable {
      struct Motif: Decodable, Equatable {
        let labels: [String]
        let count: Int
        let count_per_token: Int
      }
      let unit: String
      let events: Int
      let transitions_within_three_lines: Double
      let motifs: [Motif]
      let from_cache: Bool
    }
    let motifs = try (1...2).map { _ in
      let result = try run("motifs", trials, "--cache", folder.path("cache"), "--json")
      #expect(result.status == 0 && !result.errors.contains("cache"), "\(result.errors)")
      return try decoded(Motifs.self, result.output)
    }
    #expect(motifs.map(\.from_cache) == [false, true] && motifs[0].motifs == motifs[1].motifs)
    #expect(motifs[0].unit == "merged" && (0...1).contains(motifs[0].transitions_within_three_lines))
    let perToken = try decoded(
      Motifs.self, run("motifs", trials, "--events", "tokens", "--keep-repeats", "--json").output)
    #expect(perToken.unit == "tokens" && perToken.events >= motifs[0].events)
    #expect(perToken.motifs.allSatisfy { $0.count == $0.count_per_token })
    struct Priors: Decodable {
      struct Label: Decodable, Equatable {
        let label: String
        let hits: Int
        let tokens: Int
      }
      let source: String
      let quantity: String
      let labels: [Label]
    }
    let priors = try run("priors", trials, "--output", folder.path("priors"), "--json")
    #expect(priors.status == 0, "\(priors.errors)")
    let (computed, shown) = (
      try decoded(Priors.self, priors.output),
      try decoded(Priors.self, run("priors", "--show", folder.path("priors"), "--json").output)
    )
    #expect(shown.labels == computed.labels)
    #expect(computed.source.hasSuffix("readings") && shown.source == "folder \(folder.path("priors"))")
    #expect(computed.quantity != shown.quantity, "they are different quantities, and each result says which")
    #expect(try run("priors", trials).lines.first?.contains("readings") == true)
    #expect(try run("priors", "--show", folder.path("priors"), "--events", "tokens").status == 64)
    for form in [["--json"], ["--by", "token", "--format", "csv"], []] {
      let measures = try Program.shell(
        "\"$0\" gaze measures '\(trials)' " + form.joined(separator: " "))
      #expect(measures.status == 0 && measures.output.contains("regressions"), "\(measures.errors)")
    }
    #expect(try run("measures", trials, "--json", "--format", "csv").status == 64)
    #expect(try run("agreement", trials, "--similarity", "--seed", "3").status == 64)
    for extra in [["--behaviour", "artifact"], ["--readers", "3"], []] {
      let output = folder.path("synthetic.jsonl")
      let arguments = [
        "synthesize", methods, "--priors", folder.path("priors"), "--language", "java", "--output", output, "--json",
      ]
      let words = (arguments + extra).map { "'\($0)'" }.joined(separator: " ")
      let result = try Program.shell("\"$0\" gaze \(words)")
      #expect(result.status == 0, "\(result.errors)")
      let first = try folder.read("synthetic.jsonl")
      #expect(try Program.shell("\"$0\" gaze \(words)").output == result.output)
      #expect(try folder.read("synthetic.jsonl") == first, "a function of the seed")
      if extra.first == "--readers" {
        #expect(first.contains("simulated-"))
        #expect(try run("motifs", output).status == 0)
      }
    }
  }

  @Test func showsTrialsAsAPageAsAPictureAndAsAChart() throws {
    let trials = try imported()
    let (page, picture, chart) = (folder.path("page.html"), folder.path("picture.svg"), folder.path("chart.svg"))
    let result = try run("view", trials, "--output", page, "--svg", picture, "--participant", "p2", "--json")
    #expect(result.status == 0 && result.lines.count == 1, "\(result.errors)")
    struct Output: Decodable {
      let trials: Int
      let svg_participant: String
    }
    let output = try decoded(Output.self, result.output)
    #expect(output.trials == 1 && output.svg_participant == "p2")
    #expect(try folder.read("page.html").contains("</html>") && folder.read("picture.svg").contains("</svg>"))
    #expect(try run("motifs", trials, "--plot", chart, "--json").status == 0)
    #expect(try folder.read("chart.svg").contains("how likely"))
    // The program needs nothing beside it.
    let alone = try Program.shell(
      "cp \"$0\" '\(folder.path)/alone' && cd / && '\(folder.path)/alone' gaze view '\(trials)' --output '\(page)'")
    #expect(alone.status == 0, "\(alone.errors)")
  }

  @Test func labelsCodeOfAFileOrOfJSONLines() throws {
    let file = try folder.file("Largest.java", Self.code)
    let plain = try run("label", file, "--language", "java", "--json")
    #expect(plain.status == 0, "\(plain.errors)")
    struct Code: Decodable {
      struct Token: Decodable {
        let text: String
        let label: String
      }
      let tokens: [Token]
    }
    let tokens = try plain.lines.flatMap { try decoded(Code.self, $0).tokens }
    #expect(tokens.first { $0.text == "largest" }?.label == "function declaration")
    #expect(try run("label", methods, "--language", "java", "--json").output == plain.output)
  }

  @Test func saysWhatIsWrongWithRecordingsAndSettings() throws {
    let cut = try folder.file("cut.jsonl", "{\"participant\": \"p\", \"method\": \"m1\", \"fixations\": [\n")
    let garbage = try folder.file("garbage.csv", "neither,a recording\n1,2\n")
    let empty = try folder.file("empty.jsonl", "")
    let trials = folder.path("x.jsonl")
    let cases: [(arguments: [String], statuses: Set<Int32>, message: String)] = [
      (["import", cut, "--output", trials, "--format", "eyetrans"], [65], "cut.jsonl:1"),
      (["import", garbage, "--output", trials], [65], "garbage.csv"),
      (["import", empty, "--output", trials], [65], "empty.jsonl"),
      (["import", folder.path("none"), "--output", trials], [74], "none"),
      (["import", scanpaths, "--output", trials, "--screen", "wide"], [64], "1920x1080"),
      (["import", scanpaths, "--output", trials, "--screen", "wide"], [64], "'fovea gaze import --help'"),
      (
        ["import", scanpaths, "--output", trials, "--code", "/etc/passwd"], [65],
        "name the folder of the stimuli's code"
      ),
      (["import", scanpaths, "--output", trials, "--set", "detection.dispersio=5"], [78], "did you mean"),
      (["import", scanpaths, "--output", "/proc/x.jsonl"], [74], "/proc/x.jsonl"),
      (["motifs", scanpaths], [65], "scanpaths.jsonl:1"), (["motifs", empty], [65], "empty.jsonl"),
      (["priors"], [64], "--show"), (["view", methods], [64], "--output"),
      (["view", methods, "--output", folder.path("x.html")], [65], "methods.jsonl:1"),
      (["label", methods, "--language", "klingon"], [64], "unknown programming language"),
      (
        ["synthesize", methods, "--priors", "/nonexistent", "--language", "java", "--output", trials], [74],
        "/nonexistent"
      ),
    ]
    for (arguments, statuses, message) in cases {
      let result = try Program.shell("\"$0\" gaze " + arguments.map { "'\($0)'" }.joined(separator: " "))
      #expect(statuses.contains(result.status), "\(arguments): \(result.status) \(result.errors)")
      #expect(result.errors.contains(message), "\(arguments): \(result.errors)")
    }
    // Trials without code tell nothing of tokens.
    let bare = folder.path("bare.jsonl")
    let withoutCode = try run("import", scanpaths, "--output", bare)
    #expect(
      withoutCode.status == 0 && withoutCode.errors.contains("the trials have no tokens"), "\(withoutCode.errors)")
    let picture = try run("view", bare, "--svg", folder.path("picture.svg"))
    #expect(picture.status == 65 && picture.errors.contains("--code"), "\(picture.errors)")
    let page = try run("view", bare, "--output", folder.path("page.html"), "--participant", "p12")
    #expect(page.status == 65 && page.errors.contains("did you mean"), "\(page.errors)")
    let nothing = try run("motifs", bare)
    #expect(nothing.status == 65 && nothing.errors.contains("--code"), "\(nothing.errors)")
  }
}
