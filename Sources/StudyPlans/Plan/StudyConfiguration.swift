import Basics
import Sweeps

/// A planned study, as in `study.yaml`: what is asked, what is trained, and how the answer is computed.
package struct StudyConfiguration: ValidatedConfiguration, Equatable {
  package var name = "study"
  /// The question, in a sentence.
  package var question = ""
  /// The configuration of `fovea train` that all arms share, relative to the plan's folder.
  package var configuration = ""
  /// The folder for the runs with their checkpoints; empty for `runs/NAME`.
  package var work = ""
  package var seeds: [Int] = []
  /// Settings that differ between the seeds: `{seed}` stands for the seed, `{place}` for its place in `seeds` from 0.
  package var seedSettings: [String: String] = [:]
  package var arms: [String: ArmSettings] = [:]
  package var contrasts: [String: ContrastPlan] = [:]
  /// The test score that decides.
  package var primary = "bleu"
  /// Further scores, which are described but decide nothing.
  package var secondary: [String] = []
  /// The largest difference of a score that is negligible.
  package var margins: [String: Double] = [:]
  /// The standard deviation of the seeds' differences that a pilot suggests, for the detectable difference.
  package var deviations: [String: Double] = [:]
  package var confidence = 0.95
  package var power = 0.8
  /// When the study ends, in a sentence.
  package var stopping = ""
  /// What will be claimed under which result, in sentences.
  package var claims: [String] = []
  /// What the study cannot say, whatever it finds.
  package var limits: [String] = []
  /// Files that must be in the plan's folder before a stage begins, by its number, such as a review.
  package var gates: [String: String] = [:]
  package var resources = ResourceSettings()
  package var slurm = SlurmSettings()

  package init() {}

  package func validate() throws {
    try require(
      !name.isEmpty && !name.contains("/") && !name.hasPrefix("."), "name",
      "must not be empty, contain / or begin with a full stop", remedy: "runs are named after it")
    for (key, text) in [("question", question), ("configuration", configuration), ("stopping", stopping)] {
      try require(!text.isEmpty, key, "is empty", remedy: "a plan says it before the first run")
    }
    try require(
      seeds.count >= 2, "seeds", "has \(seeds.count), and one seed allows no conclusion", remedy: "give several")
    try require(Set(seeds).count == seeds.count, "seeds", "has a number twice", remedy: "remove one")
    try require(seeds.allSatisfy { $0 >= 0 }, "seeds", "has a negative number", remedy: "seeds begin at 0")
    try require(
      arms.count >= 2, "arms", "has \(arms.count), so there is nothing to compare", remedy: "name two or more")
    try require(!contrasts.isEmpty, "contrasts", "is empty", remedy: "say which arms are compared")
    try require(confidence > 0.5 && confidence < 1, "confidence", "must lie between 0.5 and 1, not be \(confidence)")
    try require(power > 1 - confidence && power < 1, "power", "must exceed the level of the tests, \(1 - confidence)")
    for (name, arm) in arms.sorted(by: { $0.key < $1.key }) { try requireArm(name, arm) }
    for (name, contrast) in contrasts.sorted(by: { $0.key < $1.key }) { try requireContrast(name, contrast) }
    try requireScores()
    try requireGates()
  }

  private func requireArm(_ name: String, _ arm: ArmSettings) throws {
    let key = "arms.\(name)"
    let isPlain = !name.isEmpty && name.allSatisfy { $0.isLetter || $0.isNumber || "-_".contains($0) }
    try require(isPlain, key, "is no name of a folder", remedy: "use letters, digits, - and _")
    if let unknown = arm.seeds.first(where: { !seeds.contains($0) }) {
      throw InvalidSetting(
        "\(key).seeds", "has \(unknown), which is not among the study's seeds", remedy: "add it there")
    }
    for setting in arm.settings.keys.sorted() {
      try require(
        !Self.own.contains(setting), "\(key).settings", "sets \(setting), which the study sets itself",
        remedy: "remove it")
      try require(
        seedSettings[setting] == nil, "\(key).settings", "sets \(setting), which seed_settings sets too",
        remedy: "remove it from one of the two")
    }
    if let setting = seedSettings.keys.sorted().first(where: Self.own.contains) {
      throw InvalidSetting("seedSettings", "sets \(setting), which the study sets itself", remedy: "remove it")
    }
  }

  /// What the study sets in every run.
  static let own: Set<String> = ["seed", "name", "output", "experiment", "plan"]

  private func requireContrast(_ name: String, _ contrast: ContrastPlan) throws {
    let key = "contrasts.\(name)"
    try require(contrast.arm != contrast.against, key, "compares \(contrast.arm) with itself")
    for arm in [contrast.arm, contrast.against] {
      guard let settings = arms[arm] else {
        let guess = NearestName.nearest(to: arm, among: Array(arms.keys)).map { "did you mean \($0)?" } ?? ""
        throw InvalidSetting(key, "names \"\(arm)\", which is no arm", remedy: guess)
      }
      try require(
        contrast.exploratory || !settings.exploratory, key, "decides, but its arm \(arm) is exploratory",
        remedy: "mark the contrast as exploratory too, or make the arm confirmatory")
    }
    let shared = pairedSeeds(contrast)
    try require(
      shared.count >= 2, key, "has \(shared.count) seeds that both arms are trained with",
      remedy: "give both arms two or more")
  }

  /// The seeds that both arms of a contrast have.
  func pairedSeeds(_ contrast: ContrastPlan) -> [Int] {
    seeds(of: contrast.arm).filter(seeds(of: contrast.against).contains)
  }

  /// The seeds of an arm.
  func seeds(of arm: String) -> [Int] {
    guard let settings = arms[arm], !settings.seeds.isEmpty else { return seeds }
    return seeds.filter(settings.seeds.contains)
  }

  private func requireScores() throws {
    let known = StudyScore.names
    for (key, names) in [
      ("primary", [primary]), ("secondary", secondary), ("margins", Array(margins.keys)),
      ("deviations", Array(deviations.keys)),
    ] {
      for name in names where !known.contains(name) {
        let guess = NearestName.nearest(to: name, among: known).map { "did you mean \($0)? " } ?? ""
        throw InvalidSetting(
          key, "names \"\(name)\"", remedy: guess + "the scores are \(known.joined(separator: ", "))")
      }
    }
    try require(!secondary.contains(primary), "secondary", "repeats the primary score, \(primary)", remedy: "remove it")
    for (key, numbers) in [("margins", margins), ("deviations", deviations)] {
      for (name, number) in numbers where !(number > 0 && number.isFinite) {
        throw InvalidSetting("\(key).\(name)", "must be a positive number, not \(number)")
      }
    }
  }

  private func requireGates() throws {
    let stages = Set(arms.values.map(\.stage))
    for (stage, file) in gates.sorted(by: { $0.key < $1.key }) {
      try require(Int(stage).map(stages.contains) ?? false, "gates.\(stage)", "is no stage of an arm")
      try require(
        !file.isEmpty && !file.contains("/") && !file.hasPrefix("."), "gates.\(stage)",
        "must name a file of the plan's folder")
    }
  }
}

/// An arm of a study.
package struct ArmSettings: ValidatedConfiguration, Equatable {
  /// What the arm is, in a sentence.
  package var about = ""
  /// Settings that make the arm, by key path.
  package var settings: [String: String] = [:]
  /// The seeds that the arm is trained with; empty for all.
  package var seeds: [Int] = []
  /// Arms of a later stage begin when all runs of earlier ones have ended.
  package var stage = 1
  /// Whether the arm may raise questions, but not answer one.
  package var exploratory = false

  package init() {}

  package func validate() throws {
    try require((1...100).contains(stage), "stage", "must be between 1 and 100, not \(stage)")
  }
}

/// A difference that is asked about: the score of `arm` less that of `against`.
package struct ContrastPlan: ValidatedConfiguration, Equatable {
  package var arm = ""
  package var against = ""
  /// The question that the difference answers.
  package var question = ""
  package var exploratory = false

  package init() {}

  package func validate() throws {}
}
