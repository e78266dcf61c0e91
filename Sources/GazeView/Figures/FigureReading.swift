import Pages
import Recordings
import Scanpaths

/// One trial as figures see it: the code and the fixations to show.
package struct FigureReading: Sendable {
  /// A fixation of the trial.
  package struct Look: Sendable, Equatable {
    /// Its number among all fixations of the trial, from 1.
    package var number: Int
    /// Milliseconds from the beginning of the trial's first fixation.
    package var start: Double
    /// In milliseconds.
    package var duration: Double
    /// One visit for each of its tokens, with its share of the duration; empty if it is on no token.
    package var visits: [Scanpath.Visit]

    /// The token that stands for the fixation: the one with the largest share of its time.
    var token: Int? {
      visits.dropFirst().reduce(visits.first) { best, visit in
        best.map { $0.durationMilliseconds } ?? 0 < visit.durationMilliseconds ? visit : best
      }?.token
    }
  }

  /// What a caption counts.
  package struct Counts: Sendable, Equatable {
    package var fixations = 0
    package var duration = 0.0
    /// The fixations on tokens, and their own time.
    package var onTokens = 0
    package var durationOnTokens = 0.0
    package var attended = 0
    package var tokens = 0
  }

  package let participant: String
  package let code: LabelledCode
  package let source: String
  /// The fixations to show, in order.
  package private(set) var looks: [Look]
  /// The number of fixations of the whole trial.
  package let recorded: Int
  /// Whether the recording has start times. If not, fixations follow each other without pauses.
  package let startsAreRecorded: Bool

  /// The trials with code, in the order of the file, each with all its fixations.
  package static func all(of dataset: MappedTrials) -> [FigureReading] {
    zip(dataset.trials, dataset.scanpaths).compactMap { trial, path in
      dataset.methods[path.code].map {
        FigureReading(trial, path, code: $0, source: dataset.sources[path.code] ?? "")
      }
    }
  }

  private init(_ trial: ReadingTrial, _ path: Scanpath, code: LabelledCode, source: String) {
    participant = trial.participant
    self.code = code
    self.source = source
    recorded = trial.fixations.count
    let starts = TrialView.starts(of: trial.fixations)
    startsAreRecorded = starts.areRecorded
    // A scanpath has one visit for each token of each fixation, in their order.
    var next = 0
    looks = zip(trial.fixations, starts.times).enumerated().map { place, look in
      let end = min(next + look.0.tokens.count, path.visits.count)
      defer { next = end }
      return Look(
        number: place + 1, start: look.1, duration: max(0, look.0.duration), visits: Array(path.visits[next..<end]))
    }
  }

  /// The reading with only the chosen fixations; nil if there are none.
  package func choosing(_ choice: FixationChoice) -> FigureReading? {
    var reading = self
    reading.looks = looks.filter { choice.admits(number: $0.number, start: $0.start) }
    return reading.looks.isEmpty ? nil : reading
  }

  package var isSimulated: Bool { scanpath.isSimulated }

  /// The chosen fixations as a scanpath.
  package var scanpath: Scanpath {
    Scanpath(participant: participant, code: code.id, visits: looks.flatMap(\.visits))
  }

  /// How long each token was looked at, in milliseconds.
  package var tokenTimes: [Double] {
    looks.reduce(into: [Double](repeating: 0, count: code.tokens.count)) { times, look in
      for visit in look.visits { times[visit.token] += visit.durationMilliseconds }
    }
  }

  package var counts: Counts {
    var counts = Counts(tokens: code.tokens.count)
    var attended = Set<Int>()
    for look in looks {
      counts.fixations += 1
      counts.duration += look.duration
      guard !look.visits.isEmpty else { continue }
      counts.onTokens += 1
      counts.durationOnTokens += look.duration
      attended.formUnion(look.visits.map(\.token))
    }
    counts.attended = attended.count
    return counts
  }

  /// The parts of the caption's line below the title.
  var captionParts: [String] {
    let counts = counts
    var parts = [DisplayText.line(participant)]
    if let first = looks.first, let last = looks.last, looks.count < recorded {
      parts.append("fixations \(first.number)–\(last.number) of \(recorded)")
    }
    parts += [
      "\(counts.onTokens) of \(counts.fixations) fixations on tokens",
      "\(FigureText.seconds(counts.durationOnTokens)) of \(FigureText.seconds(counts.duration)) s",
      "\(counts.attended) of \(counts.tokens) tokens looked at",
    ]
    if !startsAreRecorded, looks.count < recorded { parts.append("times without pauses, which were not recorded") }
    return parts
  }
}
