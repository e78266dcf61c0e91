import Basics

/// What is taken from files that hold both raw samples and the tracker's own fixations.
public enum GazeSource: String, Codable, CaseIterable, Sendable {
  /// The tracker's fixations where a trial has some, else the samples.
  case automatic
  /// The samples alone.
  case samples
  /// The tracker's fixations alone.
  case fixations
}

/// Which eyes count.
public enum EyeChoice: String, Codable, CaseIterable, Sendable {
  /// The mean of both eyes where both were seen, else the one that was.
  case both
  /// The left eye alone.
  case left
  /// The right eye alone.
  case right
}

/// What you declare about recordings, because the files do not say it or say it wrongly.
public struct ImportSettings: ValidatedConfiguration, Equatable {
  /// The width of the screen in pixels. Needed for normalised coordinates; it overrides what a file says.
  public var screenWidth: Double?
  /// The height of the screen, in pixels.
  public var screenHeight: Double?
  /// nil: inferred from the sampling interval, and the inference is noted.
  public var timeUnit: TimeUnit?
  /// nil: inferred from the coordinates' range, and the inference is noted.
  public var coordinateUnit: CoordinateUnit?
  /// For files that do not name the participant; nil takes the file's name.
  public var participant: String?
  /// The column (EyeLink report) or variable (EyeLink ASC) that names the stimulus.
  public var stimulusColumn: String?
  /// Other names under which layouts and code of a stimulus are filed, by the name in the recording.
  public var stimulusAliases: [String: String] = [:]
  /// A folder with `.ias` files.
  public var interestAreas: String?
  /// A folder with the stimuli's code, named as they are, or EyeTrans's `methods.jsonl`.
  public var code: String?
  /// A file of token boxes (Tobii SDK), or a folder with one for each stimulus, named `STIMULUS_boxes.csv`.
  public var boxes: String?
  /// The plug-in's XML beside iTrace's core XML.
  public var plugin: String?
  /// What is taken from files that hold both samples and fixations.
  public var source = GazeSource.automatic
  /// Which eyes count.
  public var eyes = EyeChoice.both
  /// An import fails when more than this share of its rows is cut, unreadable or out of order.
  public var maximumFaultyShare = 0.5

  /// Everything is taken as the files say it.
  public init() {}

  /// Checks the settings; `GazeImporter` does so too.
  public func validate() throws {
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
