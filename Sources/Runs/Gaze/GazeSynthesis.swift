import Basics
import Recordings
import Scanpaths
import Syntax

/// Generates pseudo-scanpaths or simulated trials for methods without recordings.
package struct GazeSynthesis {
  private let labeller: Labeller
  private let generator: PseudoScanpathGenerator
  private let reader: SimulatedReader
  private let language: ProgrammingLanguage
  private let seed: UInt64

  /// A method to generate them for.
  package struct Method: Decodable, Sendable {
    package var code: String
    /// The target; empty if the file has none.
    package var content: String
    package var split: String
    /// The method's name; nil to use its position in the file.
    package var name: String?

    private enum CodingKeys: String, CodingKey {
      case code, content, docstring, method
      case split = "flag"
      case function = "func_name"
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      code = try container.decode(String.self, forKey: .code)
      content =
        try container.decodeIfPresent(String.self, forKey: .content)
        ?? container.decodeIfPresent(String.self, forKey: .docstring) ?? ""
      split = try container.decodeIfPresent(String.self, forKey: .split) ?? "train"
      name =
        try container.decodeIfPresent(String.self, forKey: .method)
        ?? container.decodeIfPresent(String.self, forKey: .function)
    }
  }

  package struct Report: Encodable, Sendable {
    package var methods = 0
    package var tokens = 0
    /// Tokens on a pseudo-scanpath, or tokens that a simulated reader visited at least once.
    package var attended = 0
  }

  package init(
    language: ProgrammingLanguage, priors: EyeMulatorPriorFiles, behaviour: EyeMulatorBehaviour, seed: UInt64
  ) {
    var settings = PseudoScanpathSettings()
    settings.behaviour = behaviour
    let labelPriors = priors.labelPriors()
    let vocabulary =
      priors.index.map { PatternVocabulary(index: $0) } ?? PatternVocabulary(counts: labelPriors.counts)
    generator = PseudoScanpathGenerator(priors: labelPriors, vocabulary: vocabulary, settings: settings)
    reader = SimulatedReader(priors: labelPriors)
    labeller = Labeller(language)
    self.language = language
    self.seed = seed
  }

  /// Writes EyeMulator's rows or, if `readers` is above 0, trials of that many simulated readers of each method.
  ///
  /// - Throws: `SyntaxError` for code that is too long; `FileFailure`.
  package func write(
    _ methods: [Method], readers: Int, to path: String, progress: (Int) -> Void = { _ in }
  ) throws -> Report {
    var report = Report()
    if readers > 0 {
      try TrialFile.write(to: path) { write in
        for (place, method) in methods.enumerated() {
          for trial in try trials(of: method, place, readers: readers, &report) { try write(trial) }
          progress(place + 1)
        }
      }
    } else {
      try EyeMulatorCorpus.write(to: path) { write in
        for (place, method) in methods.enumerated() {
          try write(try row(of: method, place, &report))
          progress(place + 1)
        }
      }
    }
    return report
  }

  private func row(of method: Method, _ place: Int, _ report: inout Report) throws -> EyeMulatorRow {
    let code = try labeller.label(method.code, id: Self.name(method, place))
    let path = generator.pseudoScanpath(for: code, seed: seed)
    var row = Self.emptyRow(method, code)
    for (index, gaze) in path.tokens.enumerated() {
      row.mask[index] = gaze.isMasked ? 1 : 0
      row.order[index] = gaze.order
      row.patternIndices[index] = gaze.pattern
      row.patterns[index] = generator.vocabulary.patternOfID[gaze.pattern].map(EyeMulatorPatternName.key)
    }
    report.methods += 1
    report.tokens += code.tokens.count
    report.attended += path.maskedCount
    return row
  }

  /// A row for a method without any gaze.
  static func emptyRow(_ method: Method, _ code: LabelledCode) -> EyeMulatorRow {
    var hash = ContentHash()
    hash.combine(method.code)
    var row = EyeMulatorRow(
      contentHash: String(hash.hexadecimal.prefix(16)), content: method.content, split: method.split,
      code: method.code, tokens: code.tokens.map(\.text))
    var seen: [String: Int] = [:]
    for (index, token) in code.tokens.enumerated() {
      row.occurrences[index] = seen[token.text, default: 0]
      seen[token.text, default: 0] += 1
      row.labels[index] = token.label.id
      row.lines[index] = token.line + 1
    }
    return row
  }

  private func trials(
    of method: Method, _ place: Int, readers: Int, _ report: inout Report
  ) throws -> [ReadingTrial] {
    let id = Self.name(method, place)
    let code = try labeller.label(method.code, id: id)
    report.methods += 1
    report.tokens += code.tokens.count
    return (1...readers).map { number in
      let scanpath = reader.read(code, reader: number, seed: seed)
      report.attended += Set(scanpath.visits.map(\.token)).count
      var trial = ReadingTrial(
        participant: scanpath.participant, method: id, language: language.rawValue, code: method.code,
        provenance: Provenance(format: .fovea, file: "simulated", line: 0),
        notes: ["simulated: no person read this"])
      trial.tokens = FixationMapper.trialTokens(of: code, source: method.code)
      var time = 0.0
      trial.fixations = scanpath.visits.map { visit in
        defer { time += visit.durationMilliseconds + Self.saccadeMilliseconds }
        return Fixation(start: time, duration: visit.durationMilliseconds, tokens: [visit.token])
      }
      return trial
    }
  }

  /// The approximate duration of a saccade.
  private static let saccadeMilliseconds = 30.0

  /// A method's name, or its number in the file.
  static func name(_ method: Method, _ place: Int) -> String { method.name ?? "method-\(place + 1)" }
}
