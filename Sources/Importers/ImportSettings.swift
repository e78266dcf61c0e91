import Basics
import Recordings

/// The data to read from files that contain both raw samples and the tracker's own fixations.
public enum GazeSource: String, Codable, CaseIterable, Sendable {
  /// The tracker's fixations if a trial has any, else the samples.
  case automatic
  /// Only the samples.
  case samples
  /// Only the tracker's fixations.
  case fixations
}

/// The eyes to use.
public enum EyeChoice: String, Codable, CaseIterable, Sendable {
  /// The mean of both eyes where both were seen, else the one that was seen.
  case both
  /// Only the left eye.
  case left
  /// Only the right eye.
  case right
}

/// Your declarations about recordings that the files do not make, or make wrongly.
public struct ImportSettings: ValidatedConfiguration, Equatable {
  /// The width of the screen in pixels. Needed for normalised coordinates; it overrides the file's value.
  public var screenWidth: Double?
  /// The height of the screen, in pixels.
  public var screenHeight: Double?
  /// The unit of times, for files that do not state it; nil infers it from the sampling interval and adds a note.
  public var timeUnit: TimeUnit?
  /// The unit of coordinates; nil infers it from their range and adds a note.
  public var coordinateUnit: CoordinateUnit?
  /// The participant, for files that do not name one, and in place of the only one that a recording of samples names; nil
  /// uses the file's name.
  public var participant: String?
  /// The column (EyeLink report, Pro Lab, BeGaze) or variable (EyeLink ASC) that names the stimulus.
  public var stimulusColumn: String?
  /// The names under which layouts and code of a stimulus are filed, by its name in the recording.
  public var stimulusAliases: [String: String] = [:]
  /// A file of areas of interest, or a folder with one for each stimulus: EyeLink's `.ias`, a CSV of boxes, or the areas of
  /// the EMIP Toolkit.
  public var interestAreas: String?
  /// A folder with the stimuli's code in files of the same names, or EyeTrans's `methods.jsonl`.
  public var code: String?
  /// The same for token boxes; a stimulus's interest areas take precedence.
  public var boxes: String?
  /// The plug-in's XML that belongs to iTrace's core XML.
  public var plugin: String?
  /// The run of a fixation filter to take from a database of the iTrace Toolkit: the filter's name, or numbers of runs,
  /// separated by commas.
  public var filterRun: String?
  /// What separates whole part and fraction of the numbers in tables; nil finds it out from the file.
  public var decimalSeparator: DecimalSeparator?
  /// The data to read from files that contain both samples and fixations.
  public var source = GazeSource.automatic
  /// The eyes to use.
  public var eyes = EyeChoice.both
  /// An import fails if more than this share of its rows is truncated, unreadable or out of order.
  public var maximumFaultyShare = 0.5

  /// The defaults, which accept what the files say.
  public init() {}

  /// Checks the settings; `GazeImporter` also does this.
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
