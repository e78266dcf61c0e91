import Basics
import Scanpaths
import Syntax

/// Methods with labelled tokens, and the scanpaths of the people who read them: what motifs, priors and studies are made
/// of.
///
/// Trials without code or of an unknown language are counted and left out; every fixation is either in a scanpath or
/// counted by the reason why it is not.
public struct MappedTrials: Sendable {
  /// Where every trial and fixation went.
  public struct Account: Sendable, Equatable, Codable {
    /// Trials given.
    public var trials = 0
    /// Trials left out because they have no code.
    public var trialsWithoutCode = 0
    /// Trials left out because no `ProgrammingLanguage` has their language's name.
    public var trialsOfUnknownLanguage = 0
    /// Fixations of the usable trials.
    public var fixations = 0
    /// Fixations that are in a scanpath.
    public var mappedFixations = 0
    /// Fixations that are in no scanpath, by reason: `punctuation only`, `on no box`.
    public var unmapped: [String: Int] = [:]

    package init() {}

    /// The share of fixations that are in a scanpath; 1 when there are no fixations.
    public var mappedShare: Double { fixations == 0 ? 1 : Double(mappedFixations) / Double(fixations) }

    enum CodingKeys: String, CodingKey {
      case trials, fixations, unmapped
      case trialsWithoutCode = "trials_without_code"
      case trialsOfUnknownLanguage = "trials_of_unknown_language"
      case mappedFixations = "mapped_fixations"
    }
  }

  /// The methods with their labelled tokens, by identifier.
  public private(set) var methods: [String: LabelledCode] = [:]
  /// The text of each method, by identifier.
  public private(set) var sources: [String: String] = [:]
  /// The scanpaths in the order of the trials; those of one participant and method may be several.
  public private(set) var scanpaths: [Scanpath] = []
  /// Where every trial and fixation went.
  public private(set) var account = Account()
  /// The usable trials, with the methods' tokens and each fixation's tokens filled in, in the order of `scanpaths`.
  public private(set) var trials: [ReadingTrial] = []
  /// The trials without code or of an unknown language, as they came.
  public private(set) var leftOut: [ReadingTrial] = []

  /// Labels each method once and maps the fixations of its readers to its tokens.
  ///
  /// - Throws: `SyntaxError` for code that is too long to parse.
  public init(_ trials: [ReadingTrial]) throws {
    var labellers: [ProgrammingLanguage: Labeller] = [:]
    let boxes = Self.boxTexts(trials)
    var mappers: [String: FixationMapper] = [:]
    for trial in trials {
      account.trials += 1
      guard let source = trial.code else {
        account.trialsWithoutCode += 1
        leftOut.append(trial)
        continue
      }
      guard let language = trial.language.flatMap({ try? ProgrammingLanguage(named: $0) }) else {
        account.trialsOfUnknownLanguage += 1
        leftOut.append(trial)
        continue
      }
      let id = identifier(of: trial, source)
      if methods[id] == nil {
        let labeller = labellers[language] ?? Labeller(language)
        labellers[language] = labeller
        let code = try labeller.label(source, id: id)
        methods[id] = code
        sources[id] = source
        mappers[id] = FixationMapper(code, source: source, boxes: boxes[trial.method] ?? [])
      }
      guard var mapper = mappers[id] else { continue }
      add(trial, id: id, &mapper)
      mappers[id] = mapper
    }
  }

  /// A method's own name, unless another text has it already.
  private func identifier(of trial: ReadingTrial, _ source: String) -> String {
    var id = trial.method
    var number = 2
    while let known = sources[id], known != source {
      id = "\(trial.method)#\(number)"
      number += 1
    }
    return id
  }

  private mutating func add(_ trial: ReadingTrial, id: String, _ mapper: inout FixationMapper) {
    var (trial, visits) = (trial, [Scanpath.Visit]())
    let given = trial.tokens
    trial.tokens = mapper.tokens
    for place in trial.fixations.indices {
      account.fixations += 1
      switch mapper.tokens(of: trial.fixations[place], among: given) {
      case .success(let shares):
        account.mappedFixations += 1
        trial.fixations[place].tokens = shares.map(\.token)
        let duration = max(0, trial.fixations[place].duration)
        visits += shares.map { Scanpath.Visit(token: $0.token, durationMilliseconds: duration * $0.share) }
      case .failure(let reason):
        trial.fixations[place].tokens = []
        account.unmapped[reason.rawValue, default: 0] += 1
      }
    }
    scanpaths.append(Scanpath(participant: trial.participant, code: id, visits: visits))
    trials.append(trial)
  }

  /// The texts of all boxes that the trials of each stimulus mention.
  private static func boxTexts(_ trials: [ReadingTrial]) -> [String: Set<String>] {
    var texts: [String: Set<String>] = [:]
    for trial in trials {
      texts[trial.method, default: []].formUnion(trial.fixations.compactMap(\.box?.text))
    }
    return texts
  }
}
