import Basics
import Foundation
import Recordings

/// Files of boxes: EyeLink's interest areas, the box files of Tobii recordings, the areas of the EMIP Toolkit.
package struct BoxFile: Sendable, Equatable {
  /// One area of a file.
  struct Entry {
    /// Empty when the file does not say what the area holds.
    var text: String
    var rectangle: ScreenRectangle
    var identifier: String
    var place: String
  }

  package var boxes: [TokenBox]
  /// The number of each box among the areas of the file, counted from 1.
  package var numbers: [Int]
  /// Boxes that cannot be hit: outside the screen, or empty.
  package var exclusions: Exclusions
  /// What was left out on purpose, as sentences.
  package var notes: [String] = []

  init(_ entries: [Entry], screen: ScreenSize?) {
    var exclusions = Exclusions()
    let usable = zip(1..., entries).filter { _, entry in
      guard entry.rectangle.width > 0, entry.rectangle.height > 0 else {
        exclusions.add(.emptyBox, at: entry.place)
        return false
      }
      guard screen?.intersects(entry.rectangle) ?? true else {
        exclusions.add(.boxOutsideScreen, at: entry.place)
        return false
      }
      return true
    }
    boxes = TokenBox.numbered(usable.map { ($0.1.text, $0.1.rectangle, $0.1.identifier) })
    numbers = usable.map(\.0)
    self.exclusions = exclusions
  }

  /// Reads a file of any of the kinds, which its first line tells.
  ///
  /// - Parameters:
  ///   - stimulus: the stimulus whose boxes are wanted, if the file may hold those of several pictures.
  ///   - decimal: the decimal separator that the user declares.
  /// - Returns: nil when the file names other pictures only.
  /// - Throws: `DataLineError` with file and line for a missing column or an unreadable row.
  package static func read(
    _ path: String, stimulus: String? = nil, screen: ScreenSize? = nil, decimal: DecimalSeparator? = nil
  ) throws -> BoxFile? {
    let lines = try LineReader(path)
    while let line = try lines.next() {
      guard !line.isBlank, line.first != UInt8(ascii: "#") else { continue }
      if InterestArea(line) != nil { return try eyeLink(path, screen: screen) }
      let header = HeaderColumns(TableDialect(heading: line).row(line))
      if header.column("word") != nil { return try tobii(path, screen: screen, decimal: decimal) }
      if header.column("kind") != nil, header.column("name") != nil {
        return try emip(path, stimulus: stimulus, screen: screen, decimal: decimal)
      }
      break
    }
    guard !path.lowercased().hasSuffix(".ias") else { return try eyeLink(path, screen: screen) }
    throw DataLineError(
      path: path, line: lines.line, problem: "this begins neither a set of interest areas nor a table of boxes",
      remedy: "give an EyeLink .ias, a CSV with word, x, y, width and height, or the EMIP Toolkit's areas")
  }

  /// Reads an EyeLink interest area set (`.ias`).
  ///
  /// A row is `RECTANGLE id left top right bottom label`, with integer or decimal numbers; `ELLIPSE` has the same
  /// fields and `FREEHAND id x,y … label` a polygon, and both are replaced by their bounding rectangle. Areas of
  /// dynamic sets begin with their start and end times, which are ignored.
  /// - Throws: `DataLineError` with file and line for an unreadable row.
  package static func eyeLink(_ path: String, screen: ScreenSize? = nil) throws -> BoxFile {
    let lines = try LineReader(path)
    var entries: [Entry] = []
    while let line = try lines.next() {
      guard !line.isBlank, line.first != UInt8(ascii: "#") else { continue }
      guard let area = InterestArea(line) else {
        throw DataLineError(
          path: path, line: lines.line, problem: "this is no interest area",
          remedy: "expected RECTANGLE, id, left, top, right, bottom and label, separated by tabs")
      }
      entries.append(area.entry(at: lines.place))
    }
    guard !entries.isEmpty else {
      throw DataLineError(
        path: path, line: 0, problem: "the file holds no interest area", remedy: "check that it is complete")
    }
    return BoxFile(entries, screen: screen)
  }

  /// Reads a table of boxes with the columns `word`, `occurrence`, and `tobii_x`, `tobii_y`, `tobii_width`,
  /// `tobii_height` (shares of the screen) or `x`, `y`, `width`, `height` (pixels).
  ///
  /// Shares are preferred if they and the screen's size are known, because the pixels may refer to an image that was
  /// cropped from the screen.
  /// - Throws: `DataLineError` with file and line for a missing column or an unreadable row.
  package static func tobii(
    _ path: String, screen: ScreenSize?, decimal: DecimalSeparator? = nil
  ) throws -> BoxFile {
    let table = try TableReader(path, decimal: decimal)
    let names = screen != nil && table.header.column("tobii_x") != nil ? "tobii_" : ""
    let columns = ["x", "y", "width", "height"].compactMap { table.header.column(names + $0)?.index }
    guard let word = table.header.column("word")?.index, columns.count == 4 else {
      throw DataLineError(
        path: path, line: 1, problem: "the header lacks word, or x, y, width and height",
        remedy: "a file of boxes is CSV with the columns word, occurrence, x, y, width, height")
    }
    let scale = names.isEmpty ? ScreenSize(width: 1, height: 1) : screen ?? ScreenSize(width: 1, height: 1)
    return BoxFile(
      try entries(table) { row in
        Entry(
          text: try row.required(word), rectangle: try rectangle(row, columns, scale: scale), identifier: "",
          place: table.place)
      }, screen: screen)
  }

  /// Reads the areas of the EMIP Toolkit: `kind`, `name` (`line 3 part 2`), `x`, `y`, `width`, `height` in pixels, and
  /// possibly `image` and `token`.
  ///
  /// Areas of whole lines are left out where the file has areas of their parts.
  /// - Returns: nil when the file names other images only.
  static func emip(
    _ path: String, stimulus: String?, screen: ScreenSize?, decimal: DecimalSeparator?
  ) throws -> BoxFile? {
    let table = try TableReader(path, decimal: decimal)
    let remedy = "the EMIP Toolkit's areas have the columns kind, name, x, y, width and height"
    let kind = try table.column("kind", remedy: remedy)
    let name = try table.column("name", remedy: remedy)
    let columns = try ["x", "y", "width", "height"].map { try table.column($0, remedy: remedy) }
    let (image, token) = (table.header.column("image")?.index, table.header.column("token")?.index)
    var kinds: [String] = []
    var all = try entries(table) { row in
      let picture = try image.map(row.required) ?? ""
      if let stimulus, !picture.isEmpty, picture != stimulus,
        TrackerFile.name(of: picture) != TrackerFile.name(of: stimulus)
      {
        return nil
      }
      let entry = Entry(
        text: token.flatMap(row.text) ?? "", rectangle: try rectangle(row, columns), identifier: try row.required(name),
        place: table.place)
      kinds.append(try row.required(kind))
      return entry
    }
    guard !all.isEmpty else { return nil }
    let hasParts = kinds.contains { $0 != "line" }
    let count = all.count
    if hasParts { all = zip(all, kinds).filter { $0.1 != "line" }.map(\.0) }
    var file = BoxFile(all, screen: screen)
    if all.count < count {
      file.notes.append("\(count - all.count) areas of whole lines are left out beside those of their parts")
    }
    return file
  }

  private static func entries(
    _ table: TableReader, _ entry: (DelimitedRow) throws -> Entry?
  ) throws -> [Entry] {
    var entries: [Entry] = []
    while let row = try table.next() {
      do {
        if let next = try entry(row) { entries.append(next) }
      } catch let fault as RowFault {
        throw DataLineError(
          path: table.path, line: table.line, problem: "\(fault.reason.rawValue): \(fault.detail)",
          remedy: "every row must have all \(table.header.count) columns")
      }
    }
    return entries
  }

  private static func rectangle(
    _ row: DelimitedRow, _ columns: [Int], scale: ScreenSize = ScreenSize(width: 1, height: 1)
  ) throws -> ScreenRectangle {
    let values = try columns.map(row.requiredNumber)
    let rectangle = ScreenRectangle(
      x: values[0] * scale.width, y: values[1] * scale.height, width: values[2] * scale.width,
      height: values[3] * scale.height)
    guard rectangle.isOnAnyScreen else { throw RowFault(.unreadableNumber, "no place on a screen") }
    return rectangle
  }
}

extension BoxFile {
  /// The boxes with their texts. Areas that are only named by their place, as `line 3 part 2`, get the text that is
  /// there.
  ///
  /// The areas were found in a picture of the code, so their lines are the code's lines that are not blank and their
  /// parts what blanks separate. A line where the numbers of parts and of words differ gives no texts.
  package func boxes(in code: String?) -> [TokenBox] {
    guard let code, boxes.allSatisfy(\.reference.text.isEmpty) else { return boxes }
    let places = boxes.map { NamedPlace($0.identifier) }
    let lines = code.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) }
    var parts: [Int: Int] = [:]
    for case let place? in places where place.part != nil { parts[place.line, default: 0] += 1 }
    return TokenBox.numbered(
      zip(boxes, places).map { box, place in
        guard let place, lines.indices.contains(place.line - 1) else { return ("", box.rectangle, box.identifier) }
        let line = lines[place.line - 1]
        guard let part = place.part else { return (line.trimmingBlanks, box.rectangle, box.identifier) }
        let words = line.split(whereSeparator: \.isWhitespace)
        let isKnown = words.count == parts[place.line] && words.indices.contains(part - 1)
        return (isKnown ? String(words[part - 1]) : "", box.rectangle, box.identifier)
      })
  }

  /// `line 3` or `line 3 part 2`, both counted from 1.
  private struct NamedPlace {
    var line: Int
    var part: Int?

    init?(_ name: String) {
      let words = name.split(separator: " ")
      guard words.count == 2 || words.count == 4, words[0] == "line", let line = Int(words[1]), line > 0
      else { return nil }
      self.line = line
      guard words.count == 4 else { return }
      guard words[2] == "part", let part = Int(words[3]), part > 0 else { return nil }
      self.part = part
    }
  }
}

extension InterestArea {
  func entry(at place: String) -> BoxFile.Entry {
    BoxFile.Entry(text: label, rectangle: rectangle, identifier: identifier, place: place)
  }
}
