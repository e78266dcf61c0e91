import Basics
import Recordings

/// A setting that the format of a recording has no use for.
package struct UnusedSetting: DiagnosableError, Equatable {
  /// The option or key, as one gives it on the command line.
  package var option: String
  package var format: GazeFormat
  package var path: String
  /// Why the format has no use for it, as a clause.
  package var reason: String

  package var diagnosis: Diagnosis {
    Diagnosis(
      .usage, problem: "\(option) has no effect on recordings in the format \(format.rawValue): \(reason)", place: path,
      remedy: "leave it out, or import recordings of other formats in a run of their own")
  }
}

extension ImportSetting {
  /// The option of `fovea gaze import` that gives the setting.
  package var option: String {
    switch self {
    case .code: "--code"
    case .interestAreas: "--interest-areas"
    case .boxes: "--boxes"
    case .plugin: "--plugin"
    case .timeUnit: "--time-unit"
    case .coordinates: "--coordinates"
    case .source: "--source"
    case .eyes: "--eyes"
    case .screen: "--screen"
    case .stimulusColumn: "--stimulus-column"
    case .participant: "--participant"
    }
  }

  /// Why a format has no use for the setting.
  fileprivate var reasonForNoUse: String {
    switch self {
    case .code: "it holds no readings of code"
    case .interestAreas, .boxes: "its fixations name what they are on and have no coordinates"
    case .plugin: "only iTrace's XML has a file of the plug-in beside it"
    case .timeUnit: "the unit of its times is known"
    case .coordinates: "the unit of its coordinates is known"
    case .source: "it does not hold both samples and fixations"
    case .eyes: "it does not tell one eye's data from the other's"
    case .screen: "it has no coordinates"
    case .stimulusColumn: "it names its stimuli in one fixed way"
    case .participant: "it names the participants itself"
    }
  }
}

extension ImportSettings {
  /// The settings that differ from their defaults.
  package var given: Set<ImportSetting> {
    let isGiven: [(ImportSetting, Bool)] = [
      (.code, code != nil), (.interestAreas, interestAreas != nil), (.boxes, boxes != nil), (.plugin, plugin != nil),
      (.timeUnit, timeUnit != nil), (.coordinates, coordinateUnit != nil), (.source, source != .automatic),
      (.eyes, eyes != .both), (.screen, screen != nil), (.stimulusColumn, stimulusColumn != nil),
      (.participant, participant != nil),
    ]
    return Set(isGiven.filter(\.1).map(\.0))
  }

  /// Checks that a kind of file of a format uses everything that is given.
  ///
  /// - Throws: `UnusedSetting`.
  func checkUse(of used: Set<ImportSetting>, by format: GazeFormat, _ path: String) throws {
    guard let unused = ImportSetting.allCases.first(where: { given.contains($0) && !used.contains($0) }) else { return }
    throw UnusedSetting(option: unused.option, format: format, path: path, reason: unused.reasonForNoUse)
  }

  /// Refuses a unit of times for a file that states its own.
  ///
  /// - Throws: `UnusedSetting`.
  func checkTimeUnit(stated: TimeUnit?, by format: GazeFormat, _ path: String) throws {
    guard timeUnit != nil, let stated else { return }
    throw UnusedSetting(
      option: ImportSetting.timeUnit.option, format: format, path: path,
      reason: "the file itself has its times in \(stated.rawValue)")
  }

  /// Checks that a format uses everything that is given.
  ///
  /// - Throws: `UnusedSetting`.
  func checkUse(by format: GazeFormat, _ path: String) throws {
    try checkUse(of: format.usedSettings, by: format, path)
    if filterRun != nil, format != .iTraceDatabase {
      throw UnusedSetting(
        option: "--filter", format: format, path: path,
        reason: "only databases of the iTrace Toolkit hold several filters")
    }
    if decimalSeparator != nil, !format.isTable {
      throw UnusedSetting(
        option: "decimal_separator", format: format, path: path, reason: "its numbers are written in one way only")
    }
  }
}
