import Basics
import Testing

@testable import Configuration

struct ResolvedConfigurationTests {
  @Test func everySettingIsSpeltOutInTheOrderOfDeclaration() throws {
    #expect(
      try ConfigurationLoader.resolvedYAML(ExampleConfiguration()) == """
        run_name: example
        task: translation
        seed: 7
        threads: 2
        optimizer:
          learning_rate: 5.0e-05
          adam_beta1: 0.9
          warmup_steps: 100
          schedule:
            decay: linear
            is_cyclic: false
        languages: [java, cs]
        stages: []
        weights:
          gaze: 0.5
        max_steps: null
        notes: null
        fallback_task: null
        extra_stage: null

        """)
  }

  static let awkwardTexts = [
    "", " ", "no", "null", "~", "007", "1e3", "2024-01-01", "a: b", "# not a comment", "- item", "[a]", "{a: b}", "*a",
    "&a", "!tag", "'", "\"", "it's", "a\nb", "a\n\n b\n", "\ttab", "trailing ", "${HOME}", "$${X}", "$", "%", "@",
    "é👩‍💻", "\u{7F}\u{85}\u{2028}", "\u{1}", "\r\n", "=", "<<", "---", "...", String(repeating: "long words ", count: 60),
  ]

  @Test(arguments: awkwardTexts) func itLoadsAsAnEqualConfigurationWhateverTheText(text: String) throws {
    var configuration = ExampleConfiguration()
    configuration.runName = text
    configuration.notes = text
    configuration.languages = [text, "x", text]
    configuration.weights = [text: 1, "b": 2]
    let yaml = try ConfigurationLoader.resolvedYAML(configuration)
    #expect(try load(yaml) == configuration, "\(yaml)")
  }

  @Test func itLoadsAsAnEqualConfigurationWhateverTheNumbers() throws {
    var random = RandomStream(seed: 3, purpose: .testData)
    let special = [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 1e16, 0.1, 1e22]
    for index in 0..<300 {
      var configuration = ExampleConfiguration()
      let number = index < special.count ? special[index] : Double(bitPattern: random.next())
      guard !number.isNaN else { continue }
      configuration.weights = ["a": number]
      configuration.optimizer.adamBeta1 =
        [Float.greatestFiniteMagnitude, -.infinity, .leastNonzeroMagnitude].dropFirst(index).first
        ?? Float.random(in: -1e30...1e30, using: &random)
      configuration.maxSteps = index == 0 ? .max : Int.random(in: 100...Int.max, using: &random)
      configuration.seed = random.next()
      configuration.stages = [.init(name: "s", epochs: index + 1)]
      configuration.extraStage = .init()
      configuration.fallbackTask = .codeCompletion
      let yaml = try ConfigurationLoader.resolvedYAML(configuration)
      #expect(try load(yaml) == configuration, "\(yaml)")
    }
  }

  @Test func equalConfigurationsDoNotDiffer() throws {
    #expect(try ConfigurationLoader.differences(between: ExampleConfiguration(), and: .init()).isEmpty)
  }

  @Test func differencesNameTheKeyPathAndBothValuesInTheOrderOfDeclaration() throws {
    var changed = ExampleConfiguration()
    changed.runName = "007"
    changed.optimizer.schedule.decay = "cosine"
    changed.languages = []
    changed.stages = [.init()]
    changed.weights = ["syntax": 1, "gaze": 0.25]
    changed.maxSteps = 5
    changed.extraStage = .init()
    let found = try ConfigurationLoader.differences(between: ExampleConfiguration(), and: changed)
    #expect(
      found.map { [$0.keyPath, $0.first, $0.second] } == [
        ["run_name", "example", "'007'"],
        ["optimizer.schedule.decay", "linear", "cosine"],
        ["languages", "[java, cs]", "[]"],
        ["stages", "[]", "[{name: main, epochs: 1}]"],
        ["weights.gaze", "0.5", "0.25"],
        ["weights.syntax", "", "1.0"],
        ["max_steps", "null", "5"],
        ["extra_stage", "null", "{name: main, epochs: 1}"],
      ])
  }
}
