import Basics

/// Which trials to use: those that match what is wanted and nothing that is unwanted.
///
/// A trial is wanted if for every field that `only` names one of its patterns matches, or if a pattern with several
/// conditions does. The selection counts how many trials each pattern matches, so that a mistyped one is noticed.
package struct TrialSelection: Sendable {
  /// A pattern and the number of trials that match it.
  package struct Use: Sendable, Equatable, Encodable {
    package enum Option: String, Sendable, Encodable { case only, except }

    package var option: Option
    package var pattern: TrialPattern
    package var trials = 0

    enum CodingKeys: String, CodingKey { case option, pattern, trials }

    package func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(option, forKey: .option)
      try values.encode(pattern.text, forKey: .pattern)
      try values.encode(trials, forKey: .trials)
    }
  }

  package private(set) var uses: [Use]
  /// The trials asked about.
  package private(set) var trials = 0
  /// Those of them that are not chosen.
  package private(set) var leftOut = 0
  private var names: [TrialPattern.Field: Set<String>] = [:]

  /// Chooses everything.
  package init() { uses = [] }

  /// - Parameters:
  ///   - only: patterns as in `TrialPattern`, or `@FILE` for a file with one a line.
  ///   - except: the same, of trials to leave out.
  /// - Throws: `TrialSelectionError`; `FileFailure` for a file of patterns.
  package init(only: [String], except: [String]) throws {
    uses = try only.flatMap { try Self.uses(.only, $0) } + except.flatMap { try Self.uses(.except, $0) }
  }

  /// Whether nothing can be left out.
  package var isEmpty: Bool { uses.isEmpty }

  private static func uses(_ option: Use.Option, _ text: String) throws -> [Use] {
    guard text.hasPrefix("@") else {
      return [Use(option: option, pattern: try TrialPattern(text, place: "--\(option.rawValue)"))]
    }
    let path = String(text.dropFirst())
    let lines = try TextFile.lines(of: path).enumerated().compactMap { number, line -> Use? in
      let line = line.trimmingBlanks
      guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
      return Use(option: option, pattern: try TrialPattern(line, place: "\(path):\(number + 1)"))
    }
    guard !lines.isEmpty else { throw TrialSelectionError.emptyFile(path: path) }
    return lines
  }

  /// Whether a trial is chosen; counts it.
  package mutating func admits(_ subject: TrialPattern.Subject) -> Bool {
    trials += 1
    guard !uses.isEmpty else { return true }
    for field in TrialPattern.Field.allCases { names[field, default: []].insert(subject.name(field)) }
    // For each field that `only` names, whether one of its patterns matches.
    var wanted: [TrialPattern.Field: Bool] = [:]
    var (isWanted, isUnwanted) = (true, false)
    var isWhollyMatched = false
    for place in uses.indices {
      let pattern = uses[place].pattern
      let isMatch = pattern.matches(subject)
      if isMatch { uses[place].trials += 1 }
      switch (uses[place].option, pattern.onlyField) {
      case (.except, _): isUnwanted = isUnwanted || isMatch
      case (.only, let field?): wanted[field] = isMatch || wanted[field] == true
      case (.only, nil):
        isWanted = false
        isWhollyMatched = isWhollyMatched || isMatch
      }
    }
    if !wanted.isEmpty { isWanted = wanted.values.allSatisfy { $0 } }
    let isChosen = !isUnwanted && (isWanted || isWhollyMatched)
    if !isChosen { leftOut += 1 }
    return isChosen
  }

  /// Checks, after the last trial, that every pattern matched a trial and that a trial is left.
  ///
  /// - Throws: `TrialSelectionError`.
  package func check() throws {
    if let unused = uses.first(where: { $0.trials == 0 }) {
      throw TrialSelectionError.unmatched(
        pattern: unused.pattern.text, place: unused.pattern.place, trials: trials, advice: advice(on: unused.pattern))
    }
    if !isEmpty, trials > 0, leftOut == trials { throw TrialSelectionError.nothingLeft(trials: trials) }
  }

  /// Names near to those that no trial has.
  private func advice(on pattern: TrialPattern) -> String {
    let unknown = pattern.conditions.compactMap { condition -> String? in
      let known = (names[condition.field] ?? []).sorted()
      guard !known.contains(where: condition.glob.matches) else { return nil }
      let near = NearestName.nearest(to: condition.glob.text.filter { !"*?".contains($0) }, among: known)
      let some = known.prefix(5).joined(separator: ", ") + (known.count > 5 ? ", …" : "")
      let what = "\(condition.field.rawValue): \(known.count) are known, \(some)"
      return near.map { "did you mean \(condition.field.rawValue)=\($0)? (\(what))" } ?? what
    }
    return unknown.isEmpty
      ? "each of its conditions matches some trial, but no trial meets all" : unknown.joined(separator: "; ")
  }

  /// The chosen trials of a whole file.
  ///
  /// - Throws: `TrialSelectionError`.
  package mutating func chosen(of trials: [ReadingTrial]) throws -> [ReadingTrial] {
    guard !isEmpty else { return trials }
    var numbers = TrialNumbers()
    let chosen = trials.filter { trial in
      admits(
        TrialPattern.Subject(
          participant: trial.participant, stimulus: trial.method, trial: numbers.number(trial.provenance)))
    }
    try check()
    return chosen
  }

  /// A sentence about what was left out; nil if nothing was.
  package var note: String? {
    leftOut > 0 ? "left out by --only and --except: \(leftOut) of \(trials) trials" : nil
  }
}

/// Numbers the trials of each recording.
package struct TrialNumbers: Sendable {
  private var counts: [String: Int] = [:]

  package init() {}

  /// The trial's own number if it has one, else its place among the trials of its recording so far, from 1.
  package mutating func number(_ provenance: Provenance) -> Int {
    counts[provenance.file, default: 0] += 1
    return provenance.trial ?? counts[provenance.file, default: 1]
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    let isBlank = { (character: Character) in character == " " || character == "\t" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
