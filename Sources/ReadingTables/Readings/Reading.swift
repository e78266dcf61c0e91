import Recordings
import Scanpaths

/// A trial as the tables see it, with its place in the file, its labelled code and the layout of its boxes.
package final class Reading: Sendable {
  /// Counted from 1, in the order of the file.
  package let number: Int
  /// The name of what was read. Another text of the same name has a number after it.
  package let method: String
  /// With the tokens of its method and of each fixation filled in, if the code is known.
  package let trial: ReadingTrial
  /// Nil without code, or in a language that is not parsed.
  package let code: LabelledCode?
  /// The fixations on tokens.
  package let scanpath: Scanpath
  package let boxes: BoxLayout
  /// For each fixation, the token that stands for it and its box.
  package let places: [Place]

  /// What a fixation is on.
  package struct Place: Sendable, Equatable {
    /// The token with the largest share of the fixation, the first of equal ones; nil on no token.
    package var token: Int?
    /// Index in the layout's `boxes`; nil on no box.
    package var box: Int?
  }

  init(number: Int, method: String, trial: ReadingTrial, code: LabelledCode?) {
    self.number = number
    self.method = method
    self.trial = trial
    self.code = code
    scanpath = Self.scanpath(of: trial, method: method)
    let boxes = BoxLayout(trial)
    self.boxes = boxes
    places = trial.fixations.map { fixation in
      Place(token: Self.token(of: fixation, in: trial), box: fixation.box.flatMap(boxes.index(of:)))
    }
  }

  package var participant: String { trial.participant }

  private static func scanpath(of trial: ReadingTrial, method: String) -> Scanpath {
    let visits = trial.fixations.flatMap { fixation in
      shares(of: fixation, in: trial).enumerated().map { place, share in
        Scanpath.Visit(
          token: share.token, durationMilliseconds: fixation.duration * share.share, continuesFixation: place > 0)
      }
    }
    return Scanpath(participant: trial.participant, code: method, visits: visits)
  }

  /// The same token as that of the fixation's event (`GazeEvent`).
  private static func token(of fixation: Fixation, in trial: ReadingTrial) -> Int? {
    var best: (token: Int, time: Double)?
    for share in shares(of: fixation, in: trial) {
      let time = share.share * fixation.duration
      if best.map({ time > $0.time }) ?? true { best = (share.token, time) }
    }
    return best?.token
  }

  /// A fixation's tokens with their shares.
  static func shares(of fixation: Fixation, in trial: ReadingTrial) -> [TokenShare] {
    let known = fixation.tokens.filter(trial.tokens.indices.contains)
    return TokenShare.byLength(known) { trial.tokens[$0].text.utf8.count }
  }
}
