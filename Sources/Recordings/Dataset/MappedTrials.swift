import Basics
import Scanpaths
import Syntax

/// Methods with labelled tokens and the scanpaths of their readers: the input for motifs, priors and studies.
///
/// Trials without code or in an unknown language are counted and left out; every fixation is either in a scanpath or
/// counted by the reason why it is not.
public struct MappedTrials: Sendable {
  /// Counts of what happened to every trial and fixation.
  public struct Account: Sendable, Equatable, Codable {
    /// All input trials.
    public var trials = 0
    /// Trials left out because they have no code.
    public var trialsWithoutCode = 0
    /// Trials left out because no `ProgrammingLanguage` has the name of their language.
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
  /// The scanpaths in the order of the trials; one participant can have several on one method.
  public private(set) var scanpaths: [Scanpath] = []
  /// Counts of what happened to every trial and fixation.
  public private(set) var account = Account()
  /// The usable trials, with the methods' tokens and the tokens of each box and fixation filled in, in the order of
  /// `scanpaths`.
  public private(set) var trials: [ReadingTrial] = []
  /// The unchanged trials without code or in an unknown language.
  public private(set) var leftOut: [ReadingTrial] = []

  /// Labels each method once and maps its readers' fixations to its tokens.
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

  /// A method's own name, unless another text already uses it.
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
    let placed = mapper.placed(trial)
    trial.tokens = mapper.tokens
    if let placed {
      for (box, tokens) in placed.tokens.enumerated() { trial.boxes[box].tokens = tokens }
      trial.notes += placed.notes.filter { !trial.notes.contains($0) }
    }
    for place in trial.fixations.indices {
      account.fixations += 1
      switch mapper.tokens(of: trial.fixations[place], among: given, placed) {
      case .success(let shares):
        account.mappedFixations += 1
        trial.fixations[place].tokens = shares.map(\.token)
        let duration = max(0, trial.fixations[place].duration)
        visits += shares.enumerated().map { place, share in
          Scanpath.Visit(
            token: share.token, durationMilliseconds: duration * share.share, continuesFixation: place > 0)
        }
      case .failure(let reason):
        trial.fixations[place].tokens = []
        account.unmapped[reason.rawValue, default: 0] += 1
      }
    }
    scanpaths.append(Scanpath(participant: trial.participant, code: id, visits: visits))
    trials.append(trial)
  }

  /// The texts of all boxes that the trials of each stimulus mention, where no layout tells which boxes there are.
  private static func boxTexts(_ trials: [ReadingTrial]) -> [String: Set<String>] {
    var texts: [String: Set<String>] = [:]
    for trial in trials where !trial.hasLayout {
      texts[trial.method, default: []].formUnion(trial.fixations.compactMap(\.box?.text))
    }
    return texts
  }
}
