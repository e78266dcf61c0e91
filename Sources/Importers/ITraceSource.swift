import Basics
import Recordings

/// iTrace's core XML, joined with the plug-in's XML if `ImportSettings.plugin` names it.
///
/// The core file has the gaze in pixels and milliseconds; the plug-in's file has the position in the source file for
/// some of the same events. Both are in event order, so they are joined on `event_id` as two streams.
final class ITraceSource: SampleSource {
  static let format = GazeFormat.iTraceXML

  private let core: ElementReader
  private let plugin: ElementReader?
  private var pending: (event: Double, place: SourcePlace)?
  private var participant: String
  private var stimulus: String
  private(set) var screen: ScreenSize?
  /// `core_time` is in milliseconds; if a file has only the tracker's time, the unit is inferred from its numbers.
  private(set) var timeUnit: TimeUnit?
  let coordinateUnit: CoordinateUnit? = .pixels

  init(_ path: String, _ settings: ImportSettings) throws {
    core = try ElementReader(path)
    plugin = try settings.plugin.map(ElementReader.init)
    participant = settings.participant ?? TrackerFile.name(of: path)
    stimulus = TrackerFile.name(of: path)
    guard let root = try core.next(), root.name == "itrace_core" else {
      throw DataLineError(
        path: path, line: 1, problem: "the file does not begin with <itrace_core>",
        remedy: "give the core's XML; the plug-in's goes into the setting plugin")
    }
    participant = settings.participant ?? root.attributes["participant_id"] ?? participant
    stimulus = root.attributes["task_name"] ?? stimulus
    timeUnit = settings.timeUnit ?? .milliseconds
  }

  var path: String { core.path }
  var line: Int { core.line }

  func next() throws -> RowOutcome? {
    while let element = try core.next() {
      switch element.name {
      case "environment":
        if let width = Self.number(element, "screen_width"), let height = Self.number(element, "screen_height"),
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
    guard let time = try Self.value(element, "core_time") else { throw RowFault(.unreadableNumber, "no core_time") }
    let x = try Self.value(element, "x")
    let y = try Self.value(element, "y")
    func eye(_ side: String) throws -> RawEye {
      let isValid = try Self.value(element, "\(side)_validation") ?? 1 > 0
      let left = try Self.value(element, "\(side)_x")
      let top = try Self.value(element, "\(side)_y")
      let pupil = try Self.value(element, "\(side)_pupil_diameter")
      // The eyes' own coordinates are shares of the screen with some trackers and pixels with others; x and y are
      // always pixels and already the mean of the valid eyes.
      return RawEye(x: x, y: y, pupil: pupil, isValid: isValid && left != nil && top != nil && x != nil && y != nil)
    }
    let event = try Self.value(element, "event_id")
    return RawGazeRow(
      participant: participant, stimulus: stimulus, time: time, left: try eye("left"), right: try eye("right"),
      source: try event.flatMap { try place(of: $0) })
  }

  /// The plug-in's position for an event.
  private func place(of event: Double) throws -> SourcePlace? {
    while pending.map({ $0.event < event }) ?? true {
      guard let element = try plugin?.next() else { return nil }
      guard element.name == "response", let number = Self.number(element, "event_id"),
        let file = element.attributes["source_file_path"], !file.isEmpty,
        let line = Self.number(element, "source_file_line"), let column = Self.number(element, "source_file_col"),
        (1..<1e9).contains(line), (0..<1e9).contains(column)
      else { continue }
      pending = (number, SourcePlace(file: file, line: Int(line), column: Int(column)))
    }
    return pending.flatMap { $0.event == event ? $0.place : nil }
  }

  private static func number(_ element: MarkupElement, _ key: String) -> Double? {
    element.attributes[key].flatMap { try? NumberField.value(of: Array($0.trimmingBlanks.utf8)[...]) }
  }

  private static func value(_ element: MarkupElement, _ key: String) throws -> Double? {
    try element.attributes[key].flatMap { try NumberField.value(of: Array($0.trimmingBlanks.utf8)[...]) }
  }
}
