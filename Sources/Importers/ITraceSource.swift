import Basics
import Recordings

/// iTrace's core XML, joined with the plug-in's XML if `ImportSettings.plugin` names it.
///
/// The core file has the gaze in pixels and milliseconds; the plug-in's file has the position in the source file for
/// some of the same events, which have the same `event_id`.
final class ITraceSource: SampleSource {
  static let format = GazeFormat.iTraceXML
  static let usedSettings: Set<ImportSetting> = [
    .code, .interestAreas, .boxes, .plugin, .timeUnit, .coordinates, .eyes, .screen, .participant,
  ]

  private let core: ElementReader
  private var plugin: ITracePlugin?
  private let participant: String
  private let stimulus: String
  private let eye: EyeChoice
  /// The attribute with the time, the same in all events.
  private var timeKey: String?
  private(set) var screen: ScreenSize?
  /// `core_time` is in milliseconds; if a file has only the tracker's time, the unit is inferred from its numbers.
  private(set) var timeUnit: TimeUnit? = .milliseconds
  /// The mean of the eyes is in pixels. An eye's own coordinates are shares of the screen with some trackers and pixels
  /// with others; the unit is inferred from the numbers.
  let coordinateUnit: CoordinateUnit?

  init(_ path: String, _ settings: ImportSettings) throws {
    core = try ElementReader(path)
    plugin = try settings.plugin.map(ITracePlugin.init)
    eye = settings.eyes
    coordinateUnit = eye == .both ? .pixels : nil
    guard let root = try core.next(), root.name == "itrace_core" else {
      throw DataLineError(
        path: path, line: 1, problem: "the file does not begin with <itrace_core>",
        remedy: "give the core's XML; the plug-in's goes into the setting plugin")
    }
    participant = root.attributes["participant_id"] ?? settings.participant ?? TrackerFile.name(of: path)
    stimulus = root.attributes["task_name"] ?? TrackerFile.name(of: path)
  }

  var path: String { core.path }
  var line: Int { core.line }
  /// Samples that saw an eye and have no row in the plug-in's file.
  private var unplaced = Exclusions()
  var leftovers: Exclusions {
    var leftovers = plugin?.leftovers ?? Exclusions()
    leftovers.add(unplaced)
    return leftovers
  }

  func next() throws -> RowOutcome? {
    while let element = try core.next() {
      switch element.name {
      case "environment":
        if let width = try? element.number("screen_width"), let height = try? element.number("screen_height"),
          width > 0, height > 0
        {
          screen = ScreenSize(width: width, height: height)
        }
      case "response":
        do {
          return .sample(try sample(element))
        } catch let fault as RowFault {
          return .excluded(fault.reason)
        }
      default: continue
      }
    }
    return nil
  }

  private func sample(_ element: MarkupElement) throws -> RawGazeRow {
    if timeKey == nil {
      timeKey = element.attributes["core_time"] == nil ? "tracker_time" : "core_time"
      if timeKey == "tracker_time" { timeUnit = nil }
    }
    guard let time = try element.number(timeKey ?? "core_time") else {
      throw RowFault(.unreadableNumber, "no core_time")
    }
    let (x, y) = (try element.number("x"), try element.number("y"))
    func eye(_ side: String) throws -> RawEye {
      let isValid = try element.number("\(side)_validation") ?? 1 > 0
      let (left, top) = (try element.number("\(side)_x"), try element.number("\(side)_y"))
      let pupil = try element.number("\(side)_pupil_diameter")
      let isSeen = isValid && left != nil && top != nil
      // x and y are the mean of the eyes that were seen.
      if self.eye == .both { return RawEye(x: x, y: y, pupil: pupil, isValid: isSeen && x != nil && y != nil) }
      return RawEye(x: left, y: top, pupil: pupil, isValid: isSeen)
    }
    let (left, right) = (try eye("left"), try eye("right"))
    let event = element.attributes["event_id"] ?? ""
    if plugin?.has(event) == false, left.isValid || right.isValid { unplaced.add(.pluginUnmatched, at: place) }
    return RawGazeRow(
      participant: participant, stimulus: stimulus, time: time, left: left, right: right,
      source: plugin?.place(of: event))
  }
}
