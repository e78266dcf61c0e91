import Basics

/// How many milliseconds a unit of time has.
package enum TimeUnit: String, Codable, CaseIterable, Sendable {
  case seconds, milliseconds, microseconds, nanoseconds

  package var milliseconds: Double {
    switch self {
    case .seconds: 1000
    case .milliseconds: 1
    case .microseconds: 1e-3
    case .nanoseconds: 1e-6
    }
  }
}

/// What coordinates are measured in.
package enum CoordinateUnit: String, Codable, CaseIterable, Sendable {
  /// Shares of the screen's width and height, 0 to 1.
  case normalized
  case pixels
}

/// What is taken from files that hold both raw samples and the tracker's own fixations.
package enum GazeSource: String, Codable, CaseIterable, Sendable {
  /// The tracker's fixations where a trial has some, else the samples.
  case automatic
  case samples
  case fixations
}

/// Which eyes count.
package enum EyeChoice: String, Codable, CaseIterable, Sendable {
  case both, left, right
}

/// What a person declares about recordings, because the files do not say it or say it wrongly.
package struct ImportSettings: ValidatedConfiguration, Equatable {
  /// Pixels. Needed for normalised coordinates; it overrides what a file says.
  package var screenWidth: Double?
  package var screenHeight: Double?
  /// nil: inferred from the sampling interval, and the inference is noted.
  package var timeUnit: TimeUnit?
  /// nil: inferred from the coordinates' range, and the inference is noted.
  package var coordinateUnit: CoordinateUnit?
  /// For files that do not name the participant; nil takes the file's name.
  package var participant: String?
  /// The column (EyeLink report) or variable (EyeLink ASC) that names the stimulus.
  package var stimulusColumn: String?
  /// Other names under which layouts and code of a stimulus are filed, by the name in the recording.
  package var stimulusAliases: [String: String] = [:]
  /// A folder with `.ias` files.
  package var interestAreas: String?
  /// A folder with the stimuli's code, named as they are, or EyeTrans's `methods.jsonl`.
  package var code: String?
  /// A file of token boxes (Tobii SDK), or a folder with one for each stimulus, named `STIMULUS_boxes.csv`.
  package var boxes: String?
  /// The plug-in's XML beside iTrace's core XML.
  package var plugin: String?
  package var source = GazeSource.automatic
  package var eyes = EyeChoice.both
  /// An import fails when more than this share of its rows is cut, unreadable or out of order.
  package var maximumFaultyShare = 0.5

  package init() {}

  package func validate() throws {
    for (name, value) in [("screenWidth", screenWidth), ("screenHeight", screenHeight)] {
      guard let value else { continue }
      try require(
        value.isFinite && value > 0 && value < 1e5, name, "\(value) is no size of a screen", remedy: "give it in pixels"
      )
    }
    try require(
      (screenWidth == nil) == (screenHeight == nil), screenWidth == nil ? "screenWidth" : "screenHeight",
      "only one side of the screen is given", remedy: "give both, or none")
    try require(
      (0...1).contains(maximumFaultyShare), "maximumFaultyShare", "\(maximumFaultyShare) is no share",
      remedy: "a number from 0 to 1")
  }

  /// The declared screen.
  package var screen: ScreenSize? {
    guard let screenWidth, let screenHeight else { return nil }
    return ScreenSize(width: screenWidth, height: screenHeight)
  }

  /// The name under which a stimulus's layout and code are filed.
  func filedName(of stimulus: String) -> String { stimulusAliases[stimulus] ?? stimulus }
}

/// One trial of an imported file.
package enum ImportedTrial: Sendable, Equatable {
  /// The source had fixations.
  case fixations(ReadingTrial)
  /// The source had raw samples; `FixationPipeline` makes fixations of them.
  case samples(GazeRecording)
}

extension ImportedTrial {
  package var participant: String {
    switch self {
    case .fixations(let trial): trial.participant
    case .samples(let recording): recording.participant
    }
  }

  package var method: String {
    switch self {
    case .fixations(let trial): trial.method
    case .samples(let recording): recording.method
    }
  }

  package var exclusions: Exclusions {
    switch self {
    case .fixations(let trial): trial.exclusions
    case .samples(let recording): recording.exclusions
    }
  }
}

/// What an import did with a file.
package struct ImportReport: Sendable, Equatable {
  package var format: GazeFormat
  /// Rows (JSON lines, elements, records) that could have held a sample or a fixation.
  package var rows = 0
  package var trials = 0
  /// Everything that is in no trial, those that trials count themselves included.
  package var exclusions = Exclusions()
  /// Inferences and warnings, for a person.
  package var notes: [String] = []

  package init(format: GazeFormat) {
    self.format = format
  }

  mutating func note(_ text: String) {
    if !notes.contains(text) { notes.append(text) }
  }

  /// Throws when too many rows were unusable, which means the wrong file, format or units rather than a few bad rows.
  func requireUsableRows(_ path: String, _ settings: ImportSettings) throws {
    let reasons: [ExclusionReason] = [
      .cutRow, .unreadableNumber, .unreadableRow, .notUTF8, .timeNotIncreasing, .timeJump, .impossibleDuration,
    ]
    let faulty = reasons.reduce(0) { $0 + exclusions[$1] }
    guard rows > 0 else {
      throw DataLineError(
        path: path, line: 0, problem: "the file holds no \(format.rawValue) rows", remedy: "check that it is complete")
    }
    guard trials > 0 || faulty > 0 else {
      let main = exclusions.sorted.max { $0.tally.count < $1.tally.count }
      throw DataLineError(
        path: path, line: 0,
        problem: "none of \(rows) rows belongs to a trial, most for \(main?.reason.words ?? "no reason"), "
          + "first at \(main?.tally.firstPlace ?? path)",
        remedy: "check that the file is complete, and the settings that name stimuli and methods")
    }
    guard Double(faulty) > settings.maximumFaultyShare * Double(rows) else { return }
    let worst = reasons.max { exclusions[$0] < exclusions[$1] } ?? .unreadableRow
    let first = exclusions.tallies[worst]?.firstPlace ?? ""
    throw DataLineError(
      path: path, line: 0,
      problem: "\(rows) rows have \(faulty) faults, most of them \(worst.words), first at \(first)",
      remedy: "check format and units; maximum_faulty_share sets how many may be passed over")
  }
}
