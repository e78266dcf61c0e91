import Basics

/// The ten algorithms of Carr, Pescuma, Furlan, Ktori and Crepaldi, "Algorithms for the automated correction of
/// vertical drift in eye-tracking data", Behavior Research Methods 54 (2022), and `slice` of Glandorf and Schroeder
/// (2021).
public enum DriftAlgorithm: String, Codable, CaseIterable, Sendable {
  /// Assigns every fixation to the nearest line.
  case attach
  /// Joins fixations near to their predecessors into chains; every chain goes to the line nearest to its mean height.
  case chain
  /// k-means of the heights, with as many clusters as lines.
  case cluster
  /// Runs between return sweeps, each assigned by dynamic time warping to the nearby line whose words it follows best.
  case compare
  /// Runs of forward reading, merged until there are as many runs as lines.
  case merge
  /// Sloped, shifted lines fitted to all fixations by maximum likelihood.
  case regress
  /// The longest backward saccades count as return sweeps, each of which starts the next line.
  case segment
  /// Runs that follow each other closely; lines grow upwards and downwards from the widest run.
  case slice
  /// 2-means separates saccades from return sweeps; every run goes to the line nearest to its mean height.
  case split
  /// The scale and offset that bring the heights of all fixations nearest to lines.
  case stretch
  /// Dynamic time warping of all fixations against all words in reading order.
  case warp
}

/// Settings of the vertical drift correction. The defaults are the papers'; distances are in pixels, those of `slice` in
/// line spacings.
public struct DriftSettings: ValidatedConfiguration, Equatable {
  /// The algorithm. None is right for every recording (docs/drift.md). Those that follow the reading order (`compare`,
  /// `segment`, `split`, `warp`) expect a text that is read from top to bottom; code seldom is, and they then move
  /// fixations to lines that were not read. The default does not depend on order.
  public var algorithm = DriftAlgorithm.chain
  /// chain: maximum distance of a fixation from its predecessor.
  package var chainX = 192.0
  package var chainY = 32.0
  /// compare: a backward saccade longer than this is a return sweep.
  package var compareSweep = 512.0
  /// compare: the number of nearest lines to try.
  package var compareLines = 3
  /// merge: a run ends at a backward saccade, or at one that is higher than this.
  package var mergeY = 32.0
  /// merge: steepest regression line through two merged runs, and its largest root mean square error.
  package var mergeSlope = 0.1
  package var mergeError = 20.0
  /// regress: bounds of slope, offset and standard deviation.
  package var regressSlope = 0.1
  package var regressOffset = 50.0
  package var regressDeviation = 20.0
  /// slice: maximum distance of a fixation from its predecessor in the same run, in line spacings. The defaults of
  /// `slice` are 192, 32, 32 and 90 pixels for the paper's text, whose lines are 64 pixels apart.
  package var sliceX = 3.0
  package var sliceY = 0.5
  /// slice: a run less than this above or below a line belongs to it, in line spacings.
  package var sliceWithin = 0.5
  /// slice: a run less than this above or below a line belongs to the next one, in line spacings.
  package var sliceNeighbour = 1.40625
  /// stretch: bounds of scale, around 1, and of offset.
  package var stretchScale = 0.1
  package var stretchOffset = 50.0
  /// Fixations further than this from the text do not count as reading and stay in place.
  package var textMargin = 100.0

  /// The algorithm `chain` with the paper's defaults.
  public init() {}

  package func validate() throws {
    let distances = [
      ("chainX", chainX), ("chainY", chainY), ("compareSweep", compareSweep), ("mergeY", mergeY),
      ("mergeSlope", mergeSlope), ("mergeError", mergeError), ("regressSlope", regressSlope),
      ("regressOffset", regressOffset), ("sliceX", sliceX), ("sliceY", sliceY), ("sliceWithin", sliceWithin),
      ("sliceNeighbour", sliceNeighbour), ("stretchScale", stretchScale), ("stretchOffset", stretchOffset),
      ("textMargin", textMargin),
    ]
    for (name, value) in distances {
      try require(value.isFinite && value >= 0, name, "\(value) is negative", remedy: "at least 0")
    }
    try require(
      regressDeviation.isFinite && regressDeviation >= 1, "regressDeviation", "\(regressDeviation) is below a pixel",
      remedy: "at least 1")
    try require(stretchScale < 1, "stretchScale", "\(stretchScale) lets the text collapse", remedy: "below 1")
    try require(compareLines >= 1, "compareLines", "\(compareLines) lines cannot be compared", remedy: "at least 1")
  }
}
