import Basics

/// One or more conditions on a trial's names, all of which it must meet: `participant=P2*,stimulus=10-*`.
package struct TrialPattern: Sendable, Equatable {
  package enum Field: String, CaseIterable, Sendable {
    case participant, stimulus, trial
    /// What trial files call the stimulus.
    case method
  }

  /// The names that identify a trial.
  package struct Subject: Sendable, Hashable {
    package var participant: String
    package var stimulus: String
    /// The trial's number in its recording.
    package var trial: String

    package init(participant: String, stimulus: String, trial: Int) {
      self.participant = participant
      self.stimulus = stimulus
      self.trial = String(trial)
    }

    package func name(_ field: Field) -> String {
      switch field {
      case .participant: participant
      case .stimulus, .method: stimulus
      case .trial: trial
      }
    }
  }

  package struct Condition: Sendable, Equatable {
    package var field: Field
    package var glob: Glob
  }

  /// The pattern as it was given.
  package let text: String
  /// `file:line` of a pattern from a file, else the option.
  package let place: String
  package let conditions: [Condition]

  /// - Parameter place: the option, or file and line.
  /// - Throws: `TrialSelectionError`.
  package init(_ text: String, place: String) throws {
    self.text = text
    self.place = place
    conditions = try Self.parts(of: text).map { part in
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let key = sides[0].trimmingPrefix { $0 == " " }
      guard sides.count == 2, let field = Field(rawValue: String(key)), !sides[1].isEmpty else {
        throw TrialSelectionError.malformed(pattern: text, key: sides.count == 2 ? String(key) : nil, place: place)
      }
      return Condition(field: field, glob: Glob(String(sides[1])))
    }
  }

  package func matches(_ subject: Subject) -> Bool {
    conditions.allSatisfy { $0.glob.matches(subject.name($0.field)) }
  }

  /// The field of a pattern with one condition; nil for one with several.
  package var onlyField: Field? {
    guard conditions.count == 1 else { return nil }
    return conditions[0].field == .method ? .stimulus : conditions[0].field
  }

  /// The conditions; a comma separates them only before the next field's name, so that names may contain commas.
  private static func parts(of text: String) -> [String] {
    text.split(separator: ",", omittingEmptySubsequences: false).reduce(into: []) { parts, piece in
      let isCondition = Field.allCases.contains { piece.trimmingPrefix { $0 == " " }.hasPrefix($0.rawValue + "=") }
      if parts.isEmpty || isCondition {
        parts.append(String(piece))
      } else {
        parts[parts.count - 1] += "," + piece
      }
    }
  }
}
