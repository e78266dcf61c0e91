import Basics
import Testing

@Suite("Loading a configuration")
struct ConfigurationLoaderTests {
  @Test(
    "without keys it is the defaults", arguments: ["", "\n\n", "# only a comment\n", "---\n", "{}", "~", "\u{FEFF}"])
  func defaults(yaml: String) throws {
    #expect(try load(yaml) == ExampleConfiguration())
  }

  @Test("a file changes what it names and nothing else, at any depth")
  func overlay() throws {
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

  @Test("a section whose lines are all commented out is the default one")
  func emptySection() throws {
    #expect(try load("optimizer:\n  # learning_rate: 1\nseed: 7") == ExampleConfiguration())
  }

  @Test("lists and free mappings are replaced as a whole; items begin with their own defaults")
  func wholesale() throws {
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

  @Test("an optional section that is absent by default begins with its own defaults, and null takes it away again")
  func optionalSection() throws {
    #expect(try load("extra_stage: {epochs: 2}").extraStage == .init(name: "main", epochs: 2))
    #expect(try load("extra_stage: {epochs: 2}", ["extra_stage=null"]).extraStage == nil)
    #expect(try load("", ["extra_stage.epochs=4"]).extraStage == .init(name: "main", epochs: 4))
    #expect(try load("max_steps: ~").maxSteps == nil)
  }

  @Test(
    "text is taken as it is written",
    arguments: [
      ("no", "no"), ("007", "007"), ("1e3", "1e3"), ("\"\"", ""), ("'a: b'", "a: b"), ("\"a\\tb\"", "a\tb"),
      ("2024-01-01", "2024-01-01"), ("grüße 👩‍💻", "grüße 👩‍💻"), ("\"null\"", "null"),
    ])
  func text(yaml: String, expected: String) throws {
    #expect(try load("run_name: \(yaml)").runName == expected)
  }

  @Test(
    "whole numbers in the spellings of YAML",
    arguments: [
      ("10", 10), ("010", 10), ("0x10", 16), ("0o17", 15), ("1_000", 1000), ("-3", -3), ("+4", 4), ("2.0", 2),
    ])
  func integers(yaml: String, expected: Int) throws {
    #expect(try load("max_steps: \(yaml)\noptimizer: {warmup_steps: -9}").maxSteps == expected)
  }

  @Test("a number may be written as a whole number")
  func wholeNumber() throws {
    #expect(try load("optimizer: {learning_rate: 1}").optimizer.learningRate == 1)
  }

  @Test("anchors may be used")
  func anchors() throws {
    #expect(try load("stages: [&s {name: a}, *s]").stages.map(\.name) == ["a", "a"])
  }

  @Test("a byte order mark is no part of the first key")
  func byteOrderMark() throws {
    #expect(try load("\u{FEFF}seed: 3").seed == 3)
  }

  @Test("Windows line ends are fine")
  func carriageReturns() throws {
    #expect(try load("run_name: a\r\nseed: 3\r\n").seed == 3)
  }
}

@Suite("Assignments on the command line")
struct ConfigurationAssignmentTests {
  @Test("win over the file, the later over the earlier")
  func order() throws {
    let loaded = try load("seed: 1\noptimizer: {warmup_steps: 5}", ["seed=2", "optimizer.warmup_steps=6", "seed=3"])
    #expect(loaded.seed == 3)
    #expect(loaded.optimizer.warmupSteps == 6)
  }

  @Test("text needs no quotes but may have them")
  func text() throws {
    #expect(try load("", ["run_name=a: b #c"]).runName == "a: b #c")
    #expect(try load("", ["run_name='007'"]).runName == "007")
    #expect(try load("", ["run_name=x=y"]).runName == "x=y")
    #expect(try load("", ["run_name="]).runName == "")
  }

  @Test("take lists and mappings in flow style, and single keys of a free mapping")
  func flow() throws {
    #expect(try load("", ["languages=[a, b]"]).languages == ["a", "b"])
    #expect(try load("", ["stages=[{epochs: 2}]"]).stages == [.init(name: "main", epochs: 2)])
    #expect(try load("", ["weights.gaze=2", "weights.new=3"]).weights == ["gaze": 2, "new": 3])
    #expect(
      try load("", ["optimizer={warmup_steps: 1, schedule: {decay: cosine}}"]).optimizer.schedule.decay == "cosine")
  }

  @Test(
    "mistakes show the assignment",
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
  func mistakes(assignment: String, problem: String, remedy: String) {
    let lines = errorText("", [assignment])
    #expect(lines.first?.hasPrefix("error: --set \(assignment): \(problem)") == true, "\(lines)")
    if !remedy.isEmpty { #expect(lines.last?.hasPrefix(remedy) == true, "\(lines)") }
  }
}
