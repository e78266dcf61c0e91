import Basics
import Foundation
import TestSupport
import Testing

@testable import Configuration

struct ConfigurationErrorTests {
  /// One mistake: the YAML, the first line of the error, and its remedy.
  struct Case: Sendable, CustomTestStringConvertible {
    var yaml: String
    var error: String
    var remedy: String
    var testDescription: String { yaml }

    init(_ yaml: String, _ error: String, _ remedy: String = "") {
      self.yaml = yaml
      self.error = error
      self.remedy = remedy
    }
  }

  static let cases = [
    Case("sede: 1", "run.yaml:1:1: unknown key \"sede\"", "did you mean seed?"),
    Case(
      "# c\noptimizer:\n  learningRate: 1", "run.yaml:3:3: unknown key \"optimizer.learningRate\"",
      "did you mean optimizer.learning_rate?"),
    Case("warmup-steps: 1", "run.yaml:1:1: unknown key \"warmup-steps\"", "did you mean optimizer.warmup_steps?"),
    Case(
      "optimizer:\n  schedule:\n    dekay: x", "run.yaml:3:5: unknown key \"optimizer.schedule.dekay\"",
      "did you mean optimizer.schedule.decay?"),
    Case(
      "stages:\n  - name: a\n    epohcs: 2", "run.yaml:3:5: unknown key \"stages[0].epohcs\"",
      "did you mean stages[0].epochs?"),
    Case(
      "optimizer: {schedule: {zzzzzz: 1}}", "run.yaml:1:24: unknown key \"optimizer.schedule.zzzzzz\"",
      "known keys: decay, is_cyclic"),
    Case(
      "optimizer:\n  learning_rate: fast",
      "run.yaml:2:18: optimizer.learning_rate expects a number, but found the text \"fast\""),
    Case("seed: \"12\"", "run.yaml:1:7: seed expects a whole number, zero or more, but found the text \"12\""),
    Case("max_steps: 2.5", "run.yaml:1:12: max_steps expects a whole number, but found the number 2.5"),
    Case("seed: yes", "run.yaml:1:7: seed expects a whole number, zero or more, but found the truth value yes"),
    Case("seed:", "run.yaml:1:6: seed expects a whole number, zero or more, but found nothing"),
    Case("run_name:", "run.yaml:1:10: run_name expects text, but found nothing"),
    Case(
      "optimizer: {learning_rate: .nan}",
      "run.yaml:1:28: optimizer.learning_rate expects a number, but found the number .nan"),
    Case(
      "optimizer: {schedule: {is_cyclic: 1}}",
      "run.yaml:1:35: optimizer.schedule.is_cyclic expects true or false, but found the whole number 1"),
    Case(
      "threads: 1\(String(repeating: "0", count: 60))",
      "run.yaml:1:10: threads is 1\(String(repeating: "0", count: 60)), which is out of range: 0 to 255"),
    Case("threads: 1:30", "run.yaml:1:10: threads expects a whole number, zero or more, but found the text \"1:30\""),
    Case("<<: {seed: 1}", "run.yaml:1:1: unknown key \"<<\"", "known keys: "),
    Case("threads: 256", "run.yaml:1:10: threads is 256, which is out of range: 0 to 255"),
    Case("seed: -1", "run.yaml:1:7: seed is -1, which is out of range: 0 to 18446744073709551615"),
    Case(
      "optimizer: {adam_beta1: 1e39}",
      "run.yaml:1:25: optimizer.adam_beta1 is 1e39, which is out of range: -3.4028235e+38 to 3.4028235e+38"),
    Case(
      "optimizer: 3",
      "run.yaml:1:12: optimizer expects a mapping with the keys learning_rate, adam_beta1, warmup_steps, schedule, "
        + "but found the whole number 3"),
    Case(
      "optimizer: [1]",
      "run.yaml:1:12: optimizer expects a mapping with the keys learning_rate, adam_beta1, warmup_steps, schedule, "
        + "but found a list"),
    Case("languages: java", "run.yaml:1:12: languages expects a list, each item text, but found the text \"java\""),
    Case("languages: [java, {a: 1}]", "run.yaml:1:19: languages[1] expects text, but found a mapping"),
    Case("weights: {gaze: high}", "run.yaml:1:17: weights.gaze expects a number, but found the text \"high\""),
    Case("seed: {a: 1}", "run.yaml:1:7: seed expects a whole number, zero or more, but found a mapping"),
    Case(
      "task: translaton",
      "run.yaml:1:7: task is \"translaton\", but must be one of translation, summarization, code-completion",
      "did you mean translation?"),
    Case(
      "fallback_task: x",
      "run.yaml:1:16: fallback_task is \"x\", but must be one of translation, summarization, code-completion"),
    Case(
      "run_name: \u{FEFF}\u{FEFF}a",
      "run.yaml:1:11: run_name expects text without a byte order mark (U+FEFF) before it, but found the text \"\u{FEFF}a\""
    ),
    Case("[a]: 1", "run.yaml:1:1: the configuration expects names as keys, but found a list"),
    Case("- a", "run.yaml:1:1: the configuration expects a mapping with the keys run_name, task, "),
    Case("just words", "run.yaml:1:1: the configuration expects a mapping with the keys run_name, task, "),
    Case(
      "seed: 1\ntask: translation\nseed: 2",
      "run.yaml:1:1: the key \"seed\" is given more than once, again on line 3"),
    Case(
      "optimizer:\n  warmup_steps: 1\n  warmup_steps: 1",
      "run.yaml:2:3: the key \"warmup_steps\" is given more than once, again on line 3"),
    Case("seed: 1\n\ttask: x", "run.yaml:2:1: not valid YAML: "),
    Case("languages: [a\nseed: 1", "run.yaml:2:5: not valid YAML: "),
    Case("seed: *missing", "run.yaml:1:7: not valid YAML: found undefined alias"),
    Case("seed: 1\n---\nseed: 2", "run.yaml:2:1: not valid YAML: expected a single document in the stream"),
    Case("seed: 1\nrun_name: a\u{1}b", "run.yaml:2:12: not valid YAML: control characters are not allowed"),
    Case(
      "seed: 1\noptimizer:\n  learning_rate: -2",
      "run.yaml:3:18: optimizer.learning_rate must be above 0, but is -2.0"),
    Case("stages: [{epochs: 0}]", "run.yaml:1:19: stages[0].epochs must be at least 1"),
    Case("max_steps: 5", "run.yaml: optimizer.warmup_steps must not exceed max_steps"),
    Case("optimizer: {}\nmax_steps: 5", "run.yaml:1:12: optimizer.warmup_steps must not exceed max_steps"),
  ]

  @Test(arguments: cases) func eachMistakeIsReportedWithPlaceProblemAndRemedy(_ example: Case) {
    let lines = errorText(example.yaml)
    #expect(lines.first?.hasPrefix("error: \(example.error)") == true, "\(lines)")
    if !example.remedy.isEmpty { #expect(lines.last?.hasPrefix("  → \(example.remedy)") == true) }
  }

  @Test func bottomlessNestingIsRefusedNotFollowed() {
    let lines = errorText("languages: " + String(repeating: "[", count: 100_000))
    #expect(lines.count == 1 && lines[0].contains("not valid YAML") && lines[0].contains("nesting"))
  }

  @Test func aliasesThatWouldMakeATreeWithoutEndAreRefusedBeforeTheyDo() {
    let bomb = "a0: &a0 {}\n" + (1...24).map { "a\($0): &a\($0) {? {x: *a\($0 - 1), y: *a\($0 - 1)} : 1}\n" }.joined()
    #expect(errorText(bomb).first == "error: run.yaml:18:18: the configuration has more than 32 aliases")
    #expect(
      errorText("languages: [" + String(repeating: "* *.java, ", count: 40) + "]").first?.contains("aliases") == false)
  }

  @Test func allMistakesAreReportedAtOnceByLineAssignmentsLast() {
    let yaml = """
      zeed: 1
      optimizer:
        learning_rate: slow
        schedule: {dekay: 1}
      task: nothing
      """
    #expect(
      errorText(yaml, ["seed=-1", "sead=1"]) == [
        "error: the configuration has 6 mistakes",
        "  run.yaml:1:1: unknown key \"zeed\" (did you mean seed?)",
        "  run.yaml:3:18: optimizer.learning_rate expects a number, but found the text \"slow\"",
        "  run.yaml:4:14: unknown key \"optimizer.schedule.dekay\" (did you mean optimizer.schedule.decay?)",
        "  run.yaml:5:7: task is \"nothing\", but must be one of translation, summarization, code-completion",
        "  --set seed=-1: seed is -1, which is out of range: 0 to 18446744073709551615",
        "  --set sead=1: unknown key \"sead\" (did you mean seed?)",
      ])
  }

  @Test func invalidValuesAreReportedBesideOtherMistakesUnlessTheyFollowFromThem() {
    let both = errorText("optimizer: {learning_rate: -1, adam_beta: 0.5}\nstages: [{epochs: 0}]")
    #expect(both.count == 4, "\(both)")
    #expect(both[1].contains("optimizer.learning_rate must be above 0") && both[2].contains("\"optimizer.adam_beta\""))
    #expect(both[3].contains("stages[0].epochs must be at least 1"))
    // The default of what could not be read says nothing about the file.
    #expect(errorText("optimizer: {warmup_steps: many}\nmax_steps: 5").count == 1)
  }

  @Test func aValueThatAnAssignmentMakesInvalidIsPutDownToIt() {
    let lines = errorText("optimizer: {learning_rate: 1}", ["optimizer.learning_rate=-1"])
    #expect(
      lines == ["error: --set optimizer.learning_rate=-1: optimizer.learning_rate must be above 0, but is -1.0"])
  }

  @Test func allMistakesHaveTheExitCodeOfAConfigurationError() {
    #expect(throws: ConfigurationError.self) { try load("sede: 1") }
    let error = ConfigurationError([.init(place: .defaults, keyPath: "", kind: .notUTF8)])
    #expect(error.diagnosis.exitCode == .configuration)
  }
}

struct ConfigurationFileTests {
  private func withFile(_ bytes: [UInt8], _ body: (String) throws -> Void) throws {
    let folder = try TemporaryFolder()
    try body(folder.file("training.yaml", bytes))
  }

  private func message(loading path: String) -> String {
    do {
      let loaded = try ConfigurationLoader.load(ExampleConfiguration.self, from: path)
      return "loaded \(loaded)"
    } catch {
      return "\(error)"
    }
  }

  @Test func filesAreReadFromDisk() throws {
    try withFile(Array("seed: 99".utf8)) { path in
      let loaded = try ConfigurationLoader.load(ExampleConfiguration.self, from: path)
      #expect(loaded.seed == 99)
    }
  }

  @Test func noFileAtAllMeansTheDefaults() throws {
    #expect(try ConfigurationLoader.load(ExampleConfiguration.self) == ExampleConfiguration())
  }

  @Test func missingFilesAreNamedWithANeighbourOfNearlyTheSameName() throws {
    try withFile([]) { path in
      let wrong = path.replacing("training", with: "trianing")
      #expect(
        message(loading: wrong)
          == "error: \(wrong): cannot read the configuration: No such file or directory\n  → did you mean \(path)?")
    }
    #expect(message(loading: "/nowhere/x.yaml").hasSuffix("relative paths start where the command runs"))
  }

  @Test func aFolderIsNoConfiguration() throws {
    try withFile([]) { path in
      let folder = (path as NSString).deletingLastPathComponent
      #expect(message(loading: folder).hasPrefix("error: \(folder): cannot read the configuration: it is a folder"))
    }
  }

  @Test func filesThatAreNotUTF8AreRefusedWithTheLine() throws {
    try withFile(Array("seed: 1\nrun_name: ".utf8) + [0xE9, 0x0A]) { path in
      #expect(message(loading: path).hasPrefix("error: \(path):2:1: the configuration is not valid UTF-8"))
    }
  }
}

struct EnvironmentReferenceTests {
  @Test(
    arguments: [
      ("${A}", "one"), ("x${A}y${B:-two}z", "xoneytwoz"), ("${EMPTY:-default}", "default"), ("'${EMPTY}'", ""),
      ("${B:-}", ""), ("${B:-a:-b}", "a:-b"), ("$A", "$A"), ("cost $5 ", "cost $5"), ("$${A}", "${A}"),
      ("${REFERENCE}", "${A}"), ("'${A}'", "one"), ("$$A", "$$A"), ("a$", "a$"), ("${NUMBER}", "007"),
    ])
  func referencesAreReplaced(value: String, expected: String) throws {
    let environment = ["A": "one", "EMPTY": "", "REFERENCE": "${A}", "NUMBER": "007"]
    #expect(try load("run_name: \(value)", environment: environment).runName == expected)
    #expect(
      try load("", ["run_name=\(value)"], environment: environment).runName.trimmingPrefix(" ").hasPrefix(expected))
  }

  @Test func referencesGiveNumbersWhereNumbersAreExpected() throws {
    #expect(try load("threads: ${N:-4}").threads == 4)
    #expect(try load("threads: \"${N}\"", environment: ["N": "8"]).threads == 8)
    #expect(
      errorText("threads: ${N}", environment: ["N": "many"]).first
        == "error: run.yaml:1:10: threads expects a whole number, zero or more, but found the text \"many\"")
  }

  @Test(
    arguments: [
      (
        "${MISSING}", "run_name refers to the environment variable MISSING, which is not set",
        "set it, or give a default: ${MISSING:-value}"
      ),
      (
        "${A", "run_name has a malformed reference to the environment: ${A",
        "write ${NAME} or ${NAME:-default}; for a plain dollar and brace write $${"
      ),
      (
        "${}", "run_name has a malformed reference to the environment: ${}",
        "write ${NAME} or ${NAME:-default}; for a plain dollar and brace write $${"
      ),
      (
        "${a b}", "run_name has a malformed reference to the environment: ${a b}",
        "write ${NAME} or ${NAME:-default}; for a plain dollar and brace write $${"
      ),
      (
        "${1A}", "run_name has a malformed reference to the environment: ${1A}",
        "write ${NAME} or ${NAME:-default}; for a plain dollar and brace write $${"
      ),
    ])
  func referencesThatCannotBeReplacedAreErrorsWithTheLine(value: String, problem: String, remedy: String) {
    #expect(errorText("seed: 1\nrun_name: \(value)") == ["error: run.yaml:2:11: \(problem)", "  → \(remedy)"])
  }

  @Test func ofThousandsOfMistakesTheFirstAreShownAndWorkedOn() throws {
    let yaml = (0..<16_000).map { "seed\($0): 1" }.joined(separator: "\n")
    let error = try #require(throws: ConfigurationError.self) {
      _ = try ConfigurationLoader.load(ExampleConfiguration.self, yaml: yaml, name: "run.yaml", environment: [:])
    }
    #expect(error.problems.count == 16_000)
    // Looking for a similar key is what takes long; only for these was it done.
    let examined = error.problems.filter {
      if case .unknownKey(_, let keys) = $0.kind { !keys.isEmpty } else { false }
    }
    #expect(examined == Array(error.problems.prefix(20)))
    let lines = error.diagnosis.problem.split(separator: "\n")
    #expect(lines.count == 22 && lines.last == "  and 15980 more")
    #expect(lines[1].contains("did you mean seed?"))
  }

  @Test func aKeyOfAMillionCharactersIsOnlyUnknown() throws {
    let key = String(repeating: "seed", count: 250_000)
    let error = try #require(throws: ConfigurationError.self) {
      _ = try ConfigurationLoader.load(
        ExampleConfiguration.self, yaml: "? \(key)\n: 1", name: "run.yaml", environment: [:])
    }
    #expect(error.problems.count == 1)
  }
}
