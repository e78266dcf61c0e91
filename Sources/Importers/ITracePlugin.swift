import Basics
import Recordings

/// The XML of an iTrace plug-in: where in which source file the gaze of the core's events was.
///
/// The whole file is read first, so its events may be in any order.
struct ITracePlugin {
  /// An event's number, which the two files share. Ticks of 100 ns exceed what a floating-point number holds.
  private enum Event: Hashable {
    case number(Int64)
    case text(String)

    init(_ text: String) {
      let trimmed = text.trimmingBlanks
      self = Int64(trimmed).map(Event.number) ?? .text(trimmed)
    }
  }

  private struct Entry {
    /// Index in `places`, or −1 for gaze that was on no file.
    var place: Int32
    var line: Int32
    var isJoined = false
  }

  private let path: String
  private var entries: [Event: Entry] = [:]
  private var places: [SourcePlace] = []
  private var faults = Exclusions()

  /// - Throws: `DataLineError` for a broken tag or another root.
  init(_ path: String) throws {
    self.path = path
    let reader = try ElementReader(path)
    guard let root = try reader.next(), root.name == "itrace_plugin" else {
      throw DataLineError(
        path: path, line: 1, problem: "the file does not begin with <itrace_plugin>",
        remedy: "give the plug-in's XML as plugin and import the core's")
    }
    var numbers: [SourcePlace: Int32] = [:]
    while let element = try reader.next() {
      guard element.name == "response" else { continue }
      guard let event = element.attributes["event_id"] else {
        faults.add(.pluginUnmatched, at: "\(path):\(reader.line)")
        continue
      }
      do {
        let place = try Self.place(element)
        let number = place.map { numbers[$0] ?? Int32(places.count) } ?? -1
        if let place, numbers[place] == nil {
          numbers[place] = number
          places.append(place)
        }
        // A second row of the same event has no event of its own.
        if entries[Event(event)] != nil { throw RowFault(.pluginUnmatched) }
        entries[Event(event)] = Entry(place: number, line: Int32(clamping: reader.line))
      } catch let fault as RowFault {
        faults.add(fault.reason, at: "\(path):\(reader.line)")
      }
    }
  }

  /// Whether the file has a row for an event.
  func has(_ event: String) -> Bool { entries[Event(event)] != nil }

  /// The place of an event; nil when the plug-in has none.
  mutating func place(of event: String) -> SourcePlace? {
    guard let index = entries.index(forKey: Event(event)) else { return nil }
    entries.values[index].isJoined = true
    let place = entries[index].value.place
    return place < 0 ? nil : places[Int(place)]
  }

  /// Rows that could not be read, and those whose event the core does not have.
  var leftovers: Exclusions {
    var leftovers = faults
    let unmatched = entries.values.filter { !$0.isJoined }
    let first = unmatched.map(\.line).min() ?? 0
    leftovers.add(.pluginUnmatched, unmatched.count, at: "\(path):\(first)")
    return leftovers
  }

  /// The place that a row names; nil when the gaze was on no file.
  private static func place(_ element: MarkupElement) throws -> SourcePlace? {
    guard let file = element.attributes["source_file_path"], !file.trimmingBlanks.isEmpty else { return nil }
    guard let line = try element.number("source_file_line"), let column = try element.number("source_file_col") else {
      return nil
    }
    guard line >= 1, column >= 0 else { return nil }
    guard line < 1e9, column < 1e9 else { throw RowFault(.unreadableNumber, "no line of a file") }
    return SourcePlace(file: file, line: Int(line), column: Int(column))
  }
}

extension MarkupElement {
  /// The number in an attribute; nil when it is absent or missing.
  ///
  /// - Throws: `RowFault` for another text.
  func number(_ key: String) throws -> Double? {
    try attributes[key].flatMap { try NumberField.value(of: Array($0.trimmingBlanks.utf8)[...]) }
  }
}
