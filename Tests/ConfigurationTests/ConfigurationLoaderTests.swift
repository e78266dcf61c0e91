import Basics
import Testing

struct ConfigurationLoaderTests {
  @Test(
    arguments: ["", "\n\n", "# only a comment\n", "---\n", "{}", "~", "\u{FEFF}"])
  func withoutKeysItIsTheDefaults(yaml: String) throws {
    #expect(try load(yaml) == ExampleConfiguration())
  }

  @Test func aFileChangesWhatItNamesAndNothingElseAtAnyDepth() throws {
    let loaded = try load(
      """
      run_name: trial
      seed: 18446744073709551615
      optimizer:
        learning_rate: 1e-3
        adam_beta1: 0.95
        schedule: {is_cyclic: yes}
      max_steps: 1e5
      fallback_task: code-completion
      """)
    var expected = ExampleConfiguration()
    expected.runName = "trial"
    expected.seed = .max
    expected.optimizer.learningRate = 1e-3
    expected.optimizer.adamBeta1 = 0.95
    expected.optimizer.schedule.isCyclic = true
    expected.maxSteps = 100_000
    expected.fallbackTask = .codeCompletion
    #expect(loaded == expected)
  }

  @Test func aSectionWhoseLinesAreAllCommentedOutIsTheDefaultOne() throws {
    #expect(try load("optimizer:\n  # learning_rate: 1\nseed: 7") == ExampleConfiguration())
  }

  @Test func listsAndFreeMappingsAreReplacedAsAWhole() throws {
    let loaded = try load(
      """
      languages: []
      stages:
        - {name: warm}
        - epochs: 3
      weights: {syntax: 1, gaze: .inf}
      """)
    #expect(loaded.languages == [])
    #expect(loaded.stages == [.init(name: "warm", epochs: 1), .init(name: "main", epochs: 3)])
    #expect(loaded.weights == ["syntax": 1, "gaze": .infinity])
  }

  @Test func anOptionalSectionBeginsWithItsOwnDefaultsAndNullTakesItAway() throws {
    #expect(try load("extra_stage: {epochs: 2}").extraStage == .init(name: "main", epochs: 2))
    #expect(try load("extra_stage: {epochs: 2}", ["extra_stage=null"]).extraStage == nil)
    #expect(try load("", ["extra_stage.epochs=4"]).extraStage == .init(name: "main", epochs: 4))
    #expect(try load("max_steps: ~").maxSteps == nil)
  }

  @Test(
    arguments: [
      ("no", "no"), ("007", "007"), ("1e3", "1e3"), ("\"\"", ""), ("'a: b'", "a: b"), ("\"a\\tb\"", "a\tb"),
      ("2024-01-01", "2024-01-01"), ("grüße 👩‍💻", "grüße 👩‍💻"), ("\"null\"", "null"),
    ])
  func textIsTakenAsItIsWritten(yaml: String, expected: String) throws {
    #expect(try load("run_name: \(yaml)").runName == expected)
  }

  @Test(
    arguments: [
      ("10", 10), ("010", 10), ("0x10", 16), ("0o17", 15), ("1_000", 1000), ("-3", -3), ("+4", 4), ("2.0", 2),
    ])
  func wholeNumbersMayHaveTheSpellingsOfYAML(yaml: String, expected: Int) throws {
    #expect(try load("max_steps: \(yaml)\noptimizer: {warmup_steps: -9}").maxSteps == expected)
  }

  @Test func aNumberMayBeWrittenAsAWholeNumber() throws {
    #expect(try load("optimizer: {learning_rate: 1}").optimizer.learningRate == 1)
  }

  @Test func anchorsMayBeUsed() throws {
    #expect(try load("stages: [&s {name: a}, *s]").stages.map(\.name) == ["a", "a"])
  }

  @Test func aByteOrderMarkIsNoPartOfTheFirstKey() throws {
    #expect(try load("\u{FEFF}seed: 3").seed == 3)
  }

  @Test func windowsLineEndsAreFine() throws {
    #expect(try load("run_name: a\r\nseed: 3\r\n").seed == 3)
  }
}

struct ConfigurationAssignmentTests {
  @Test func assignmentsWinOverTheFileTheLaterOverTheEarlier() throws {
    let loaded = try load("seed: 1\noptimizer: {warmup_steps: 5}", ["seed=2", "optimizer.warmup_steps=6", "seed=3"])
    #expect(loaded.seed == 3)
    #expect(loaded.optimizer.warmupSteps == 6)
  }

  @Test func textNeedsNoQuotesButMayHaveThem() throws {
    #expect(try load("", ["run_name=a: b #c"]).runName == "a: b #c")
    #expect(try load("", ["run_name='007'"]).runName == "007")
    #expect(try load("", ["run_name=x=y"]).runName == "x=y")
    #expect(try load("", ["run_name="]).runName == "")
  }

  @Test func assignmentsTakeListsMappingsAndSingleKeysOfAFreeMapping() throws {
    #expect(try load("", ["languages=[a, b]"]).languages == ["a", "b"])
    #expect(try load("", ["stages=[{epochs: 2}]"]).stages == [.init(name: "main", epochs: 2)])
    #expect(try load("", ["weights.gaze=2", "weights.new=3"]).weights == ["gaze": 2, "new": 3])
    #expect(
      try load("", ["optimizer={warmup_steps: 1, schedule: {decay: cosine}}"]).optimizer.schedule.decay == "cosine")
  }

  @Test(
    arguments: [
      ("lerning_rate=1", "unknown key \"lerning_rate\"", "  → known keys: "),
      ("learning_rate=1", "unknown key \"learning_rate\"", "  → did you mean optimizer.learning_rate?"),
      (
        "optimizer.lerning_rate=1", "unknown key \"optimizer.lerning_rate\"",
        "  → did you mean optimizer.learning_rate?"
      ),
      ("optimizer.learning_rate=fast", "optimizer.learning_rate expects a number, but found the text \"fast\"", ""),
      ("seed.x=1", "seed expects a whole number, zero or more, but found the key \"x\" below it", ""),
      ("languages.0=c", "languages expects a list, each item text, but found the key \"0\" below it", ""),
      ("seed", "not an assignment", "  → write --set key.path=value"),
      ("=3", "not an assignment", "  → write --set key.path=value"),
      ("languages=[a", "not valid YAML: ", ""),
      ("seed=", "seed expects a whole number, zero or more, but found nothing", ""),
      ("optimizer..decay=1", "not an assignment", "  → write --set key.path=value"),
    ])
  func mistakesShowTheAssignment(assignment: String, problem: String, remedy: String) {
    let lines = errorText("", [assignment])
    #expect(lines.first?.hasPrefix("error: --set \(assignment): \(problem)") == true, "\(lines)")
    if !remedy.isEmpty { #expect(lines.last?.hasPrefix(remedy) == true, "\(lines)") }
  }
}
